import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiKeyOf, createHttpServer } from '@pilotzone/kernel/http';
import type { HttpServer } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { createParks } from './index.ts';
import { PARKS_ROUTES, registerRoutes } from './routes.ts';

const NOW = 1_800_000_000_000 as Instant;
const DECLARATION = '0199a000-0000-7000-8000-000000000001';
let database: TestDatabase;
let server: HttpServer;
let gatePassNo = '';

beforeAll(async () => {
  const own = readMigrations('parks', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase([...readKernelMigrations(), ...own]);
  const { db } = database;
  const clock = fixedClock(NOW);
  const log = createLog('silent');
  const parks = createParks({
    zoneCode: '9900',
    db,
    clock,
    log,
    ids: createIdSource(() => NOW),
  });
  server = await createHttpServer({
    log,
    version: '0',
    metrics: createMetrics(),
    readiness: {},
    authenticate: (request) =>
      Promise.resolve({
        participantCode: '9900967001',
        name: 'gate key',
        scopes: [apiKeyOf(request) ?? ''],
      }),
    idempotency: { db, zoneCode: '9900', clock },
  });
  registerRoutes(server, parks, (request) => request.caller?.name ?? '');
  await parks.installDemo();
  const clues = { areaCode: '9900966001', emsNo: '', customsCode: '9900', loctNo: '' };
  const numbers = { invtNo: 'I1', logisticsCode: '9900963001', logisticsNo: 'L1' };
  // Parks reads these fields of a declaration and no other.
  const released = { declarationId: DECLARATION, ...clues, ...numbers } as DeclarationFacts;
  const event = { eventId: 'E1', day: '2027-01-15', at: '2027-01-15T08:00:00Z' };
  await db.transaction((tx) =>
    parks.onDeclarationsReleased(tx, { ...event, declarations: [released] }),
  );
  const [pass] = await parks.findGatePasses(db, [DECLARATION]);
  gatePassNo = pass?.gatePassNo ?? '';
});
afterAll(async () => {
  await server.close();
  await database.close();
});

function ask(method: 'GET' | 'POST', url: string, more: { scope: string; key?: string }) {
  const headers = {
    authorization: `Bearer ${more.scope}`,
    ...(more.key && { 'idempotency-key': more.key }),
  };
  const payload = method === 'POST' ? { gate: 'East gate' } : undefined;
  return server.inject({ method, url, headers, ...(payload && { payload }) });
}

describe('routes of parks', () => {
  test.each(PARKS_ROUTES.map((route) => [route.method, route.path] as const))(
    '%s %s needs its scope',
    async (method, path) => {
      const reply = await ask(method, path.replace(':no', gatePassNo), { scope: 'other' });
      expect(reply.json()).toMatchObject({ status: 403, code: 'SCOPE_FORBIDDEN' });
    },
  );

  test('parks are listed with their facilities, marked as demo', async () => {
    const reply = await ask('GET', '/api/v1/parks', { scope: 'parks:read' });
    expect(reply.json<{ parks: object[] }>().parks).toHaveLength(2);
    expect(reply.json()).toMatchObject({ parks: [{ demo: true, facilities: [{}, {}] }, {}] });
  });

  test('a barrier that asks again under its key hears the same, another why not', async () => {
    const url = `/api/v1/gate-passes/${gatePassNo}/consume`;
    const first = await ask('POST', url, { scope: 'parks:gate', key: 'k1' });
    const again = await ask('POST', url, { scope: 'parks:gate', key: 'k1' });
    const other = await ask('POST', url, { scope: 'parks:gate', key: 'k2' });
    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(again.json()).toEqual(first.json());
    expect(other.json()).toMatchObject({ code: 'GATE_PASS_CONSUMED' });
    expect(other.json<{ detail: string }>().detail).toContain('East gate');
    const events = await database.db.query<{ kind: string }>('select kind from kernel.outbox');
    expect(events).toEqual([{ kind: 'gate-pass-consumed' }]);
  });

  test('a pass is found by its declaration', async () => {
    const url = '/api/v1/gate-passes?declarationId=';
    const reply = await ask('GET', url + DECLARATION, { scope: 'parks:read' });
    expect(reply.json()).toMatchObject({ items: [{ gatePassNo, declarationId: DECLARATION }] });
    const none = await ask('GET', url + DECLARATION.replace(/1$/, '2'), { scope: 'parks:read' });
    expect(none.json()).toEqual({ items: [], next: null });
  });

  test.each([
    ['consumed', 1],
    ['issued', 0],
  ])('passes are listed by state: %s, %i of them', async (state, count) => {
    const url = `/api/v1/gate-passes?state=${state}&limit=10`;
    const reply = await ask('GET', url, { scope: 'parks:read' });
    expect(reply.json<{ items: unknown[] }>().items).toHaveLength(count);
    const bad = await ask('GET', `${url}&cursor=x`, { scope: 'parks:read' });
    expect(bad.json()).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  test('an unknown pass is 404', async () => {
    const reply = await ask('GET', '/api/v1/gate-passes/GP0', { scope: 'parks:read' });
    expect(reply.json()).toMatchObject({ status: 404, code: 'GATE_PASS_NOT_FOUND' });
  });
});
