import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiKeyOf, createHttpServer, type HttpServer } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { fileURLToPath } from 'node:url';
import { createRisk, type Risk } from './index.ts';
import { registerRoutes, RISK_ROUTES } from './routes.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const own = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));

let database: TestDatabase;
let server: HttpServer;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...own]);
  const { db } = database;
  const clock = fixedClock(startOfDay(DAY));
  const log = createLog('silent');
  risk = createRisk({ zoneCode: 'hangzhou', db, clock, ids, log });
  await risk.installShippedRules();
  server = await createHttpServer({
    log,
    metrics: createMetrics(),
    version: '0.1.0',
    authenticate: (request) => Promise.resolve(callerWith(apiKeyOf(request))),
    idempotency: { db, zoneCode: 'hangzhou', clock },
    readiness: {},
  });
  registerRoutes(server, risk);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** The key of a test names the scopes it has. */
function callerWith(key: string | undefined) {
  return key ? { participantCode: 'office', name: 'chen', scopes: key.split(',') } : undefined;
}

async function call(method: 'GET' | 'POST', url: string, { scopes = 'risk:read', body = {} } = {}) {
  const payload = method === 'POST' ? { payload: body } : {};
  const headers = scopes === '' ? {} : { authorization: `Bearer ${scopes}` };
  const answer = await server.inject({ method, url, headers, ...payload });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const row = {
  id: 'many-lines',
  conditions: [{ field: 'lineCount', operator: '>=', operand: 9 }],
  score: 30,
  code: 'PZ-RISK-LINES',
  reason: { zh: '商品项数异常', en: 'Unusually many lines.' },
  basis: 'test',
  validFrom: '2026-01-01',
  owner: 'test',
};
const table = { name: 'lines', thresholds: { amber: 30, red: 70 }, rows: [row] };

test.each(RISK_ROUTES)('$method $path needs its scope', async ({ method, path }) => {
  const url = path.replace(':version', '1').replace(':declarationId', ids.newId());
  expect((await call(method, url, { scopes: '' })).status).toBe(401);
  expect((await call(method, url, { scopes: 'ceb:send' })).status).toBe(403);
});

describe('rule tables', () => {
  test('are listed and shown with the fields that rules may name', async () => {
    expect((await call('GET', '/api/v1/risk/rule-tables')).body).toMatchObject({
      items: [{ version: 1, status: 'active', rowCount: 36 }],
    });
    const { body } = await call('GET', '/api/v1/risk/rule-tables/1');
    expect(body).toMatchObject({ version: 1, thresholds: { amber: 30, red: 70 } });
    expect((body['rows'] as unknown[])[0]).toMatchObject({
      id: 'buyer-velocity-1',
      conditions: [{ field: 'buyerDeclarationsToday', operator: '>=', operand: 5 }],
    });
    expect((body['fields'] as unknown[])[0]).toMatchObject({ name: 'tradeMode', type: 'text' });
    expect((await call('GET', '/api/v1/risk/rule-tables/99')).status).toBe(404);
    expect((await call('GET', '/api/v1/risk/rule-tables/x')).status).toBe(400);
  });

  test('are imported by whoever the caller is, with errors by row', async () => {
    const scopes = 'risk:write';
    const url = '/api/v1/risk/rule-tables';
    const broken = { ...table, rows: [{ ...row, score: 'much' }] };
    expect(await call('POST', url, { scopes, body: { table: broken } })).toMatchObject({
      status: 200,
      body: { kind: 'invalid', version: null, errors: [{ row: 1, id: 'many-lines' }] },
    });
    expect(await call('POST', url, { scopes, body: { table } })).toMatchObject({
      status: 200,
      body: { kind: 'stored', version: 2, activated: false, difference: { added: ['many-lines'] } },
    });
    expect((await call('GET', url)).body).toMatchObject({
      items: [{ version: 2, status: 'draft', state: 'draft', importedBy: 'chen' }, {}],
    });
    // Nobody puts a table in force alone.
    const alone = { table, activate: { from: '2026-12-01' } };
    expect((await call('POST', url, { scopes, body: alone })).status).toBe(400);
  });
});

test('an assessment is shown with operands and its replay, a hold without operands', async () => {
  const declarationId = ids.newId();
  const facts = { declarationId, attempt: 1, hsChapters: ['93'], lineCount: 1 };
  await database.db.transaction(async (tx) => {
    const [assessment] = await risk.assess(tx, [facts], DAY);
    const requests = assessment ? [{ declarationId, attempt: 1, assessment }] : [];
    await risk.openHolds(tx, requests);
  });
  const shown = await call('GET', `/api/v1/risk/assessments/${declarationId}`);
  expect(shown.body).toMatchObject({
    items: [
      {
        declarationId,
        lane: 'red',
        score: 50,
        ruleTable: { version: 1 },
        inputs: { hsChapters: ['93'], lineCount: 1 },
        hits: [{ rule: 'restricted-goods', conditions: [{ operand: ['36', '93', '97'] }] }],
        findings: [{ code: 'PZ-RISK-RESTRICTED-GOODS', values: ['93'] }],
        replay: { same: true, lane: 'red', score: 50 },
      },
    ],
  });
  const queue = await call('GET', '/api/v1/holds?limit=1', { scopes: 'holds:read' });
  expect(queue.body).toMatchObject({
    items: [{ declarationId, attempt: 1, reasons: [{ code: 'PZ-RISK-RESTRICTED-GOODS' }] }],
    next: null,
  });
  expect(JSON.stringify(queue.body)).not.toContain('operand');
  const invalid = await call('GET', '/api/v1/holds?cursor=x', { scopes: 'holds:read' });
  expect(invalid).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } });
});
