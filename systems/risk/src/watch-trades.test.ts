import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { parseUnits } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { Instant } from '@pilotzone/kernel/time';
import { listFields, toVector } from './model/facts.ts';
import type { FactVector, RiskFacts, RiskInputs } from './model/facts.ts';
import type { Trade } from './model/trade.ts';
import { createTradeWatch, type TradeWatch } from './watch-trades.ts';

const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const ids = createIdSource(() => 1_795_000_000_000);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let database: TestDatabase;
let zone = 0;
let now = 0;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
});

afterAll(() => database.close());

beforeEach(() => {
  zone += 1;
  now = Date.parse('2026-11-20T10:00:00+08:00');
});

/** A process of its own over the same database. */
function openProcess(): TradeWatch {
  const clock = { now: () => now as Instant };
  return createTradeWatch({ zoneCode: `zone-${zone}`, clock, pseudonymOf });
}

function pseudonymOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)].join('-');
}

type Wish = Partial<Trade> & { readonly buyer?: string; readonly facts?: Partial<RiskFacts> };

function listOf({ buyer = 'a', facts, ...trade }: Wish = {}): RiskFacts {
  const buyerKey = pseudonymOf(buyer);
  return {
    declarationId: ids.newId(),
    attempt: 1,
    merchantCode: '990096M001',
    platformCode: '990096P001',
    dutiablePrice: parseUnits('200'),
    grossWeightKg: parseUnits('1.2'),
    ...facts,
    trade: {
      ...{ buyerKey, payerKey: buyerKey, telephone: '14001234567', carrierCode: '990096C001' },
      ...{ address: '浙江省杭州市西湖区文三路1号', carrierWeight: parseUnits('1.2') },
      lines: [lineOf()],
      ...trade,
    },
  };
}

function lineOf(over: Partial<Trade['lines'][number]> = {}): Trade['lines'][number] {
  return {
    ...{ barCode: '2190110000017', itemNo: 'SKU1', name: '奶粉', hsCode: '1901101000' },
    ...{ unit: '122', originCountry: '309', price: parseUnits('200') ?? 0n },
    ...{ quantity: parseUnits('1') ?? 0n, taxRate: 910 },
    ...over,
  };
}

const named = (vector: FactVector | undefined): RiskInputs =>
  Object.fromEntries(listFields().map(([name], at) => [name, vector?.[at]]));

const judge = (process: TradeWatch, ...lists: RiskFacts[]) =>
  database.db.transaction(async (tx) => (await process.watch(tx, lists)).map(named));

async function judgeOne(process: TradeWatch, list: RiskFacts): Promise<RiskInputs> {
  const [one] = await judge(process, list);
  return named(one && toVector(one));
}

