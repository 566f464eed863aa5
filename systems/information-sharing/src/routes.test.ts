import { createHttpServer, apiKeyOf, type HttpServer } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, openTestVault, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from './contract.ts';
import { readParticipantFile } from './import-participants.ts';
import { createInformationSharing, type InformationSharing } from './index.ts';
import { registerRoutes, ROUTES } from './routes.ts';

const here = dirname(fileURLToPath(import.meta.url));
const at = Date.parse('2026-11-20T08:00:00Z') as Instant;
const clock = { now: () => at };

let database: TestDatabase;
let server: HttpServer;
let module: InformationSharing;
const keys = new Map<Scope, string>();

beforeAll(async () => {
  database = await openTestDatabase([
    ...readMigrations('kernel', join(here, '../../../kernel/migrations')),
    ...readMigrations('information-sharing', join(here, '../migrations')),
  ]);
  const runtime = {
    zoneCode: 'Z1',
    db: database.db,
    clock,
    ids: createIdSource(() => at),
    log: createLog('silent'),
  };
  const vault = openTestVault(database.db);
  module = createInformationSharing({
    ...runtime,
    vault,
    fileDocuments: () => Promise.resolve([]),
  });
  server = await createHttpServer({
    log: runtime.log,
    metrics: createMetrics(),
    version: 'test',
    authenticate: async (request) => {
      const caller = await module.authenticate(apiKeyOf(request) ?? '');
      return caller?.scopes.includes('admin') ? { ...caller, scopes: SCOPES } : caller;
    },
    idempotency: runtime,
    readiness: {},
  });
  registerRoutes(server, {
    ...module,
    receiveMessage: async (raw) => {
      const [received] = await module.receiveMessages([raw]);
      if (!received) throw new Error('no answer');
      return received;
    },
  });
  await server.ready();
  const { participants } = readParticipantFile('code,name,roles\nA1,一号,merchant\n');
  await module.applyParticipants({ participants, actor: 'test' });
  for (const scope of SCOPES) {
    const request = { participantCode: 'A1', name: scope, scopes: [scope] };
    keys.set(scope, (await module.createApiKey(request)).key);
  }
});
afterAll(async () => {
  await server.close();
  await database.close();
});

function call(
  method: string,
  url: string,
  scope: Scope | undefined,
  body?: [type: string, text: string],
) {
  const authorization = scope && { authorization: `Bearer ${keys.get(scope) ?? ''}` };
  const content = body && { 'content-type': body[0] };
  return server.inject({
    method: method as 'GET',
    url: url.replace(':id', '01890000-0000-7000-8000-000000000000'),
    headers: { ...authorization, ...content },
    ...(body && { payload: body[1] }),
  });
}

describe('every route', () => {
  const cases = Object.entries(ROUTES).flatMap(([name, route]) =>
    [undefined, ...SCOPES].map((scope) => ({ name, route, scope })),
  );
  test.each(cases)('$name with scope $scope', async ({ route, scope }) => {
    const { statusCode } = await call(route.method, route.url, scope);
    if (scope === undefined) expect(statusCode).toBe(401);
    else if (scope === route.scope || scope === 'admin') {
      expect([401, 403]).not.toContain(statusCode);
      expect(statusCode).toBeLessThan(500);
    } else expect(statusCode).toBe(403);
  });

  test('of the server stands in the table', () => {
    const own = Object.values(ROUTES).map(({ method, url }) => `${method} ${url}`);
    const paths = server.swagger().paths ?? {};
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(known.sort()).toEqual(own.sort());
  });
});

describe('POST /api/v1/ceb', () => {
  test('answers a broken message with 400 and CEB900', async () => {
    const answer = await call('POST', ROUTES.sendMessage.url, 'ceb:send', [
      'application/xml',
      '<a>',
    ]);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/xml');
    expect(answer.body).toContain('<CEB900Message');
    const id = String(answer.headers['exchange-id']);
    const record = await call('GET', `/api/v1/exchanges/${id}`, 'evidence:read');
    expect(record.json()).toMatchObject({
      ...{ exchangeId: id, refused: true, counterparty: 'A1', bodyLength: 3 },
    });
  });

  test('wants XML', async () => {
    const answer = await call('POST', ROUTES.sendMessage.url, 'ceb:send', [
      'application/json',
      '{}',
    ]);
    expect(answer.statusCode).toBe(400);
  });
});

describe('participants', () => {
  test('are imported after a dry run, and listed page by page', async () => {
    const file: [string, string] = ['text/csv', 'code,name,roles\nB1,二号,carrier\nB2,三号,ebp\n'];
    const url = '/api/v1/participants/import';
    const dry = await call('POST', url, 'reference:import', file);
    expect(dry.json()).toMatchObject({ applied: false, added: [{ code: 'B1' }, { code: 'B2' }] });
    const done = await call('POST', url + '?dryRun=false', 'reference:import', file);
    expect(done.json()).toMatchObject({ applied: true, unchanged: 0 });
    const bad = await call('POST', url + '?dryRun=false', 'reference:import', [
      'text/csv',
      'code,name,roles\nB1,x,wizard\n',
    ]);
    expect(bad.statusCode).toBe(400);
    const first = await call('GET', '/api/v1/participants?limit=2', 'declarations:read');
    const page = first.json<{ items: { code: string }[]; next: string }>();
    expect(page.items.map(({ code }) => code)).toEqual(['A1', 'B1']);
    const next = `/api/v1/participants?limit=2&cursor=${page.next}`;
    expect((await call('GET', next, 'declarations:read')).json()).toMatchObject({
      items: [{ code: 'B2', roles: ['platform'] }],
      next: null,
    });
  });
});

describe('the exchange log', () => {
  test('is listed page by page and verified', async () => {
    for (let i = 0; i < 3; i += 1) {
      await call('POST', ROUTES.sendMessage.url, 'ceb:send', ['application/xml', `<n${i}>`]);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string =
        '?direction=in&refused=true&limit=2' + (cursor ? `&cursor=${cursor}` : '');
      const answer = await call('GET', '/api/v1/exchanges' + query, 'evidence:read');
      const page = answer.json<{ items: { exchangeId: string }[]; next: string | null }>();
      seen.push(...page.items.map(({ exchangeId }) => exchangeId));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const report = await call('GET', '/api/v1/evidence', 'evidence:read');
    expect(report.json()).toMatchObject({ intact: true, first: null });
  });

  test.each(['cursor=rubbish', 'from=yesterday', 'limit=0', 'direction=up'])(
    'refuses %s with 400',
    async (query) => {
      const answer = await call('GET', '/api/v1/exchanges?' + query, 'evidence:read');
      expect(answer.statusCode).toBe(400);
    },
  );
});

test('an API key is made, shown once and revoked', async () => {
  const request: [string, string] = [
    'application/json',
    JSON.stringify({ participantCode: 'A1', name: 'ERP', scopes: ['ceb:send'] }),
  ];
  const made = await call('POST', '/api/v1/api-keys', 'admin', request);
  expect(made.statusCode).toBe(201);
  const { apiKeyId, key } = made.json<{ apiKeyId: string; key: string }>();
  expect(await module.authenticate(key)).toMatchObject({ name: 'ERP' });
  const gone = await call('DELETE', `/api/v1/api-keys/${apiKeyId}`, 'admin');
  expect(gone.statusCode).toBe(204);
  expect(await module.authenticate(key)).toBeUndefined();
});
