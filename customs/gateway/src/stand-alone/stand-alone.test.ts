import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { readDxpReply } from '@pilotzone/ceb/dxp-reply';
import { unwrapDxp, wrapDxp } from '@pilotzone/ceb/dxp';
import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import { returnOf } from '@pilotzone/generator/compose-withdrawal';
import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import { createRandom } from '@pilotzone/generator/random';
import { createWorld } from '@pilotzone/generator/world';
import { createHttpServer, listen } from '@pilotzone/kernel/http';
import { createMetrics } from '@pilotzone/kernel/metrics';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { dayOf } from '@pilotzone/kernel/time';
import { checkTaxBill } from '@pilotzone/rules/check-tax-bill';
import { errorsOf } from '@pilotzone/rules/rule';
import { parseOpenRequest } from '@pilotzone/rules/payment-raw-data';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMovingClock, NOON, runtimeOf } from '../testing/counter.ts';
import { registerExchange } from './http-routes.ts';
import { parseScenario } from './scenario.ts';
import { createStandAlone } from './stand-alone.ts';

const here = dirname(fileURLToPath(import.meta.url));
const OWN_ID = 'DXPENT0000000001';
const TARIFF = createDemoTariff();

let database: TestDatabase;
let zones = 0;
let seeds = 40;
let ids = 0;

