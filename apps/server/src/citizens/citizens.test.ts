import { AUTHORITIES } from '@pilotzone/generator/companies';
import { openDatabase, type Database } from '@pilotzone/kernel/db';
import { createTestKeyring } from '@pilotzone/kernel/testing';
import type { HttpServer } from '@pilotzone/kernel/http';
import { getSecret } from '@pilotzone/kernel/settings';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';
import type { Clock } from '@pilotzone/kernel/time';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buyerKeyOf } from '../buyer-key.ts';
import { createPlatformServer } from '../http-server.ts';
import { settle } from '../settle.ts';
import { generateDay, openTestPlatform, TEST_DAY, type TestPlatform } from '../testing-platform.ts';
import { COUNTER } from './citizen-counter.ts';

const QUARTER_MS = 15 * 60_000;

let the: TestPlatform;
let server: HttpServer;
let counterDb: Database;
let adminKey = '';
let now = 0;
const clock: Clock = { now: () => (fixedClock(endOfDay(TEST_DAY)).now() + now) as never };

type Person = { readonly idNumber: string; readonly phone: string };
let buyers: Person[];

beforeAll(async () => {
  the = await openTestPlatform({}, clock, (url) => {
    counterDb = openDatabase(url, { ...COUNTER.pool, statementMsMax: 250 }, createTestKeyring());
    return { counterDb };
  });
  server = await createPlatformServer(the.platform);
  await file(7, 30);
  const { informationSharing } = the.platform;
  const participantCode = AUTHORITIES[0]?.code ?? '';
  adminKey = (
    await informationSharing.createApiKey({ participantCode, name: 'admin', scopes: ['admin'] })
  ).key;
  buyers = await findBuyers();
});

afterAll(async () => {
  await server.close();
  await counterDb.close();
  await the.close();
});

async function take(seed: number, declarations: number): Promise<void> {
  const day = generateDay({ declarations, seed, faults: 0 });
  const raw = day.messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
}

async function file(seed: number, declarations: number): Promise<void> {
  await take(seed, declarations);
  await settle(the.platform);
}

/** Lists that clearing has brought to customs. */
async function countAtCustoms(): Promise<number> {
  const [row] = await the.platform.runtime.db.query<{ count: number }>(
    `select count(*)::int4 as count from single_window.declaration where status = 'sent'`,
  );
  return row?.count ?? 0;
}

type Refused = { declarationId: string; outcome: string; reasons: { fix: string }[] };
type Released = { declarationId: string; orderNo: string };

async function listReleased(): Promise<Released[]> {
  const url = '/api/v1/declarations?status=released&limit=200';
  return (await ask({ method: 'GET', url }, adminKey)).json<{ items: Released[] }>().items;
}

async function findBuyers(): Promise<Person[]> {
  const found = new Map<string, Person>();
  for (const { declarationId } of (await listReleased()).slice(0, 8)) {
    const url = `/api/v1/declarations/${declarationId}/personal-data`;
    const payload = { purpose: 'audit', reason: 'for the test' };
    const { list } = (await ask({ method: 'POST', url, payload }, adminKey)).json<{
      documents: { list: Record<string, string> };
    }>().documents;
    const { buyerIdNumber: idNumber = '', buyerTelephone: phone = '' } = list;
    found.set(idNumber, { idNumber, phone });
  }
  return [...found.values()];
}

async function ask(options: InjectOptions, key?: string) {
  const headers = { ...options.headers, ...(key && { authorization: `Bearer ${key}` }) };
  return await server.inject({ ...options, headers });
}

const postCode = (payload: object) => ask({ method: 'POST', url: '/api/v1/citizen/code', payload });
const answerCode = (payload: object) =>
  ask({ method: 'POST', url: '/api/v1/citizen/session', payload });

