import type { PaymentDocument } from '@pilotzone/ceb/message';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { addDays } from '@pilotzone/kernel/time';
import type { RawData } from '@pilotzone/rules/payment-raw-data';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { DAY, migrations, newId, runtimeFor, type TestRuntime } from './sample-events.test.ts';

let database: TestDatabase;
let runtime: TestRuntime;
let finance: FinancialServices;

const PLATFORM = '3301960P01';
const FIRM = '310222T996';

beforeAll(async () => {
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  runtime = runtimeFor(database.db);
  finance = createFinancialServices(runtime);
});

function rawData(head: Partial<RawData['payExchangeInfoHead']> = {}, orderNo = 'O1'): RawData {
  return {
    payExchangeInfoHead: {
      ...{ guid: '9D55BA71-55DE-41F4-8B50-C36C83B3B419', initalRequest: 'a', initalResponse: 'ok' },
      ...{ ebpCode: PLATFORM, payCode: FIRM, payTransactionId: 'T1', totalAmount: 425 },
      ...{ currency: '142', verDept: '3', tradingTime: '20261120075900', ...head },
    },
    payExchangeInfoLists: [
      {
        ...{ orderNo, recpAccount: '6222000011112222', recpName: '海外卖家' },
        goodsInfo: [{ gname: '面霜', itemLink: 'https://shop.example/1' }],
      },
    ],
  };
}

const deliver = (data = rawData(), owner: string | undefined = PLATFORM) =>
  finance.rawData.keep({ data, owner, actor: 'test' });
const refused = (data: RawData, owner?: string) =>
  deliver(data, owner).then(
    () => '',
    (error: unknown) => String(error),
  );

async function pay(orderNo = 'O1', amountPaid = 42_500_000n) {
  const document: PaymentDocument = {
    head: {
      ...{ guid: newId(), appType: '1', appTime: '20261120080000', appStatus: '2' },
      ...{ payCode: FIRM, payName: '快付', payTransactionId: 'T1', orderNo, ebpCode: PLATFORM },
      ...{ ebpName: '商城', payerIdType: '1', payerIdNumber: '330102199003071234' },
      ...{ payerName: '张小明', telephone: undefined, amountPaid, currency: '142' },
      ...{ payTime: '20261120075900', note: undefined },
    },
    lines: [],
  };
  const filed = [{ document, exchangeId: newId() }];
  await database.db.transaction((tx) => finance.recordPayments(tx, filed, () => false));
}

let sessions = 0;
const open = (orderNo = 'O1', sessionID = `S${String((sessions += 1))}`) =>
  finance.rawData.open({
    ebpCode: PLATFORM,
    text: JSON.stringify({ orderNo, sessionID, serviceTime: 1_795_000_000_000 }),
  });
const requests = async () => (await finance.rawData.listRequests({}, undefined)).items;
const states = async () => (await requests()).map(({ state }) => state);
const later = (ms: number) => {
  const now = runtime.clock.now();
  runtime.clock.now = () => (now + ms) as typeof now;
};

describe('raw data that a platform delivers', () => {
  test('are kept for three years; the same again is nothing, others a new version', async () => {
    const first = await deliver();
    expect(first).toMatchObject({ version: 1, keptUntil: '2029-11-20', repeated: false });
    expect(await deliver()).toMatchObject({ version: 1, repeated: true });
    expect(await deliver(rawData({ note: '更正' }))).toMatchObject({ version: 2 });
    const key = { ebpCode: PLATFORM, orderNo: 'O1' };
    const { items } = await finance.rawData.listOfOrder(key, PLATFORM);
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    expect(items[0]?.orders[0]).toMatchObject({ recpAccount: '622***********22' });
    expect((await finance.rawData.listOfOrder(key, 'SOMEBODY')).items).toEqual([]);
    expect((await finance.rawData.listOfOrder(key, FIRM)).items).toHaveLength(2);
  });

  test('may be delivered by their platform or payment firm, and by no other', async () => {
    expect(await refused(rawData(), '3301960X01')).toContain('neither the platform');
    expect(await deliver(rawData(), FIRM)).toMatchObject({ version: 1 });
  });

  test('that customs would refuse, or that contradict the payment, are refused', async () => {
    expect(await refused(rawData({ verDept: '7' }))).toContain('verDept : 只能为1、2、3');
    expect(await refused(rawData({ totalAmount: 1e-7 }))).toContain('totalAmount');
    await pay();
    const wrong = await refused(rawData({ totalAmount: 425.01 }, 'O2'));
    expect(wrong).toContain('totalAmount : 与支付单的支付金额不符');
    expect(wrong).toContain('缺少支付单的订单O1');
    expect(await deliver()).toMatchObject({ version: 1 });
  });
});