beforeAll(async () => {
  const folder = join(here, '../../migrations');
  const migrations = [...readKernelMigrations(), ...readMigrations('customs/gateway', folder)];
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

/** A purchase that customs has nothing against. */
function buy() {
  return drawPurchase(createWorld(createRandom((seeds += 1)), dayOf(NOON)), {});
}

type Purchase = ReturnType<typeof buy>;

function message(
  type: 'CEB311Message' | 'CEB411Message' | 'CEB511Message' | 'CEB621Message' | 'CEB625Message',
  document: unknown,
) {
  const transfer = {
    ...{ copCode: '330166K001', copName: '试点区平台', dxpMode: 'DXP', dxpId: OWN_ID },
    note: undefined,
  };
  const frame = { guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94', version: '1.0', transfer };
  const signature = /62[15]/.test(type) ? unsignedSignature('0001') : '';
  return encodeCeb({ ...frame, type, documents: [document] } as OutgoingMessage, signature);
}

function envelope(payload: Uint8Array, { id = `M-${++ids}`, to = 'DXPEDCCEB0000002' } = {}) {
  return wrapDxp(
    {
      ...{ copMsgId: id, senderId: OWN_ID, receiverIds: [to] },
      ...{ creatTime: '2026-11-20T12:00:00', msgType: 'CEB621Message' },
    },
    payload,
  );
}

/** A simulator with its HTTP side, as curl sees it. */
async function openCounter(yaml: string, zoneCode = `C${++zones}`, clock = createMovingClock()) {
  const runtime = runtimeOf(database.db, zoneCode, clock);
  const scenario = parseScenario(yaml);
  const standAlone = createStandAlone(
    { ...runtime, tariff: () => TARIFF },
    { scenario, channels: [] },
  );
  const server = await createHttpServer({
    ...{ log: runtime.log, metrics: createMetrics(), version: 'test', idempotency: runtime },
    authenticate: () => Promise.resolve(undefined),
    readiness: {},
  });
  registerExchange(server, standAlone, { runtime, config: { public: true } });
  await server.ready();
  const post = (payload: Uint8Array) =>
    server.inject({
      ...{ method: 'POST', url: '/dxp', payload: Buffer.from(payload) },
      headers: { 'content-type': 'application/xml' },
    });
  /** Everything that is due by now, each deleted as it is read: type and statuses. */
  const fetch = async () => {
    const read: { type: string; statuses: string[]; info: string; raw: Buffer }[] = [];
    for (;;) {
      const url = `/dxp/messages?receiver=${OWN_ID}`;
      const answer = await server.inject({ method: 'GET', url });
      if (answer.statusCode === 204) return read;
      read.push(readAnswer(answer.rawPayload));
      const id = String(answer.headers['message-id']);
      await server.inject({ method: 'DELETE', url: `/dxp/messages/${id}` });
    }
  };
  return {
    ...{ zoneCode, clock, server, post, fetch },
    /** Answers of one type, as soon as there are some. */
    until: async (type: string) => {
      for (let i = 0; i < 100; i += 1) {
        const answers = (await fetch()).filter((one) => one.type === type);
        if (answers.length > 0) return answers;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no ${type} came`);
    },
    send: async (...bodies: Uint8Array[]) => {
      for (const body of bodies) expect((await post(body)).statusCode).toBe(202);
    },
    page: async (url = '/') => server.inject({ method: 'GET', url }),
    close: async () => {
      await server.close();
      await standAlone.close();
    },
  };
}

function readAnswer(raw: Buffer) {
  const unwrapped = unwrapDxp(raw);
  const decoded = decodeCeb(unwrapped.kind === 'dxp' ? unwrapped.payload : raw);
  if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
  const heads = decoded.message.documents.map(({ head }) => head as Record<string, string>);
  return {
    type: decoded.message.type,
    statuses: heads.map((head) => head['returnStatus'] ?? ''),
    info: heads.map((head) => head['returnInfo']).join(),
    raw,
  };
}

function papersOf({ order, payment, waybill }: Purchase): Buffer[] {
  return [
    message('CEB311Message', order),
    message('CEB411Message', payment),
    message('CEB511Message', waybill),
  ];
}

const listOf = ({ list }: Purchase) => message('CEB621Message', list);
const statusesOf = (answers: readonly { type: string; statuses: string[] }[]) =>
  answers.filter(({ type }) => type === 'CEB622Message').flatMap(({ statuses }) => statuses);

describe('matching', () => {
  test('a list with its documents is released; each document gets its receipts', async () => {
    const counter = await openCounter('match: true');
    const purchase = buy();
    await counter.send(...papersOf(purchase).map((body) => envelope(body)));
    await counter.send(envelope(listOf(purchase)));
    counter.clock.pass(1_000);
    const answers = await counter.fetch();
    expect(statusesOf(answers)).toEqual(['2', '120', '800']);
    const types = answers.map(({ type, statuses }) => `${type} ${statuses.join()}`).sort();
    expect(types).toEqual([
      ...['CEB312Message 120', 'CEB312Message 2', 'CEB412Message 120', 'CEB412Message 2'],
      ...['CEB512Message 120', 'CEB512Message 2', 'CEB622Message 120', 'CEB622Message 2'],
      'CEB622Message 800',
    ]);
    expect(unwrapDxp(answers[0]?.raw ?? Buffer.alloc(0))).toMatchObject({ receiverIds: [OWN_ID] });
    await counter.close();
  });

  test('a list that comes first waits for its documents, over a restart too', async () => {
    const first = await openCounter('match: true');
    const purchase = buy();
    await first.send(envelope(listOf(purchase)));
    first.clock.pass(1_000);
    expect(await first.fetch()).toEqual([]);
    await first.close();
    const second = await openCounter('match: true', first.zoneCode, first.clock);
    await second.send(...papersOf(purchase).map((body) => envelope(body)));
    second.clock.pass(1_000);
    expect(statusesOf(await second.fetch())).toEqual(['2', '120', '800']);
    await second.close();
  });

  test('a list whose documents never come is rejected, with the reason', async () => {
    const counter = await openCounter('{ match: true, waitForDocuments: 5s }');
    const purchase = buy();
    await counter.send(envelope(message('CEB311Message', purchase.order)));
    await counter.send(envelope(listOf(purchase)));
    counter.clock.pass(6_000);
    let answers: Awaited<ReturnType<typeof counter.fetch>> = [];
    for (let i = 0; i < 100 && statusesOf(answers).length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      counter.clock.pass(10);
      answers = [...answers, ...(await counter.fetch())];
    }
    counter.clock.pass(1_000);
    answers = [...answers, ...(await counter.fetch())];
    expect(statusesOf(answers)).toEqual(['2', '120', '100']);
    expect(answers.at(-1)?.info).toContain('支付');
    await counter.close();
  });

  test('what differs is rejected with customs’ own code', async () => {
    const counter = await openCounter('match: true');
    const purchase = buy();
    const payment = purchase.payment as { head: { payerName: string } };
    const other = { ...payment, head: { ...payment.head, payerName: '王五五' } };
    const [order, , waybill] = papersOf(purchase);
    await counter.send(
      ...[order, message('CEB411Message', other), waybill].map((body) =>
        envelope(body ?? Buffer.alloc(0)),
      ),
    );
    await counter.send(envelope(listOf(purchase)));
    counter.clock.pass(1_000);
    const answers = await counter.fetch();
    expect(statusesOf(answers)).toEqual(['2', '120', '100']);
    expect(answers.find(({ statuses }) => statuses[0] === '100')?.info).toContain('[Code:1327;');
    await counter.close();
  });
});

describe('scenarios', () => {
  test('an inspection is told, and later its end', async () => {
    const counter = await openCounter(`
match: false
step: 1s
lists:
  - { when: { orderNo: "*" }, status: "500", after: 30s, then: "800" }`);
    await counter.send(envelope(listOf(buy())));
    counter.clock.pass(500);
    expect(statusesOf(await counter.fetch())).toEqual(['2']);
    counter.clock.pass(2_000);
    expect(statusesOf(await counter.fetch())).toEqual(['120', '500']);
    counter.clock.pass(25_000);
    expect(await counter.fetch()).toEqual([]);
    counter.clock.pass(10_000);
    expect(statusesOf(await counter.fetch())).toEqual(['800']);
    await counter.close();
  });

  test('receipts are lost for one asking and come at the next, with the same numbers', async () => {
    const yaml = 'match: false\nreceipts: { lose: 0.5, repeat: 0.5, reorder: true }';
    const counter = await openCounter(yaml);
    const body = listOf(buy());
    const seen: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      await counter.send(envelope(body));
      counter.clock.pass(10_000);
      for (const { raw } of await counter.fetch()) {
        const { payload } = unwrapDxp(raw) as { payload: Buffer };
        const decoded = decodeCeb(payload);
        if (decoded.kind !== 'message' || decoded.message.type !== 'CEB622Message') continue;
        for (const { head } of decoded.message.documents)
          seen.push(`${head.preNo} ${head.returnStatus}`);
      }
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.length).toBeLessThan(100);
    await counter.close();
  });

  test('a signature is demanded where the scenario says so', async () => {
    const counter = await openCounter('{ match: false, signatures: require }');
    await counter.send(envelope(listOf(buy())));
    counter.clock.pass(1_000);
    const [answer] = await counter.fetch();
    expect(answer?.statuses[0]).toMatch(/^-621/);
    await counter.close();
  });

  test('every shipped one can be read; a wrong one is refused by its place', () => {
    const folder = join(here, '../../scenarios');
    const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(names.length).toBeGreaterThanOrEqual(4);
    for (const name of names)
      expect(parseScenario(readFileSync(join(folder, name), 'utf8')).name).toBe(
        name.replace('.yaml', ''),
      );
    const wrong: [string, string][] = [
      ['mach: true', 'the scenario: mach'],
      ['step: fast', 'step must be a time'],
      ['holds: [{ status: "999", share: 0.1 }]', 'holds[0].status'],
      ['holds: [{ status: "500", share: 2 }]', 'holds[0].share'],
      ['receipts: { lose: 1.5 }', 'receipts.lose'],
      ['a: [', 'the file'],
    ];
    for (const [yaml, place] of wrong) expect(() => parseScenario(yaml)).toThrow(place);
  });
});

describe('the exchange', () => {
  test('refuses a wrong receiver, a broken envelope and other bytes under a known id', async () => {
    const counter = await openCounter('match: false');
    const codeOf = async (body: Uint8Array) => {
      const answer = await counter.post(body);
      const read = readDxpReply(answer.rawPayload);
      return [answer.statusCode, read.kind === 'reply' ? read.reply.responses[0]?.code : read.kind];
    };
    const body = listOf(buy());
    expect(await codeOf(envelope(body, { to: 'DXPEDCCEB0000009' }))).toEqual([422, '2001']);
    const broken = envelope(body).toString().replace('CreatTime>2026', 'CreatTime>x');
    expect(await codeOf(Buffer.from(broken))).toEqual([400, '0002']);
    await counter.send(envelope(body, { id: 'SAME' }));
    expect(await codeOf(envelope(listOf(buy()), { id: 'SAME' }))).toEqual([409, '2999']);
    await counter.close();
  });

  test('answers the same envelope again as it did', async () => {
    const counter = await openCounter('match: false');
    const body = envelope(listOf(buy()), { id: 'AGAIN' });
    await counter.send(body);
    counter.clock.pass(1_000);
    const first = await counter.fetch();
    await counter.send(body);
    counter.clock.pass(1_000);
    const second = await counter.fetch();
    expect(statusesOf(second)).toEqual(statusesOf(first));
    await counter.close();
  });

  test('answers what is malformed with CEB900 that names the message', async () => {
    const counter = await openCounter('match: false');
    await counter.send(envelope(Buffer.from('<CEB621Message/>'), { id: 'BAD' }));
    counter.clock.pass(1_000);
    const [answer] = await counter.fetch();
    expect(answer?.type).toBe('CEB900Message');
    const { payload } = unwrapDxp(answer?.raw ?? Buffer.alloc(0)) as { payload: Buffer };
    expect(payload.toString()).toContain('BAD');
    await counter.close();
  });

  test('takes a bare message and answers it bare, to who transmits', async () => {
    const counter = await openCounter('match: false');
    await counter.send(listOf(buy()));
    counter.clock.pass(1_000);
    const answers = await counter.fetch();
    expect(answers.map(({ raw }) => unwrapDxp(raw).kind)).toEqual([
      'not-dxp',
      'not-dxp',
      'not-dxp',
    ]);
    await counter.close();
  });
});

test('payment raw data is taken by its form, and a platform is asked for an order', async () => {
  const counter = await openCounter('match: false');
  const { server } = counter;
  const upload = async (payExInfoStr: string) => {
    const answer = await server.inject({
      ...{ method: 'POST', url: '/ceb2grab/grab/realTimeDataUpload' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ payExInfoStr }).toString(),
    });
    return answer.json<{ code: string; message: string }>();
  };
  const head = {
    ...{ guid: 'G', initalRequest: 'a', initalResponse: 'ok', ebpCode: 'E', payCode: 'P' },
    ...{ payTransactionId: 'T', totalAmount: 100.5, currency: '142', verDept: '3' },
    tradingTime: '20261120120000',
  };
  const order = {
    ...{ orderNo: 'O', recpAccount: 'A', recpName: 'N' },
    goodsInfo: [{ gname: 'g', itemLink: 'http://x.example' }],
  };
  const data = {
    ...{ sessionID: 'S', payExchangeInfoHead: head, payExchangeInfoLists: [order] },
    ...{ serviceTime: '1533271903898', certNo: 'C', signValue: 'V' },
  };
  expect(await upload(JSON.stringify(data))).toMatchObject({ code: '10000', message: '上传成功' });
  expect(await upload(JSON.stringify({ ...data, certNo: '' }))).toMatchObject({
    code: '20000',
    message: 'certNo : certNo不为空;  ',
  });
  expect((await counter.page()).body).toContain('20000: certNo : certNo不为空');

  const asked: string[] = [];
  const platform = await createHttpServer({
    ...{ log: runtimeOf(database.db, 'P', counter.clock).log, metrics: createMetrics() },
    ...{ version: 'test', idempotency: runtimeOf(database.db, 'P', counter.clock), readiness: {} },
    authenticate: () => Promise.resolve(undefined),
  });
  platform.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      asked.push(new URLSearchParams(String(body)).get('openReq') ?? '');
      done(null, {});
    },
  );
  platform.post('/open', { config: { public: true } }, () => ({ code: '10000' }));
  const address = await listen(platform, { host: '127.0.0.1', port: 0 });
  const answer = await server.inject({
    ...{ method: 'POST', url: '/payment-raw-data/ask' },
    payload: { url: `${address}/open`, orderNo: 'O-1' },
  });
  expect(answer.json()).toMatchObject({ status: 200, answered: '{"code":"10000"}' });
  expect(parseOpenRequest(asked[0] ?? '')).toMatchObject({ orderNo: 'O-1' });
  await platform.close();
  await counter.close();
});

test('the page tells what was received and why it is answered so, and runs nothing', async () => {
  const counter = await openCounter('match: false');
  await counter.send(envelope(listOf(buy())));
  await counter.send(envelope(Buffer.from('<script>alert(1)</script>'), { id: '<b>' }));
  const page = await counter.page();
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.body).toContain('800 [Code:2600;Desc:放行]');
  expect(page.body).not.toContain('<b>');
  const [, link = ''] = /href="(\/messages\/\d+)"/.exec(page.body) ?? [];
  const detail = await counter.page(link);
  expect(detail.body).toContain('&lt;script&gt;');
  expect(detail.body).not.toContain('<script');
  expect((await counter.page('/messages/999999')).statusCode).toBe(404);
  await counter.close();
});

test('tax bills follow a release after a while, the state of a bill after a return', async () => {
  const counter = await openCounter('{ match: false, taxBills: { after: 5s } }');
  const purchase = buy();
  await counter.send(envelope(listOf(purchase)));
  counter.clock.pass(1_000);
  const receipts = await counter.fetch();
  expect(receipts.map(({ type }) => type)).toEqual(Array(3).fill('CEB622Message'));
  counter.clock.pass(5_000);
  const [bill] = await counter.until('CEB816Message');
  const { document } = documentOf(bill);
  const { invtNo } = document.head;
  expect(unwrapDxp(bill?.raw ?? Buffer.alloc(0))).toMatchObject({ receiverIds: [OWN_ID] });
  expect(errorsOf(checkTaxBill(document))).toEqual([]);
  const about = { invtNo, reason: '退货', afterMs: 60_000, copNo: 'T1' };
  const refund = returnOf(createRandom(1), purchase, about);
  await counter.send(envelope(message('CEB625Message', refund.document)));
  counter.clock.pass(1_000);
  const [state] = await counter.until('CEB818Message');
  expect(documentOf(state).document.head).toMatchObject({ invtNo, status: '3' });
  await counter.close();
});

/** The bill, or its state, in an answer. */
function documentOf(answer: { raw: Buffer } | undefined) {
  const unwrapped = unwrapDxp(answer?.raw ?? Buffer.alloc(0));
  const decoded = decodeCeb(unwrapped.kind === 'dxp' ? unwrapped.payload : Buffer.alloc(0));
  const [document] = decoded.kind === 'message' ? decoded.message.documents : [];
  return { document: document as DocumentByType['CEB816Message'] };
}
