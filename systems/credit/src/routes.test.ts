import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiKeyOf, createHttpServer, type HttpServer } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { createCredit } from './index.ts';
import { CREDIT_ROUTES, registerRoutes } from './routes.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const own = readMigrations('credit', fileURLToPath(new URL('../migrations', import.meta.url)));

let database: TestDatabase;
let server: HttpServer;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...own]);
  const { db } = database;
  const clock = fixedClock(startOfDay(DAY));
  const log = createLog('silent');
  const credit = createCredit({ zoneCode: 'hangzhou', db, clock, ids, log });
  await credit.installShippedMethod();
  server = await createHttpServer({
    log,
    metrics: createMetrics(),
    version: '0.1.0',
    authenticate: (request) => Promise.resolve(callerWith(apiKeyOf(request))),
    idempotency: { db, zoneCode: 'hangzhou', clock },
    readiness: {},
  });
  registerRoutes(server, credit);
  const parties = { ebpCode: 'P', ebcCode: 'M', agentCode: 'M', assureCode: '', areaCode: '' };
  const declarations = Array.from({ length: 40 }, () => ({
    ...parties,
    ...{ payCode: '', logisticsCode: 'L', declarationId: ids.newId(), returnStatus: '800' },
    outcome: 'released' as const,
    reasonCodes: [],
  }));
  const event = { eventId: ids.newId(), day: DAY, at: '', declarations };
  await db.transaction((tx) => credit.onDeclarationsConcluded(tx, event));
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** The key of a test names the scopes it has. */
function callerWith(key: string | undefined) {
  const scopes = (key ?? '').split(',');
  return key ? { participantCode: 'office', name: 'chen', scopes, zoneWide: scopes } : undefined;
}

async function get(url: string, scopes = 'credit:read') {
  const headers = scopes === '' ? {} : { authorization: `Bearer ${scopes}` };
  const answer = await server.inject({ url, headers });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

test.each(CREDIT_ROUTES)('GET $path needs its scope', async ({ path }) => {
  const url = path.replace(':code', 'M');
  expect((await get(url, '')).status).toBe(401);
  expect((await get(url, 'ceb:send')).status).toBe(403);
});

test('a profile shows the grade of today and that of tomorrow', async () => {
  const { body } = await get('/api/v1/credit/M');
  expect(body).toMatchObject({
    code: 'M',
    today: { day: DAY, grade: 'new', score: null, sample: 0, sampleMin: 30, next: null },
    tomorrow: {
      day: '2026-11-21',
      grade: 'A',
      score: '100.00',
      sample: 40,
      components: [{ id: 'rejections', counted: 0, of: 40, points: '40.00' }, {}, {}, {}],
    },
  });
});

test('a past day is computed again, and tomorrow is not asked', async () => {
  const { body } = await get('/api/v1/credit/M?day=2026-01-01');
  expect(body).toMatchObject({ today: { day: '2026-01-01', grade: 'new' }, tomorrow: null });
  expect((await get('/api/v1/credit/M?day=2026-02-30')).status).toBe(400);
});

test('evidence comes with its roles and declarations', async () => {
  const { body } = await get('/api/v1/credit/M/evidence?limit=1');
  expect(body).toMatchObject({
    items: [{ roles: ['merchant', 'declarant'], outcome: 'released', declarations: 40 }],
    next: null,
  });
  expect((await get('/api/v1/credit/M/evidence?cursor=x')).status).toBe(400);
});