describe('a request of customs', () => {
  test('is 10000 for a known order, 20000 for another one or for nonsense', async () => {
    await deliver();
    expect(await open('O1', 'SAME')).toMatchObject({ code: '10000', message: '' });
    expect(await open('O1', 'SAME')).toMatchObject({ code: '10000' });
    expect(await open('O9')).toMatchObject({
      code: '20000',
      message: expect.stringContaining('O9'),
    });
    const nonsense = await finance.rawData.open({ ebpCode: PLATFORM, text: '{"orderNo":' });
    expect(nonsense).toMatchObject({ code: '20000' });
    const other = rawData({ payTransactionId: 'T2' }, 'O2');
    await deliver(other);
    expect(await open('O2', 'SAME')).toMatchObject({ code: '20000' });
    expect(await states()).toEqual(['due']);
  });

  test('for an order without raw data is owed until they come', async () => {
    await pay();
    expect(await open()).toMatchObject({ code: '10000' });
    expect(await states()).toEqual(['owed']);
    expect(await finance.sendRawData()).toBe(0);
    expect(await deliver()).toMatchObject({ requestsMadeDue: 1 });
    expect(await finance.sendRawData()).toBe(1);
    expect(await states()).toEqual(['done']);
    const [sent] = runtime.uploads.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(sent).toMatchObject({ certNo: '01', sessionID: `S${String(sessions)}` });
    expect(sent).toMatchObject({ ...rawData() });
  });

  test('is seen by its platform and payment firm, and by no other enterprise', async () => {
    await deliver();
    await open('O1', 'MINE');
    const seen = async (owner: string) => (await finance.rawData.listRequests({}, owner)).items;
    expect(await seen(PLATFORM)).toHaveLength(1);
    expect(await seen(FIRM)).toHaveLength(1);
    expect(await seen('3301960X01')).toEqual([]);
    await finance.sendRawData();
    expect((await finance.rawData.listTries('MINE', PLATFORM)).items).toHaveLength(1);
    expect((await finance.rawData.listTries('MINE', '3301960X01')).items).toEqual([]);
  });

  test('pages go from the newest to the oldest, each once', async () => {
    await deliver();
    for (const session of ['A', 'B', 'C', 'D', 'E']) await open('O1', session);
    const seen: string[] = [];
    for (let cursor: string | undefined, i = 0; i < 9; i += 1) {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await finance.rawData.listRequests(query, undefined);
      seen.push(...page.items.map(({ sessionId }) => sessionId));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen).toEqual(['E', 'D', 'C', 'B', 'A']);
  });
});

