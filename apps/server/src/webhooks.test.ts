import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AUTHORITIES, PLATFORMS } from '@pilotzone/generator/companies';
import type { Scope } from '@pilotzone/information-sharing/contract';
import type { HttpServer } from '@pilotzone/kernel/http';
import { endOfDay, type Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, TEST_DAY, type TestPlatform } from './testing-platform.ts';

type Taken = { path: string; headers: IncomingMessage['headers']; body: string };
type Event = { position: string; kind: string; data: Record<string, string> };

let the: TestPlatform;
let server: HttpServer;
let receiver: Server;
let address: string;
let now = endOfDay(TEST_DAY) as number;
let taken: Taken[] = [];
/** What the receiver answers, by path; 204 unless said. */
let answers: Record<string, number> = {};
let seed = 10;

beforeAll(async () => {
  const clock = { now: () => now as Instant };
  the = await openTestPlatform({ allowLoopbackWebhooks: true }, clock);
  server = await createPlatformServer(the.platform);
  await server.ready();
  receiver = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      taken.push({ path, headers, body: Buffer.concat(chunks).toString() });
      const status = answers[path] ?? 204;
      reply.writeHead(status, { location: `${address}/elsewhere` }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});

beforeEach(async () => {
  // Webhooks of the test before are not told any more.
  const key = await keyOf(AUTHORITIES[0]?.code, ['admin']);
  const { items } = (await ask('GET', '', key)).json<{ items: { webhookId: string }[] }>();
  for (const { webhookId } of items) await ask('DELETE', `/${webhookId}`, key);
  taken = [];
  answers = {};
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await server.close();
  await the.close();
});

const RIGHTS: Scope[] = ['webhooks:manage', 'declarations:read'];

async function keyOf(code = '', scopes: Scope[] = RIGHTS): Promise<string> {
  const request = { participantCode: code, name: `key of ${code}`, scopes };
  return (await the.platform.informationSharing.createApiKey(request)).key;
}

function ask(method: string, path: string, key: string, payload?: object) {
  return server.inject({
    method: method as 'GET',
    url: `/api/v1/webhooks${path}`,
    headers: { authorization: `Bearer ${key}` },
    ...(payload && { payload }),
  });
}

async function register(key: string, path = '/hook', more: object = {}) {
  const answer = await ask('POST', '', key, { name: path, url: `${address}${path}`, ...more });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ webhookId: string; secret: string }>();
}

/** Declarations that go through all their steps. */
async function clearSome(): Promise<void> {
  seed += 1;
  const { messages } = generateDay({ declarations: 12, seed, faults: 0.2 });
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
}

/** In the order of the history: deliveries that go out at once may overtake each other. */
const eventsOf = (path: string) =>
  taken
    .filter((one) => one.path === path)
    .flatMap(({ body }) => (JSON.parse(body) as { events: Event[] }).events)
    .sort((a, b) => placeOf(a) - placeOf(b));

const placeOf = ({ position }: Event) => Number(position.split('.')[1]);