/** The code that the telephone shows; sent after the answer, so it may take a moment. */
async function readPhone(requestId: string): Promise<string> {
  const url = `/api/v1/citizen/demo-phone/${requestId}`;
  await expect.poll(async () => (await ask({ method: 'GET', url })).statusCode).toBe(200);
  return (await ask({ method: 'GET', url })).json<{ code: string }>().code;
}

type Citizen = { cookie: string; csrf: string };

async function enter(person: Person): Promise<Citizen> {
  const { requestId } = (await postCode(person)).json<{ requestId: string }>();
  const entered = await answerCode({ requestId, code: await readPhone(requestId) });
  expect(entered.statusCode).toBe(204);
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const year = await ask({ method: 'GET', url: '/api/v1/citizen/year', headers: { cookie } });
  return { cookie, csrf: year.json<{ csrfToken: string }>().csrfToken };
}

function as({ cookie, csrf }: Citizen) {
  return (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object) =>
    ask({
      method,
      url: `/api/v1/citizen/${path}`,
      headers: { cookie, 'x-csrf-token': csrf },
      ...(payload && { payload }),
    });
}

const person = (index: number): Person => buyers[index] ?? { idNumber: '', phone: '' };

describe('a citizen', () => {
  test('enters by the code sent to the telephone of her declarations, once', async () => {
    const taken = await postCode(person(0));
    expect(taken.statusCode).toBe(202);
    const { requestId } = taken.json<{ requestId: string }>();
    const code = await readPhone(requestId);
    const wrong = code === '000000' ? '000001' : '000000';
    expect((await answerCode({ requestId, code: wrong })).statusCode).toBe(401);
    const entered = await answerCode({ requestId, code });
    expect(entered.statusCode).toBe(204);
    expect(String(entered.headers['set-cookie'])).toMatch(
      /^pz_citizen=[\w-]{43}; Path=\/api\/v1\/citizen; .*HttpOnly; SameSite=Lax$/,
    );
    expect((await answerCode({ requestId, code })).statusCode).toBe(401);
  });

  test('is told the same whether anybody knows her or not', async () => {
    const unknown = { idNumber: '11010519491231002X', phone: '13912345678' };
    const foreignPhone = { idNumber: person(1).idNumber, phone: '13912345679' };
    for (const who of [unknown, foreignPhone, person(1)]) {
      const answer = await postCode(who);
      expect(answer.statusCode).toBe(202);
      expect(Object.keys(answer.json())).toEqual(['requestId', 'expiresAt']);
      if (who === person(1)) continue;
      const { requestId } = answer.json<{ requestId: string }>();
      const url = `/api/v1/citizen/demo-phone/${requestId}`;
      expect((await ask({ method: 'GET', url })).statusCode).toBe(404);
      const guess = await answerCode({ requestId, code: '123456' });
      expect(guess.json()).toMatchObject({ status: 401, code: 'LOGIN_REFUSED' });
    }
  });

  test('sees her purchases, allowance and who looked at her data, of nobody else', async () => {
    const own = as(await enter(person(2)));
    const year = (await own('GET', 'year')).json<{
      allowance: { limit: string; used: string; left: string };
      looks: { purpose: string; participantName: string }[];
    }>();
    const { items } = (await own('GET', 'purchases?year=2026')).json<{
      items: { tax: { dutiablePrice: string }; phone: string; goods: object[]; status: string }[];
    }>();
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ phone, goods }) => phone === 'own' && goods.length > 0)).toBe(true);
    const spent = items.reduce((sum, { tax }) => sum + Math.round(+tax.dutiablePrice * 1e5), 0);
    expect(Math.round(+year.allowance.used * 1e5)).toBe(spent);
    expect(year.allowance.limit).toBe('26000.00');
    expect(year.looks[0]).toMatchObject({ purpose: 'audit', orderNo: expect.any(String) });
    const total = (await listReleased()).length;
    expect(items.length).toBeLessThan(total);
  });

  test('freezes her name: her lists are refused with the reason, all others clear', async () => {
    const own = as(await enter(person(3)));
    expect((await own('PUT', 'freeze')).statusCode).toBe(204);
    expect((await own('GET', 'year')).json()).toMatchObject({ frozenSince: expect.any(String) });
    const { citizens, runtime } = the.platform;
    // Somebody else of whom lists are still to come.
    const coming = generateDay({ declarations: 6, seed: 21, faults: 0 });
    const [idNumber = ''] = coming.messages.flatMap(
      (bytes) => /<ceb:buyerIdNumber>(\w+)</.exec(bytes.toString())?.slice(1) ?? [],
    );
    const personKey = await getSecret(runtime.db, runtime.zoneCode, 'person-key');
    const buyer = { buyerKey: buyerKeyOf(personKey, idNumber), contactKey: '' };
    await citizens.purchases.freeze(buyer);
    const before = (await listReleased()).length;
    await file(21, 6);
    const url = '/api/v1/declarations?reason=PZ-BUYER-FROZEN';
    const { items } = (await ask({ method: 'GET', url }, adminKey)).json<{ items: Refused[] }>();
    expect(items.length).toBeGreaterThan(0);
    expect((await listReleased()).length).toBeGreaterThan(before);
    expect(items[0]).toMatchObject({ outcome: 'rejected', returnStatus: '100' });
    expect(items[0]?.reasons[0]?.fix).toContain('lift the freeze');
    const year = await citizens.purchases.readYear(buyer, 2026);
    expect(year.allowance.used).toBe('0.00');
    expect(year.refused.map(({ declarationId }) => declarationId)).toEqual(
      items.map(({ declarationId }) => declarationId),
    );
    expect((await own('DELETE', 'freeze')).statusCode).toBe(204);
    expect((await own('GET', 'year')).json()).toMatchObject({ frozenSince: null });
  });

  test('disputes a purchase, which the risk desk decides once and answers', async () => {
    const own = as(await enter(person(4)));
    const { items } = (await own('GET', 'purchases?year=2026')).json<{ items: Released[] }>();
    const declarationId = items[0]?.declarationId ?? '';
    const note = '不是我买的';
    expect((await own('POST', 'disputes', { declarationId, note })).statusCode).toBe(201);
    const again = await own('POST', 'disputes', { declarationId, note });
    expect(again.json()).toMatchObject({ status: 409, code: 'DISPUTE_EXISTS' });
    const queue = (await ask({ method: 'GET', url: '/api/v1/disputes' }, adminKey)).json<{
      items: { disputeId: string; declarationId: string; note: string }[];
    }>();
    const dispute = queue.items.find((one) => one.declarationId === declarationId);
    expect(dispute).toMatchObject({ note });
    const url = `/api/v1/disputes/${dispute?.disputeId ?? ''}/decision`;
    const payload = { outcome: 'upheld', answer: '核实为冒用身份，已处理' };
    expect((await ask({ method: 'POST', url, payload }, adminKey)).statusCode).toBe(200);
    const second = await ask({ method: 'POST', url, payload }, adminKey);
    expect(second.json()).toMatchObject({ status: 409, code: 'DISPUTE_ALREADY_DECIDED' });
    const year = (await own('GET', 'year')).json<{ disputes: object[] }>();
    expect(year.disputes).toMatchObject([{ declarationId, ...payload }]);
  });

  test('cannot dispute or see what is in another’s name', async () => {
    const own = as(await enter(person(5)));
    const { items } = (await own('GET', 'purchases?year=2026')).json<{ items: Released[] }>();
    const mine = new Set(items.map(({ declarationId }) => declarationId));
    const foreign = (await listReleased()).find(({ declarationId }) => !mine.has(declarationId));
    const declarationId = foreign?.declarationId ?? '';
    const answer = await own('POST', 'disputes', { declarationId, note: 'not mine' });
    expect(answer.json()).toMatchObject({ status: 404, code: 'PURCHASE_NOT_FOUND' });
  });

  test('changes nothing from a page that is not ours, and nothing after signing out', async () => {
    const citizen = await enter(person(6));
    const forged = await as({ ...citizen, csrf: 'forged' })('PUT', 'freeze');
    expect(forged.json()).toMatchObject({ status: 403, code: 'CSRF_FORBIDDEN' });
    expect((await as(citizen)('DELETE', 'session')).statusCode).toBe(204);
    expect((await as(citizen)('GET', 'year')).statusCode).toBe(401);
  });

  test('opens no desk with her session, and no key opens her counter', async () => {
    const { cookie } = await enter(person(6));
    const desk = await ask({ method: 'GET', url: '/api/v1/declarations', headers: { cookie } });
    expect(desk.statusCode).toBe(401);
    expect((await ask({ method: 'GET', url: '/api/v1/citizen/year' }, adminKey)).statusCode).toBe(
      401,
    );
  });

  test('whose code is guessed at rests, and so does a telephone that gets many codes', async () => {
    now += QUARTER_MS;
    const requests: string[] = [];
    for (let count = 0; count < 4; count += 1)
      requests.push((await postCode(person(0))).json<{ requestId: string }>().requestId);
    expect((await postCode(person(0))).json()).toMatchObject({ code: 'TOO_MANY_CODES' });
    const [requestId = '', ...others] = requests;
    const code = await readPhone(requestId);
    const wrong = code === '999999' ? '999998' : '999999';
    for (let count = 0; count < 5; count += 1)
      expect((await answerCode({ requestId, code: wrong })).statusCode).toBe(401);
    // Five wrong answers use the code up.
    expect((await answerCode({ requestId, code })).statusCode).toBe(401);
    const [second = ''] = others;
    for (let count = 0; count < 5; count += 1)
      await answerCode({ requestId: second, code: '12345x'.replace('x', String(count)) });
    const third = others[1] ?? '';
    const right = await answerCode({ requestId: third, code: await readPhone(third) });
    expect(right.json()).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
    now += QUARTER_MS;
  });

  test('without a gateway for codes is told so', async () => {
    const { sender } = the.platform.citizens;
    const { assertReady } = (await import('./send-code.ts')).createCodeSender(undefined);
    expect(assertReady).toThrow('PILOTZONE_SMS_URL');
    expect(sender.assertReady).not.toThrow();
  });
});

