import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import { rawDataOf } from '@pilotzone/generator/compose-raw-data';
import type { Purchase } from '@pilotzone/generator/purchase';
import { createRandom } from '@pilotzone/generator/random';
import { registerExchange } from '@pilotzone/gateway/stand-alone/http-routes';
import { parseScenario } from '@pilotzone/gateway/stand-alone/scenario';
import { createStandAlone } from '@pilotzone/gateway/stand-alone/stand-alone';
import { closeGracefully, createHttpServer, listen } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { startOfDay, systemClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { openSignTextOf, signTextOf } from '@pilotzone/rules/payment-raw-data';
import type { RawDataAnswer } from '@pilotzone/rules/payment-raw-data';
import { verifyValue } from '@pilotzone/signatures/public-key';
import { makeAuthority, makeKey } from '@pilotzone/signatures/testing/signers';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { simulatorMigrations } from './commands/simulate-customs.ts';
import { createPlatformServer } from './http-server.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, purchasesOf } from './testing-purchases.ts';
import { PAPERS } from './testing-purchases.ts';
import { startTimers } from './timers.ts';

// The pauses are real, but for the clock that jumps over them.
vi.setConfig({ testTimeout: 60_000 });

const began = systemClock.now();
let jumped = 0;
const noon = startOfDay(TEST_DAY) + 12 * 3_600_000;
const clock = { now: () => (noon + systemClock.now() - began + jumped) as Instant };

const SCENARIO = `
match: false
rawData:
  - { orderNo: '*-REFUSED', times: 2 }
  - { orderNo: '*-NEVER', times: 99, code: '20001', message: 验签证书未登记 }
  - { orderNo: '*-AWAY', times: 2, httpStatus: 503 }
`;

const authority = makeAuthority();
const signingKey = makeKey(authority, 'sm2', { subject: [['CN', PLATFORMS[0]?.name ?? '']] });
const { draw } = purchasesOf(179);
const random = createRandom(179);

let customs: Awaited<ReturnType<typeof openCustoms>>;
let the: TestPlatform;
let address: string;
let stop: () => Promise<void>;
const keys = new Map<string, string>();

async function openCustoms() {
  const database = await openTestDatabase(simulatorMigrations());
  const [ids, log] = [createIdSource(systemClock.now), createLog('silent')];
  const runtime = { zoneCode: 'customs', db: database.db, clock, ids, log };
  const tariff = createDemoTariff();
  const needs = { ...runtime, tariff: () => tariff };
  const standAlone = createStandAlone(needs, { scenario: parseScenario(SCENARIO), channels: [] });
  const server = await createHttpServer({
    ...{ log, metrics: createMetrics(), version: 'test', idempotency: runtime, readiness: {} },
    authenticate: () => Promise.resolve(undefined),
  });
  registerExchange(server, standAlone, { runtime, config: { public: true } });
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  const close = async () => {
    await closeGracefully(server);
    await standAlone.close();
    await database.close();
  };
  return { url, db: database.db, close };
}

beforeAll(async () => {
  customs = await openCustoms();
  const outside = { address: { kind: 'http', url: customs.url }, forwardDocuments: false } as const;
  the = await openTestPlatform({ signingKey, customs: outside }, clock);
  const stopTimers = startTimers(the.platform);
  const server = await createPlatformServer(the.platform);
  address = await listen(server, { host: '127.0.0.1', port: 0 });
  stop = async () => {
    stopTimers();
    await closeGracefully(server);
    await the.close();
    await customs.close();
  };
});
afterAll(() => stop());

async function keyOf(participantCode: string): Promise<string> {
  const known = keys.get(participantCode);
  if (known !== undefined) return known;
  const request = { participantCode, name: 'raw data', scopes: ['ceb:send', 'declarations:read'] };
  const { key } = await the.platform.informationSharing.createApiKey(request as never);
  keys.set(participantCode, key);
  return key;
}

async function call(method: string, url: string, the: { key?: string; body?: object } = {}) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(the.key === undefined ? {} : { authorization: `Bearer ${the.key}` }),
      ...(the.body && { 'content-type': 'application/json' }),
    },
    ...(the.body && { body: JSON.stringify(the.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer };
}

type Item = Readonly<Record<string, unknown>>;
type Answer = Item & { items?: Item[] };

/** A purchase whose payment is on file, under an order number with this end. */
async function bought(end: string): Promise<Purchase> {
  const drawn = draw();
  const orderNo = `${drawn.order.head.orderNo}-${end}`;
  const numbered = <D extends { head: object }>(document: D): D => ({
    ...document,
    head: { ...document.head, orderNo },
  });
  const purchase = {
    ...drawn,
    ...{ order: numbered(drawn.order), payment: numbered(drawn.payment) },
  };
  await file(the.platform, [PAPERS.payment(purchase)]);
  return purchase;
}

async function deliver(purchase: Purchase) {
  const { ebpCode } = purchase.order.head;
  const key = await keyOf(ebpCode);
  const body = rawDataOf(random, purchase);
  return call('POST', `${address}/api/v1/payment-raw-data`, { key, body });
}

/** Customs asks the platform of a purchase for its order; the session it opened. */
async function ask({ order: { head } }: Purchase, orderNo = head.orderNo) {
  const url = `${address}/platDataOpen/${head.ebpCode}`;
  const { body } = await call('POST', `${customs.url}/payment-raw-data/ask`, {
    body: { url, orderNo },
  });
  const answered = JSON.parse(String(body['answered'])) as Record<string, unknown>;
  return { sessionId: String(body['sessionID']), answered };
}

async function requestsOf({ order: { head } }: Purchase) {
  const key = await keyOf(head.ebpCode);
  const { body } = await call('GET', `${address}/api/v1/payment-raw-data/requests`, { key });
  return (body.items ?? []).filter(({ orderNo }) => orderNo === head.orderNo);
}

/** Waits until the only request of a purchase is in a state, jumping over the pauses. */
async function until(purchase: Purchase, state: string) {
  for (let i = 0; i < 200; i += 1) {
    const [request] = await requestsOf(purchase);
    if (request?.['state'] === state) return request;
    if (typeof request?.['nextAt'] === 'string') jumped += 600_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never ${state}: ${JSON.stringify(await requestsOf(purchase))}`);
}

async function sessionsAtCustoms(sessionId: string) {
  const { body } = await call('GET', `${customs.url}/payment-raw-data/sessions`);
  return body.items?.find((one) => one['sessionId'] === sessionId);
}

test('customs asks, the platform answers at once and uploads, customs takes it', async () => {
  const purchase = await bought('FINE');
  expect(await deliver(purchase)).toMatchObject({ status: 200, body: { version: 1 } });
  const { sessionId, answered } = await ask(purchase);
  expect(answered).toMatchObject({ code: '10000', message: '' });
  expect(await until(purchase, 'done')).toMatchObject({ attempts: 1, lastCode: '10000' });
  expect(await sessionsAtCustoms(sessionId)).toMatchObject({ uploads: 1, lastCode: '10000' });
  // What customs holds is what was signed, and the signature is the zone's.
  const rows = await customs.db.query<{ body: Buffer }>(
    'select body from gateway.simulator_message',
    [],
    { body: 'bytes' },
  );
  const row = rows.find(({ body }) => body.includes(sessionId));
  const sent = JSON.parse(row?.body.toString() ?? '{}') as RawDataAnswer & {
    certNo: string;
    signValue: string;
  };
  expect(sent.certNo).toBe(signingKey.certificate.serial);
  const text = signTextOf(sent);
  const signed = { algorithm: 'sm2-sm3', data: Buffer.from(text) } as const;
  const value = Buffer.from(sent.signValue, 'base64');
  expect(verifyValue(signingKey.certificate.key, signed, { value })).toBe(true);
});

test('an order that nobody knows is answered 20000 with the reason', async () => {
  const purchase = await bought('KNOWN');
  const { answered } = await ask(purchase, 'NOBODY-HAS-THIS');
  expect(answered).toMatchObject({ code: '20000', message: expect.stringContaining('NOBODY-HAS') });
});

test('an order without raw data is owed, and goes when its platform delivers', async () => {
  const purchase = await bought('OWED');
  expect((await ask(purchase)).answered).toMatchObject({ code: '10000' });
  expect(await until(purchase, 'owed')).toMatchObject({ attempts: 0 });
  expect(await deliver(purchase)).toMatchObject({ body: { requestsMadeDue: 1 } });
  expect(await until(purchase, 'done')).toMatchObject({ attempts: 1 });
});

test.each([
  ['REFUSED', 3, 'refused'],
  ['AWAY', 3, 'unreachable'],
])('an upload that is turned down (%s) is tried again until it is taken', async (end, n, why) => {
  const purchase = await bought(end);
  await deliver(purchase);
  const { sessionId } = await ask(purchase);
  expect(await until(purchase, 'done')).toMatchObject({ attempts: n });
  const key = await keyOf(purchase.order.head.ebpCode);
  const url = `${address}/api/v1/payment-raw-data/requests/${sessionId}/tries`;
  const { body } = await call('GET', url, { key });
  expect(body.items?.map((one) => one['outcome'])).toEqual([why, why, 'accepted']);
  expect(await sessionsAtCustoms(sessionId)).toMatchObject({ uploads: 3, lastCode: '10000' });
});

test('an upload that is refused for good is given up, and replayed by its owner', async () => {
  const purchase = await bought('NEVER');
  await deliver(purchase);
  const { sessionId } = await ask(purchase);
  const dead = await until(purchase, 'dead');
  expect(dead).toMatchObject({ attempts: 5, lastCode: '20001', lastMessage: '验签证书未登记' });
  const url = `${address}/api/v1/payment-raw-data/requests/${sessionId}/replay`;
  const other = PLATFORMS.find(({ code }) => code !== purchase.order.head.ebpCode);
  const stranger = await call('POST', url, { key: await keyOf(other?.code ?? '') });
  expect(stranger).toMatchObject({
    status: 404,
    body: { code: 'FINANCE_RAW_DATA_REQUEST_NOT_FOUND' },
  });
  const key = await keyOf(purchase.order.head.ebpCode);
  expect((await call('POST', url, { key })).status).toBe(204);
  expect(await until(purchase, 'dead')).toMatchObject({ lastCode: '20001' });
});

test('a request that is signed must be signed by customs', async () => {
  const purchase = await bought('SIGNED');
  await deliver(purchase);
  const office = AUTHORITIES.find(({ roles }) => roles.includes('customs'))?.code ?? '';
  const key = makeKey(authority, 'sm2', { subject: [['CN', office]] });
  const { informationSharing } = the.platform;
  const files = [{ name: 'customs.cer', bytes: key.certificate.der }];
  await informationSharing.importCertificates({
    ...{ files, participantCode: office, trustRoots: false, dryRun: false, actor: 'test' },
  });
  const openWith = async (signed: string, certNo = key.certificate.serial) => {
    const { orderNo, ebpCode } = purchase.order.head;
    const request = { orderNo, sessionID: `SIG-${random.digits(8)}`, serviceTime: 1 };
    const value = key.signNow(Buffer.from(signed || openSignTextOf(request)));
    const openReq = JSON.stringify({ ...request, certNo, signValue: value.toString('base64') });
    const response = await fetch(`${address}/platDataOpen/${ebpCode}`, {
      method: 'POST',
      body: new URLSearchParams({ openReq }),
    });
    return (await response.json()) as { code: string; message: string };
  };
  expect(await openWith('')).toMatchObject({ code: '10000' });
  expect(await openWith('something else')).toMatchObject({
    code: '20000',
    message: 'signValue : 验签失败',
  });
  expect(await openWith('', signingKey.certificate.serial)).toMatchObject({
    message: expect.stringContaining('未登记为海关证书'),
  });
});

test('what passed is in the exchange log, byte for byte and chained', async () => {
  const { informationSharing } = the.platform;
  const filter = { counterparty: 'customs', limit: 100 } as const;
  const { exchanges } = await informationSharing.listExchanges(filter);
  const types = exchanges.map(({ direction, messageType }) => `${direction} ${messageType}`);
  expect(new Set(types)).toEqual(new Set(['in platDataOpen', 'out realTimeDataUpload']));
  const { problems } = await informationSharing.verifyEvidence();
  expect(problems).toEqual([]);
});