describe('lists that are watched', () => {
  test('count from list to list of a batch, and from batch to batch', async () => {
    const process = openProcess();
    const first = await judge(process, listOf(), listOf({ buyer: 'b' }), listOf());
    expect(first.map(({ sameAddressToday }) => sameAddressToday)).toEqual([1, 2, 3]);
    expect(first.map(({ addressBuyers }) => addressBuyers)).toEqual([1, 2, 2]);
    const next = await judgeOne(process, listOf({ buyer: 'c' }));
    expect(next).toMatchObject({ sameAddressToday: 4, addressBuyers: 3, sameTelephoneToday: 4 });
    expect(next).toMatchObject({ buyerLastHour: 1, buyerMerchantToday: 1, merchantToday: 4 });
  });

  test('are the same for every process, and after a restart', async () => {
    const [one, other] = [openProcess(), openProcess()];
    await judge(one, listOf(), listOf());
    await judge(other, listOf());
    await judge(one, listOf());
    const expected = { sameAddressToday: 5, buyerValueMonth: parseUnits('1000') };
    await database.db.transaction(async (tx) => {
      expect(named((await other.look(tx, [listOf()]))[0])).toMatchObject(expected);
      expect(named((await openProcess().look(tx, [listOf()]))[0])).toMatchObject(expected);
    });
    expect(await judgeOne(one, listOf())).toMatchObject(expected);
  });

  test('do not count when their transaction is rolled back', async () => {
    const process = openProcess();
    const doomed = database.db.transaction(async (tx) => {
      await process.watch(tx, [listOf()]);
      // A second look in the same transaction does not take what may yet be gone.
      await process.watch(tx, [listOf()]);
      throw new Error('rolled back');
    });
    await expect(doomed).rejects.toThrow('rolled back');
    expect(await judgeOne(process, listOf())).toMatchObject({ sameAddressToday: 1 });
    expect(await judgeOne(process, listOf())).toMatchObject({ sameAddressToday: 2 });
  });

  test('count once they are committed, also later than those that began after them', async () => {
    const [slow, quick] = [openProcess(), openProcess()];
    await database.db.transaction(async (tx) => {
      await slow.watch(tx, [listOf()]);
      await judge(quick, listOf());
      expect(await judgeOne(quick, listOf())).toMatchObject({ sameAddressToday: 2 });
    });
    expect(await judgeOne(quick, listOf())).toMatchObject({ sameAddressToday: 4 });
    expect(await judgeOne(slow, listOf())).toMatchObject({ sameAddressToday: 5 });
  });

  test('leave their windows as time goes on', async () => {
    const process = openProcess();
    await judge(process, listOf(), listOf());
    now += 3 * HOUR;
    expect(await judgeOne(process, listOf())).toMatchObject({ buyerLastHour: 1, buyerWeek: 3 });
    now += DAY;
    expect(await judgeOne(process, listOf())).toMatchObject({ sameAddressToday: 1, buyerWeek: 4 });
    now += 7 * DAY;
    expect(await judgeOne(process, listOf())).toMatchObject({ buyerWeek: 1, buyerMonth: 5 });
    now += 40 * DAY;
    expect(await judgeOne(process, listOf({ buyer: 'b' }))).toMatchObject({
      ...{ buyerMonth: 1, addressBuyers: 1, merchantYear: 6 },
    });
  });

  test('count once however often they are declared again', async () => {
    const process = openProcess();
    await judge(process, listOf());
    const again = listOf({ facts: { attempt: 2 } });
    expect(await judgeOne(process, again)).toMatchObject({ sameAddressToday: 1 });
    expect(await judgeOne(process, listOf())).toMatchObject({ sameAddressToday: 2 });
  });

  test('name nobody in the log', async () => {
    await judge(openProcess(), listOf());
    const rows = await database.db.query<{ rows: string }>('select rows from risk.trade_log');
    const text = rows.map((row) => row.rows).join();
    expect(text).not.toMatch(/14001234567|文三路/);
  });

  test('say nothing where nothing is known', async () => {
    const unknown = listOf({ telephone: '', payerKey: undefined, carrierWeight: undefined });
    const answer = await judgeOne(openProcess(), unknown);
    for (const field of ['sameTelephoneToday', 'payerBuyers', 'carrierWeightShare'] as const) {
      expect(answer[field]).toBeUndefined();
    }
    expect(answer.priceDeviation).toBeUndefined();
    expect(answer.merchantSurge).toBeUndefined();
    expect(answer.merchantAgeDays).toBeUndefined();
  });
});

describe('an article with a history', () => {
  const usual = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      listOf({ lines: [lineOf({ price: parseUnits(String(180 + (index % 40))) ?? 0n })] }),
    );

  test('shows a price, a weight and a code that are not its usual ones', async () => {
    const process = openProcess();
    await judge(process, ...usual(60));
    const cheap = listOf({
      facts: { grossWeightKg: parseUnits('0.3') },
      lines: [lineOf({ price: parseUnits('60') ?? 0n, hsCode: '4901990000', taxRate: 0 })],
    });
    const answer = await judgeOne(process, cheap);
    expect(answer.articleDeviation).toBeLessThan(-400);
    expect(answer).toMatchObject({ weightShare: 25, hsDrift: 910, carrierWeightShare: 400 });
    const plain = await judgeOne(process, listOf());
    expect(plain).toMatchObject({ hsDrift: 0, carrierWeightShare: 100 });
    expect(Math.abs((plain.weightShare ?? 0) - 100)).toBeLessThan(3);
    expect(Math.abs(plain.articleDeviation ?? 999)).toBeLessThan(150);
  });

  test('and a return are counted', async () => {
    const process = openProcess();
    await judge(process, listOf(), listOf());
    const returned = { buyer: pseudonymOf('a').replaceAll('-', '').slice(0, 16) };
    await database.db.transaction((tx) =>
      process.addReturns(tx, [{ ...returned, merchant: '990096M001' }]),
    );
    const answer = await judgeOne(process, listOf());
    expect(answer).toMatchObject({ buyerReturnsYear: 1, merchantReturnRate: 5_000 });
  });
});