/** As any library of Standard Webhooks checks it. */
function isSigned({ headers, body }: Taken, secret: string): boolean {
  const [id, at] = [headers['webhook-id'], headers['webhook-timestamp']].map(String);
  const content = `${id ?? ''}.${at ?? ''}.${body}`;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const wanted = `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(wanted);
}

const deliveriesOf = async (key: string, webhookId: string, query = '') =>
  (await ask('GET', `/${webhookId}/deliveries${query}`, key)).json<{
    items: { deliveryId: string; state: string; attempts: number; lastError: string | null }[];
  }>().items;

const drain = () => the.platform.webhooks.drain();

describe('a webhook', () => {
  test('tells every step of its organisation’s declarations once, and of no other’s', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    await clearSome();
    const { secret } = await register(trader, '/own');
    await register(await keyOf(AUTHORITIES[0]?.code), '/zone');
    await clearSome();
    await drain();
    await drain();
    const [own, zone] = [eventsOf('/own'), eventsOf('/zone')];
    const ofPlatform = zone.filter(({ data }) => data['ebpCode'] === PLATFORMS[0]?.code);
    expect(own.length).toBeGreaterThan(3);
    expect(own).toEqual(ofPlatform);
    expect(zone.length).toBeGreaterThan(own.length);
    expect(new Set(zone.map(({ position }) => position)).size).toBe(zone.length);
    expect(own.map(({ data }) => data['to'])).toContain('released');
    for (const one of taken.filter(({ path }) => path === '/own'))
      expect(isSigned(one, secret)).toBe(true);
    expect(isSigned({ ...taken[0], body: `${taken[0]?.body ?? ''} ` } as Taken, secret)).toBe(
      false,
    );
  });

  test('tells only the outcomes asked for, and nothing while it is paused', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId } = await register(trader, '/some', { outcomes: ['released'] });
    await clearSome();
    await drain();
    const outcomes = eventsOf('/some').map(({ data }) => data['outcome']);
    expect(new Set(outcomes)).toEqual(new Set(['released']));
    await ask('PATCH', `/${webhookId}`, trader, { status: 'paused' });
    await clearSome();
    await drain();
    expect(eventsOf('/some')).toHaveLength(outcomes.length);
  });

  test('tells nothing of an organisation that is suspended', async () => {
    const code = PLATFORMS[1]?.code ?? '';
    await register(await keyOf(code), '/suspended');
    const { informationSharing } = the.platform;
    const [before] = [...(await informationSharing.findParticipants([code])).values()];
    if (!before) throw new Error('no participant');
    const apply = (status: 'active' | 'suspended') =>
      informationSharing.applyParticipants({
        participants: [{ ...before, status }],
        actor: 'test',
      });
    await clearSome();
    await apply('suspended');
    await drain();
    expect(eventsOf('/suspended')).toEqual([]);
    await apply('active');
  });

  test('signs with the old and the new secret for a day after a change', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId, secret } = await register(trader);
    const next = (await ask('POST', `/${webhookId}/secret`, trader)).json<{ secret: string }>();
    expect((await ask('POST', `/${webhookId}/test`, trader)).statusCode).toBe(202);
    await drain();
    const [first] = taken.slice(-1);
    expect(first && isSigned(first, secret) && isSigned(first, next.secret)).toBe(true);
    now += 25 * 3_600_000;
    await ask('POST', `/${webhookId}/test`, trader);
    await drain();
    const [later] = taken.slice(-1);
    expect(later && isSigned(later, next.secret)).toBe(true);
    expect(later && isSigned(later, secret)).toBe(false);
  });

  test('keeps no secret that can be read in the database', async () => {
    const { secret } = await register(await keyOf(PLATFORMS[0]?.code));
    const rows = await the.platform.runtime.db.query('select * from information_sharing.webhook');
    // Bytes as text, too.
    const values = rows.flatMap((row) => Object.values(row as object).map(String));
    expect(JSON.stringify(rows) + values.join()).not.toContain(secret.slice(6));
  });
});

describe('a delivery', () => {
  test('that fails is repeated later and later, and stays in the log', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId } = await register(trader, '/broken');
    answers['/broken'] = 500;
    await ask('POST', `/${webhookId}/test`, trader);
    const times: number[] = [];
    for (let hours = 0; hours < 24 * 5 * 6; hours += 1) {
      const before = taken.length;
      await drain();
      if (taken.length > before) times.push(now);
      now += 600_000;
    }
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(times).toHaveLength(10);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    const [delivery] = await deliveriesOf(trader, webhookId);
    expect(delivery).toMatchObject({ state: 'given-up', lastError: 'answered 500 instead of 2xx' });
    const detail = await ask(
      'GET',
      `/${webhookId}/deliveries/${delivery?.deliveryId ?? ''}`,
      trader,
    );
    expect(detail.json<{ attemptLog: object[] }>().attemptLog).toHaveLength(10);
    const { items } = (await ask('GET', '', trader)).json<{ items: object[] }>();
    expect(items).toEqual([
      expect.objectContaining({
        status: 'paused',
        statusReason: expect.stringContaining('answered 500'),
        givenUp: 1,
      }),
    ]);
  });

  test('can be sent again, with the same id, so that a receiver knows it', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId } = await register(trader);
    await ask('POST', `/${webhookId}/test`, trader);
    await drain();
    const [delivery] = await deliveriesOf(trader, webhookId, '?state=delivered');
    const again = `/${webhookId}/deliveries/${delivery?.deliveryId ?? ''}/replay`;
    expect((await ask('POST', again, trader)).json()).toEqual({ replayed: 1 });
    await drain();
    expect(taken.map(({ headers }) => headers['webhook-id'])).toEqual([
      delivery?.deliveryId,
      delivery?.deliveryId,
    ]);
    expect(taken[0]?.body).toBe(taken[1]?.body);
  });

  test.each([301, 302, 307, 308])('does not follow a redirect by %i', async (status) => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId } = await register(trader, '/moved');
    answers['/moved'] = status;
    await ask('POST', `/${webhookId}/test`, trader);
    await drain();
    expect(taken.map(({ path }) => path)).toEqual(['/moved']);
    const [delivery] = await deliveriesOf(trader, webhookId);
    expect(delivery).toMatchObject({
      state: 'due',
      lastError: expect.stringContaining('redirect'),
    });
  });
});

describe('nobody', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
    'http://hooks.example.com/',
    'file:///etc/passwd',
  ])('makes the platform call %s', async (url) => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const answer = await ask('POST', '', trader, { name: 'inside', url });
    expect(answer.json()).toMatchObject({ status: 403, code: 'WEBHOOK_ADDRESS_FORBIDDEN' });
    const { webhookId } = await register(trader);
    const change = await ask('PATCH', `/${webhookId}`, trader, { url });
    expect(change.json()).toMatchObject({ status: 403, code: 'WEBHOOK_ADDRESS_FORBIDDEN' });
  });

  test('makes it call an address that got into the database by another way', async () => {
    const trader = await keyOf(PLATFORMS[0]?.code);
    const { webhookId } = await register(trader);
    await the.platform.runtime.db.query(
      "update information_sharing.webhook set url = 'http://10.255.255.1/' where webhook_id = $1",
      [webhookId],
    );
    await ask('POST', `/${webhookId}/test`, trader);
    await drain();
    const [delivery] = await deliveriesOf(trader, webhookId);
    expect(delivery?.lastError).toContain('cannot be called');
  });

  test('sees, changes or sends again what belongs to another organisation', async () => {
    const { webhookId } = await register(await keyOf(PLATFORMS[0]?.code));
    const other = await keyOf(PLATFORMS[1]?.code);
    expect((await ask('GET', '', other)).json()).toEqual({ items: [] });
    const nowhere = '01890000-0000-7000-8000-000000000000';
    for (const [method, path, body] of [
      ['PATCH', `/${webhookId}`, { url: `${address}/stolen` }],
      ['DELETE', `/${webhookId}`],
      ['POST', `/${webhookId}/secret`],
      ['POST', `/${webhookId}/test`],
      ['POST', `/${webhookId}/replay`],
      ['GET', `/${webhookId}/deliveries`],
      ['GET', `/${webhookId}/deliveries/${nowhere}`],
    ] as const) {
      const answer = await ask(method, path, other, body);
      expect([method, path, answer.statusCode]).toEqual([method, path, 404]);
    }
    const foreign = { name: 'x', url: address, participantCode: PLATFORMS[0]?.code };
    expect((await ask('POST', '', other, foreign)).statusCode).toBe(404);
  });

  test('is told what she may not read herself', async () => {
    const key = await keyOf(PLATFORMS[0]?.code, ['webhooks:manage']);
    const answer = await ask('POST', '', key, { name: 'x', url: address });
    expect(answer.json()).toMatchObject({ code: 'SCOPE_DENIED' });
  });

  test('has more than ten', async () => {
    const trader = await keyOf(PLATFORMS[2]?.code);
    for (let i = 0; i < 10; i += 1) await register(trader, `/${i}`);
    const answer = await ask('POST', '', trader, { name: 'x', url: address });
    expect(answer.json()).toMatchObject({ status: 422, code: 'WEBHOOK_LIMIT_REACHED' });
  });
});
