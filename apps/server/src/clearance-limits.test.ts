import type { Purchase } from '@pilotzone/generator/purchase';
import { withHead, withLine } from '@pilotzone/generator/purchase';
import { submissionsOf } from '@pilotzone/generator/scenario';
import { openDatabase } from '@pilotzone/kernel/db';
import { createTestKeyring } from '@pilotzone/kernel/testing';
import type { Database } from '@pilotzone/kernel/db';
import { cny, parseUnits } from '@pilotzone/kernel/money';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import {
  clearAll,
  codesOf,
  file,
  filingsOf,
  heldFor,
  PAPERS,
  purchasesOf,
  receive,
  resultOf,
} from './testing-purchases.ts';

const LIMIT = 26_000;
const YUAN = 100_000n;

let now = endOfDay(TEST_DAY);
let the: TestPlatform;
let platform: Platform;
let wide: Database;
const { world, draw } = purchasesOf(26_000);

beforeAll(async () => {
  the = await openTestPlatform({}, { now: () => now });
  ({ platform } = the);
  const [row] = await platform.runtime.db.query<{ name: string }>(
    'select current_database() as name',
  );
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${row?.name}`;
  wide = openDatabase(url.href, { batch: 25, query: 1 }, createTestKeyring());
});

afterAll(async () => {
  await wide.close();
  await the.close();
});

let copies = 0;

/** The same purchase once more, under numbers of its own. */
function copyOf(purchase: Purchase, appTime = purchase.list.head.appTime): Purchase {
  copies += 1;
  const suffix = String(copies).padStart(5, '0');
  const orderNo = `COPY${suffix}`;
  const payTransactionId = `PAY${suffix}`;
  const logisticsNo = `WB${suffix}`;
  const order = withHead(purchase, 'order', { orderNo, payTransactionId });
  const payment = withHead(order, 'payment', { orderNo, payTransactionId });
  const waybill = withHead(payment, 'waybill', { orderNo, logisticsNo });
  return withHead(waybill, 'list', { orderNo, logisticsNo, copNo: `COP${suffix}`, appTime });
}

const papersOf = (purchase: Purchase) => submissionsOf(purchase).slice(0, 3);

/** Files each list in a transaction of its own, all at once. */
async function race(lists: readonly Purchase[]): Promise<void> {
  await file(platform, lists.flatMap(papersOf));
  await Promise.all(
    lists.map((purchase) => {
      const filings = filingsOf(platform, [PAPERS.list(purchase)]);
      return wide.transaction((tx) =>
        platform.singleWindow.fileDocuments(tx, filings, { judge: true }),
      );
    }),
  );
}

const priceOf = (row: { amounts: { dutiablePrice: bigint } | null }) =>
  Number(row.amounts?.dutiablePrice) / 100_000;

describe("a buyer's yearly allowance", () => {
  test('a hundred equal lists at once spend as many as one after the other', async () => {
    const one = draw({ goods: 'big' });
    const lists = Array.from({ length: 100 }, () => copyOf(one));
    await race(lists);
    const rows = await Promise.all(lists.map((purchase) => resultOf(platform, purchase)));
    const price = priceOf(rows[0] ?? { amounts: null });
    const fits = Math.floor(LIMIT / price);
    expect(rows.filter(({ status }) => status === 'sent')).toHaveLength(fits);
    const refused = rows.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(100 - fits);
    for (const row of refused) expect(codesOf(row)).toEqual(['1313']);
    const [first] = rows;
    expect(first && (await heldFor(platform, first)).allowance).toBeCloseTo(fits * price, 5);
  });

  test('a hundred lists of all prices at once never overspend', async () => {
    const buyer = world.newBuyer();
    const kinds = Array.from({ length: 20 }, (_, i) => draw(i % 3 ? {} : { goods: 'big' }, buyer));
    const lists = Array.from({ length: 100 }, (_, i) => copyOf(kinds[i % 20] ?? draw()));
    await race(lists);
    const rows = await Promise.all(lists.map((purchase) => resultOf(platform, purchase)));
    const spent = rows.filter(({ status }) => status === 'sent').map(priceOf);
    const total = spent.reduce((sum, price) => sum + price, 0);
    expect(total).toBeLessThanOrEqual(LIMIT);
    const [first] = rows;
    expect(first && (await heldFor(platform, first)).allowance).toBeCloseTo(total, 5);
    for (const row of rows.filter(({ status }) => status === 'rejected')) {
      const [reason] = row.reasons ?? [];
      const reached = Number(reason?.values[0]?.replaceAll(',', ''));
      expect(reason?.code).toBe('1313');
      expect(reached).toBeGreaterThan(LIMIT);
      // What was spent before it is a part of what is spent now.
      expect(reached - priceOf(row)).toBeLessThanOrEqual(total + 1e-6);
    }
  });

  test('begins anew with the year in which customs receives the list', async () => {
    const one = draw({ goods: 'big' });
    const year = Array.from({ length: 8 }, () => copyOf(one));
    await clearAll(platform, year);
    expect(codesOf(await resultOf(platform, year[7] ?? one))).toEqual(['1313']);
    now = endOfDay('2027-01-01' as PlainDate);
    const next = copyOf(one, '20270101000001');
    await clearAll(platform, [next]);
    now = endOfDay(TEST_DAY);
    expect((await resultOf(platform, next)).status).toBe('released');
  });

  test('what came back may be spent again, by the year it was spent in', async () => {
    const one = draw({ goods: 'big' });
    const lists = Array.from({ length: 8 }, () => copyOf(one));
    await clearAll(platform, lists);
    const [returned] = lists;
    const row = await resultOf(platform, returned ?? one);
    now = endOfDay(addDays('2026-12-31' as PlainDate, 3));
    await receive(platform, row, [{ returnStatus: '700', returnTime: '20270103000000000' }]);
    now = endOfDay(TEST_DAY);
    const more = copyOf(one);
    await clearAll(platform, [more]);
    expect((await resultOf(platform, more)).status).toBe('released');
  });
});

describe('many batches at once', () => {
  test('that share buyers, guarantors and orders end without a deadlock', async () => {
    const buyers = [world.newBuyer(), world.newBuyer(), world.newBuyer()];
    const kinds = Array.from({ length: 12 }, (_, i) => draw({}, buyers[i % 3]));
    const lists = Array.from({ length: 96 }, (_, i) => copyOf(kinds[(i * 5) % 12] ?? draw()));
    // Each batch in an order of its own; lists of some wait for the papers in others.
    const batches = Array.from({ length: 24 }, (_, b) => {
      const own = lists.filter((_list, i) => i % 24 === b);
      const papers = lists.filter((_list, i) => (i + (b % 3)) % 24 === b).flatMap(papersOf);
      return filingsOf(platform, [...own.map(PAPERS.list), ...papers]);
    });
    await Promise.all([
      ...batches.map((filings) =>
        wide.transaction((tx) => platform.singleWindow.fileDocuments(tx, filings, { judge: true })),
      ),
      settle(platform),
    ]);
    const isSettled = async () => {
      await platform.singleWindow.recheckWaiting();
      await file(platform, lists.flatMap(submissionsOf));
      await settle(platform);
      const rows = await Promise.all(lists.map((purchase) => resultOf(platform, purchase)));
      return rows.every(({ status }) => status === 'released' || status === 'rejected');
    };
    await expect.poll(isSettled, { timeout: 25_000 }).toBe(true);
    const [count] = await platform.runtime.db.query<{ deadlocks: number }>(
      `select deadlocks
         from pg_stat_database
        where datname = current_database()`,
    );
    expect(count?.deadlocks).toBe(0);
    const [gap] = await platform.runtime.db.query<{ gap: string }>(
      `select (sum(a.used) - (select sum(d.dutiable_price)
                                from single_window.declaration d
                               where d.status in ('sent', 'released')))::text as gap
         from single_window.allowance a`,
    );
    expect(Number(gap?.gap)).toBe(0);
    expect(await platform.finance.checkLedger(platform.runtime.db)).toEqual({ kind: 'balanced' });
  });
});

describe('quantities per person and year', () => {
  /** A purchase of one article, declared as so many kilograms of sugar (2 kg a year). */
  const sugar = (kilograms: string, buyer = world.newBuyer()) => {
    const purchase = draw({ only: ({ legal2 }) => legal2 === undefined }, buyer);
    const [line] = purchase.list.lines;
    const [ordered] = purchase.order.lines;
    const qty1 = parseUnits(kilograms) ?? 0n;
    const one = {
      ...purchase,
      list: { ...purchase.list, lines: line ? [line] : [] },
      order: { ...purchase.order, lines: ordered ? [ordered] : [] },
    };
    const goodsValue = ordered?.totalPrice ?? 0n;
    const { freight, discount, taxTotal } = purchase.order.head;
    const acturalPaid = goodsValue + freight + taxTotal - discount;
    const order = withHead(one, 'order', { goodsValue, acturalPaid });
    const paid = withHead(order, 'payment', { amountPaid: acturalPaid });
    const values = { gcode: '1701991010', qty1, unit1: '035', qty2: undefined, unit2: undefined };
    return withLine(paid, ['list', 0], values);
  };

  const rowsOf = (table: string) =>
    platform.runtime.db.query<{ used: string }>(`select * from single_window.${table}`);

  test('cost nothing where no goods are limited', async () => {
    expect(await rowsOf('goods_quota')).toEqual([]);
  });

  test('are spent list by list, also within one batch', async () => {
    const buyer = world.newBuyer();
    const lists = ['1.5', '0.6', '0.5'].map((kilograms) => sugar(kilograms, buyer));
    await file(platform, lists.flatMap(submissionsOf));
    const rows = await Promise.all(lists.map((purchase) => resultOf(platform, purchase)));
    expect(rows.map((row) => [row.status, codesOf(row)])).toEqual([
      ['sent', []],
      ['rejected', ['PZ-POSITIVE-LIST-QUOTA']],
      ['sent', []],
    ]);
    expect(rows[1]?.reasons?.[0]?.values).toEqual(['2.1', '2']);
    const more = sugar('0.1', buyer);
    await file(platform, submissionsOf(more));
    expect(codesOf(await resultOf(platform, more))).toEqual(['PZ-POSITIVE-LIST-QUOTA']);
  });

  test('come back when customs rejects the list, once, and are kept as a ledger', async () => {
    const buyer = world.newBuyer();
    const first = sugar('2', buyer);
    await file(platform, submissionsOf(first));
    const row = await resultOf(platform, first);
    const rejection = { returnStatus: '100', returnTime: '20261121000000000' };
    await receive(platform, row, [rejection, rejection]);
    await receive(platform, row, [rejection]);
    const second = sugar('2', buyer);
    await clearAll(platform, [second]);
    expect((await resultOf(platform, second)).status).toBe('released');
    const entries = await platform.runtime.db.query<{ kind: string; quantity: string }>(
      `select kind, quantity
         from single_window.goods_quota_entry
        where buyer_key = $1
        order by at, kind desc, declaration_id`,
      [row.buyerKey],
    );
    expect(entries.map(({ kind, quantity }) => `${kind} ${quantity}`).sort()).toEqual([
      'restore 2.00000',
      'spend 2.00000',
      'spend 2.00000',
    ]);
  });

  test('are never overspent by twenty lists at once', async () => {
    const buyer = world.newBuyer();
    const lists = Array.from({ length: 20 }, () => sugar('0.3', buyer));
    await race(lists);
    const rows = await Promise.all(lists.map((purchase) => resultOf(platform, purchase)));
    expect(rows.filter(({ status }) => status === 'sent')).toHaveLength(6);
    const [used] = await platform.runtime.db.query<{ used: string }>(
      'select used from single_window.goods_quota where buyer_key = $1',
      [rows[0]?.buyerKey ?? ''],
    );
    expect(used?.used).toBe('1.80000');
  });
});

describe('the tax guarantee', () => {
  test('exhausted refuses a list with -621003 and its text; a smaller one still fits', async () => {
    const big = draw({ goods: 'big' });
    const small = draw({ only: ({ priceMax }) => priceMax < 200 });
    const guarantor = big.list.head.ebcCode;
    const lists = [big, small].map((purchase) => {
      const { ebcCode, ebcName } = big.list.head;
      const own = withHead(purchase, 'order', { ebcCode, ebcName });
      return withHead(own, 'list', { ebcCode, ebcName, assureCode: ebcCode });
    });
    const change = { reason: 'test', changedBy: 'test' };
    const used = await platform.runtime.db.query<{ used: string }>(
      `select (earmarked + reserved)::text as used
         from financial_services.guarantee
        where guarantor_code = $1`,
      [guarantor],
    );
    const limit = cny((parseUnits(used[0]?.used ?? '0') ?? 0n) + 150n * YUAN);
    await platform.runtime.db.transaction((tx) =>
      platform.finance.setGuarantee(tx, { guarantorCode: guarantor, limit, ...change }),
    );
    const results = await file(platform, lists.flatMap(submissionsOf));
    expect(results[3]).toMatchObject({ kind: 'rejected', returnStatus: '-621003' });
    expect(results[3]?.returnInfo).toMatch(
      new RegExp(
        `\\[Code:-621003;Desc:清单申报失败，【担保企业${guarantor}的税款担保额度不足，需[\\d.]+元，可用150.00元】`,
      ),
    );
    const rejected = await resultOf(platform, lists[0] ?? big);
    expect((await heldFor(platform, rejected)).allowance).toBe(0);
    expect(results[7]?.kind).toBe('accepted');
    const [status] = await platform.runtime.db.query<{ status: string }>(
      'select status from financial_services.guarantee where guarantor_code = $1',
      [guarantor],
    );
    expect(status?.status).toBe('exhausted');
    await platform.runtime.db.transaction((tx) =>
      platform.finance.setGuarantee(tx, {
        ...change,
        guarantorCode: guarantor,
        limit: cny(10n ** 15n),
      }),
    );
    const again = withHead(lists[0] ?? big, 'list', { appTime: '20261120235900' });
    expect((await file(platform, [PAPERS.list(again)]))[0]?.kind).toBe('accepted');
    await settle(platform);
    expect((await resultOf(platform, again)).status).toBe('released');
  });
});

describe('a day cut into batches', () => {
  /** Few buyers, little cover, waybills that several lists want: nearly every list is contested. */
  async function outcomesOf(batch: number) {
    const { platform: other, close } = await openTestPlatform({ judge: false });
    try {
      copies = 0;
      const { world: same, draw: next } = purchasesOf(7);
      const buyers = [same.newBuyer(), same.newBuyer(), same.newBuyer()];
      const kinds = buyers.flatMap((buyer) =>
        [{ goods: 'big' } as const, {}, {}].map((wish) => next(wish, buyer)),
      );
      const lists = Array.from({ length: 60 }, (_, i) => {
        const time = `202611201000${String((i * 37) % 60).padStart(2, '0')}`;
        return copyOf(kinds[i % kinds.length] ?? next(), time);
      });
      const codes = [...new Set(lists.map(({ list }) => list.head.assureCode))];
      await other.runtime.db.transaction(async (tx) => {
        for (const [index, guarantorCode] of codes.entries()) {
          const about = { guarantorCode, reason: 'test', changedBy: 'test' };
          const limit = cny((index === 0 ? 1_500n : 90_000n) * YUAN);
          await other.finance.setGuarantee(tx, { ...about, limit });
        }
      });
      await file(other, lists.flatMap(submissionsOf), { judge: false });
      await other.singleWindow.clearFiled(batch);
      const rows = await other.singleWindow.listResults({ ebpCode: '', orderNo: '' }, 1_000);
      return rows.map((row) => `${row.orderNo} ${row.status} ${codesOf(row).join()}`);
    } finally {
      await close();
    }
  }

  test('has the same outcomes, whatever the cut', async () => {
    const whole = await outcomesOf(1_000);
    expect(new Set(whole.map((line) => line.split(' ')[2]))).toEqual(
      new Set(['', '1313', '-621003', '-621003,1313']),
    );
    expect(await outcomesOf(1)).toEqual(whole);
    expect(await outcomesOf(7)).toEqual(whole);
  });
});