describe('a rush at the citizens’ counter', () => {
  test('is turned away with 503 and Retry-After, while lists go on clearing', async () => {
    const { cookie } = await enter(person(5));
    const release = await blockCounter();
    const rush = Array.from({ length: COUNTER.atOnceMax + 20 }, () =>
      ask({ method: 'GET', url: '/api/v1/citizen/year', headers: { cookie } }),
    );
    // The counter is full; a batch of lists clears as if nobody stood there.
    const before = await countAtCustoms();
    await take(11, 10);
    expect(await countAtCustoms()).toBeGreaterThan(before);
    const answers = await Promise.all(rush);
    await release();
    const away = answers.filter((answer) => answer.statusCode === 503);
    expect(away.length).toBe(answers.length);
    const turned = away.filter((answer) => answer.body.includes('too many people at once'));
    expect(turned.length).toBe(20);
    expect(turned[0]?.headers['retry-after']).toBe(String(COUNTER.retryAfter));
    expect(away.find((one) => one.body.includes('too long'))?.json()).toMatchObject({
      code: 'COUNTER_UNAVAILABLE',
    });
    const after = await ask({ method: 'GET', url: '/api/v1/citizen/year', headers: { cookie } });
    expect(after.statusCode).toBe(200);
  });
});

/** Locks the table that every request of the counter reads, until the returned call. */
async function blockCounter(): Promise<() => Promise<void>> {
  let unlock: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((locked) => {
    done = the.platform.runtime.db.transaction(async (tx) => {
      await tx.query('lock table identity.citizen_session in access exclusive mode');
      locked();
      await released;
    });
  });
  return () => {
    unlock();
    return done;
  };
}