describe('an upload', () => {
  test('that fails is tried again after a pause that grows', async () => {
    await deliver();
    await open();
    const away = { kind: 'unreachable', reason: 'ECONNREFUSED' } as const;
    runtime.answers.push(away, away);
    expect(await finance.sendRawData()).toBe(1);
    expect(await finance.sendRawData()).toBe(0);
    later(5_000);
    expect(await finance.sendRawData()).toBe(1);
    later(9_000);
    expect(await finance.sendRawData()).toBe(0);
    later(1_000);
    expect(await finance.sendRawData()).toBe(1);
    expect((await requests())[0]).toMatchObject({ state: 'done', attempts: 3, lastCode: '10000' });
  });

  test('that customs refuses five times is given up, and goes when it is replayed', async () => {
    await deliver();
    await open('O1', 'DEAD');
    const no = { kind: 'answered', code: '20000', message: 'certNo : 未登记' } as const;
    runtime.answers.push(no, no, no, no, no);
    for (let i = 0; i < 7; i += 1) {
      await finance.sendRawData();
      later(3_600_000);
    }
    const [dead] = await requests();
    expect(dead).toMatchObject({ state: 'dead', attempts: 5, lastMessage: 'certNo : 未登记' });
    const stranger = finance.rawData.replay('DEAD', '3301960X01');
    await expect(stranger).rejects.toThrow('there is no request DEAD to replay');
    await finance.rawData.replay('DEAD', PLATFORM);
    expect(await finance.sendRawData()).toBe(1);
    expect((await requests())[0]).toMatchObject({ state: 'done', attempts: 6 });
    const { items } = await finance.rawData.listTries('DEAD', undefined);
    expect(items.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      ...[1, 2, 3, 4, 5].map((attempt) => [attempt, 'refused']),
      [6, 'accepted'],
    ]);
    await expect(finance.rawData.replay('DEAD', PLATFORM)).rejects.toThrow('done already');
  });

  test('that was given up goes again by itself when other data are delivered', async () => {
    await deliver();
    await open();
    const no = { kind: 'answered', code: '20000', message: '' } as const;
    runtime.answers.push(no, no, no, no, no);
    for (let i = 0; i < 5; i += 1) {
      await finance.sendRawData();
      later(3_600_000);
    }
    expect(await states()).toEqual(['dead']);
    expect(await deliver(rawData({ note: '更正' }))).toMatchObject({ requestsMadeDue: 1 });
    await finance.sendRawData();
    expect(await states()).toEqual(['done']);
    expect(runtime.uploads.at(-1)).toContain('更正');
  });

  test('is made by one of several senders, not by each', async () => {
    await deliver();
    for (let i = 0; i < 20; i += 1) await open();
    const tries = await Promise.all([1, 2, 3, 4].map(() => finance.sendRawData()));
    expect(tries.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(new Set(await states())).toEqual(new Set(['done']));
    expect(runtime.uploads).toHaveLength(20);
  });
});

describe('the term of raw data', () => {
  /** Delivered on a day that is long past also by the database's own clock. */
  async function deliverOn(day: string, payTransactionId: string) {
    runtime.setDay(day);
    const tradingTime = `${day.replaceAll('-', '')}120000`;
    return deliver(rawData({ payTransactionId, tradingTime }, `O-${payTransactionId}`));
  }
  const held = async (id: string) => {
    const key = { ebpCode: PLATFORM, orderNo: `O-${id}` };
    return (await finance.rawData.listOfOrder(key, undefined)).items.length;
  };

  test('ends after three years, and nothing younger goes', async () => {
    await deliverOn('2019-03-01', 'OLD');
    const { keptUntil } = await deliverOn('2019-03-02', 'YOUNG');
    expect(keptUntil).toBe('2022-03-02');
    runtime.setDay('2022-03-01');
    expect(await finance.purgeRawData()).toBe(0);
    runtime.setDay('2022-03-02');
    expect(await finance.purgeRawData()).toBe(1);
    expect([await held('OLD'), await held('YOUNG')]).toEqual([0, 1]);
  });

  test('does not end while customs waits for them', async () => {
    await deliverOn('2019-03-01', 'ASKED');
    await open('O-ASKED');
    runtime.setDay('2022-06-01');
    expect(await finance.purgeRawData()).toBe(0);
    await finance.sendRawData();
    expect(await states()).toEqual(['done']);
    expect(await finance.purgeRawData()).toBe(1);
  });

  test('is kept by the database itself, whatever this program believes', async () => {
    await deliver();
    runtime.setDay(addDays(DAY, 5_000));
    expect(await finance.purgeRawData()).toBe(0);
    const by = [runtime.zoneCode];
    const sql = 'from financial_services.raw_data where zone_code = $1';
    await expect(database.db.query(`delete ${sql}`, by)).rejects.toThrow('must be kept');
    const update = `update financial_services.raw_data set body = '' where zone_code = $1`;
    await expect(database.db.query(update, by)).rejects.toThrow('must be kept');
  });
});
