import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '@pilotzone/kernel/http';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { createFinancialServices } from './index.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { FINANCE_ROUTES, registerRoutes } from './routes.ts';
import { GUARANTOR, migrations, released, runtimeFor, sampleFacts } from './sample-events.test.ts';

let database: TestDatabase;
let app: HttpServer;
const list = sampleFacts();

beforeAll(async () => {
  database = await openTestDatabase(migrations);
  const runtime = runtimeFor(database.db);
  const finance = createFinancialServices(runtime);
  app = await createHttpServer({
    log: runtime.log,
    metrics: createMetrics(),
    version: 'test',
    // The scope is the key, so that each test says what its caller may do.
    authenticate: (request) => {
      const scope = String(request.headers['x-api-key'] ?? '');
      const rights = { scopes: [scope], zoneWide: [scope] };
      const caller = { participantCode: 'ZONE', ...rights, name: 'officer-1' };
      return Promise.resolve(scope === '' ? undefined : caller);
    },
    idempotency: runtime,
    readiness: {},
  });
  registerRoutes(app, finance.http);
  await database.db.transaction((tx) => onDeclarationsReleased(runtime, tx, released([list])));
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Ask = { payload?: object; scope?: string };

async function ask(method: 'GET' | 'PUT' | 'POST', url: string, { payload, scope }: Ask = {}) {
  const key = scope ?? (method === 'GET' ? 'finance:read' : 'finance:write');
  const headers = { 'x-api-key': key };
  const answer = await app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

describe('the routes of financial services', () => {
  test('every one needs its own scope', async () => {
    for (const { method, path, scope } of FINANCE_ROUTES) {
      expect(app.hasRoute({ method, url: path })).toBe(true);
      const url = path.replace(/:(\w+)/g, 'X');
      expect((await app.inject({ method, url })).statusCode).toBe(401);
      const other = scope === 'finance:read' ? 'finance:write' : 'finance:read';
      expect((await ask(method, url, { scope: other })).status).toBe(403);
      expect((await ask(method, url, { scope })).status).not.toBe(403);
    }
  });

  test('a guarantee is set, listed in pages and not set below its use', async () => {
    const change = { limit: '1000', reason: '开业' };
    const set = await ask('PUT', `/api/v1/guarantees/${GUARANTOR}`, { payload: change });
    expect(set).toMatchObject({ status: 200, body: { limit: '1000.00', status: 'ok' } });
    await ask('PUT', '/api/v1/guarantees/Z', { payload: change });
    const first = await ask('GET', '/api/v1/guarantees?limit=1');
    expect(first.body).toMatchObject({ items: [{ guarantorCode: GUARANTOR }] });
    const { next } = first.body as { next: string };
    const second = await ask('GET', `/api/v1/guarantees?limit=1&cursor=${next}`);
    expect(second.body).toMatchObject({ items: [{ guarantorCode: 'Z' }], next: null });
    const wrong = await ask('PUT', '/api/v1/guarantees/Z', {
      payload: { limit: 'much', reason: 'x' },
    });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'FINANCE_AMOUNT_INVALID' } });
  });

  test('the calendar and the books answer', async () => {
    const dues = await ask('GET', '/api/v1/tax-dues?from=2027-01-01&until=2027-01-31');
    expect(dues.body).toMatchObject({ items: [{ payableUntil: '2027-01-04', total: '98.00' }] });
    const postings = await ask('GET', `/api/v1/ledger/postings?reference=${list.declarationId}`);
    expect(postings.body).toMatchObject({
      items: [{ accountCode: '1122', debit: '98.00' }, {}, {}],
    });
    const accounts = await ask('GET', '/api/v1/ledger/accounts');
    expect(accounts.body).toMatchObject({ isBalanced: true });
    const pay = await ask('POST', '/api/v1/tax-dues/pay', {
      payload: {
        guarantorCode: GUARANTOR,
        releasedFrom: '2026-11-20',
        releasedUntil: '2026-11-20',
        amount: '98',
        paidOn: '2026-11-20',
        reference: 'TX1',
      },
    });
    expect(pay).toMatchObject({ status: 422, body: { code: 'FINANCE_TAX_NOT_PAYABLE' } });
  });

  test('malformed questions are refused before they reach the books', async () => {
    for (const url of [
      '/api/v1/tax-dues?from=yesterday',
      '/api/v1/ledger/postings?reference=1',
      '/api/v1/guarantees?limit=0',
    ]) {
      expect((await ask('GET', url)).status).toBe(400);
    }
    const unknown = await ask('GET', '/api/v1/payments/X/Y');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'FINANCE_PAYMENT_NOT_FOUND' } });
  });
});
