import type { Purchase } from '@pilotzone/generator/purchase';
import { withHead } from '@pilotzone/generator/purchase';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { codesOf, file, PAPERS, purchasesOf, resultOf } from './testing-purchases.ts';

type Paper = keyof typeof PAPERS;
const ALL: readonly Paper[] = ['order', 'payment', 'waybill', 'list'];
const MISSING = {
  order: 'PZ-MISSING-ORDER',
  payment: 'PZ-MISSING-PAYMENT',
  waybill: 'PZ-MISSING-WAYBILL',
} as const;

let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(24);

beforeAll(async () => {
  the = await openTestPlatform();
  ({ platform } = the);
});

afterAll(() => the.close());

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** Files one document after the other and tells, after each, what the list is. */
async function fileOneByOne(purchase: Purchase, order: readonly Paper[]) {
  const life: { status: string; reasons: string[] }[] = [];
  let isFiled = false;
  for (const paper of order) {
    await file(platform, [PAPERS[paper](purchase)]);
    isFiled ||= paper === 'list';
    if (!isFiled) continue;
    const row = await resultOf(platform, purchase);
    life.push({ status: row.status, reasons: codesOf(row) });
  }
  return life;
}

/** What must be missing after each document from the list on. */
function expectedLife(order: readonly Paper[]) {
  const from = order.indexOf('list');
  return order.slice(from).map((_, index) => {
    const arrived = order.slice(0, from + index + 1);
    const missing = ALL.flatMap((paper) =>
      paper === 'list' || arrived.includes(paper) ? [] : [MISSING[paper]],
    );
    return { status: missing.length > 0 ? 'waiting' : 'sent', reasons: missing.sort() };
  });
}

describe('documents in any order', () => {
  test.each(permutations(ALL).map((order) => [order.join(', '), order] as const))(
    '%s: the list waits for what is missing, then is released',
    async (_, order) => {
      const purchase = draw();
      expect(await fileOneByOne(purchase, order)).toEqual(expectedLife(order));
      await settle(platform);
      const row = await resultOf(platform, purchase);
      expect(row).toMatchObject({ status: 'released', reasons: null, attempt: 1 });
      expect(row.receipts).toEqual(['2', '120', '800']);
    },
  );

  test('none of them waits any more', async () => {
    const rows = await platform.runtime.db.query('select 1 from single_window.waiting');
    expect(rows).toEqual([]);
  });

  test('a document of another buyer arriving last rejects the list with all reasons', async () => {
    const purchase = withHead(draw(), 'payment', { payerName: '别人' });
    await file(platform, [PAPERS.list(purchase), PAPERS.order(purchase), PAPERS.waybill(purchase)]);
    expect(codesOf(await resultOf(platform, purchase))).toEqual(['PZ-MISSING-PAYMENT']);
    await file(platform, [PAPERS.payment(purchase)]);
    const row = await resultOf(platform, purchase);
    expect(row).toMatchObject({ status: 'rejected', returnStatus: '100' });
    expect(codesOf(row)).toEqual(['1327']);
  });

  test('a list with a fault is rejected at once, and told what is missing too', async () => {
    const purchase = withHead(draw(), 'list', { buyerName: '别人', packNo: 2 });
    const [result] = await file(platform, [PAPERS.list(purchase), PAPERS.order(purchase)]);
    expect(result).toMatchObject({ kind: 'rejected', returnStatus: '-621001' });
    const row = await resultOf(platform, purchase);
    expect(codesOf(row)).toEqual(['-621001', '13127', 'PZ-MISSING-PAYMENT', 'PZ-MISSING-WAYBILL']);
    await file(platform, [PAPERS.payment(purchase), PAPERS.waybill(purchase)]);
    expect((await resultOf(platform, purchase)).status).toBe('rejected');
  });

  test('a staged order is no order yet', async () => {
    const purchase = draw();
    const staged = withHead(purchase, 'order', { appStatus: '1' });
    await file(platform, [PAPERS.list(staged), PAPERS.payment(staged), PAPERS.waybill(staged)]);
    const [result] = await file(platform, [PAPERS.order(staged)]);
    expect(result?.kind).toBe('staged');
    expect(codesOf(await resultOf(platform, purchase))).toEqual(['PZ-MISSING-ORDER']);
    await file(platform, [PAPERS.order(purchase)]);
    expect((await resultOf(platform, purchase)).status).toBe('sent');
  });

  test('what is recorded first and judged later comes out the same', async () => {
    const [early, late] = [draw(), draw()];
    await file(platform, [PAPERS.list(early)]);
    const papers = [early, late].flatMap((purchase) => [
      PAPERS.order(purchase),
      PAPERS.payment(purchase),
      PAPERS.waybill(purchase),
    ]);
    await file(platform, [...papers, PAPERS.list(late)], { judge: false });
    for (const purchase of [early, late]) {
      expect((await resultOf(platform, purchase)).status).toBe('filed');
    }
    expect(await platform.singleWindow.clearFiled(1)).toBe(2);
    await settle(platform);
    for (const purchase of [early, late]) {
      expect((await resultOf(platform, purchase)).status).toBe('released');
    }
  });
});

describe('a list and its document in two transactions at the same moment', () => {
  test('miss each other, and are brought together afterwards', async () => {
    const purchase = draw();
    const { db } = platform.runtime;
    await file(platform, [PAPERS.payment(purchase), PAPERS.waybill(purchase)]);
    let commit: () => void = () => undefined;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let filed: () => void = () => undefined;
    const isFiled = new Promise<void>((resolve) => (filed = resolve));
    const filings = [PAPERS.order(purchase)].map(({ type, document }) => ({
      type,
      document,
      exchangeId: platform.runtime.ids.newId(),
      transferCode: 'X',
    }));
    const other = db.transaction(async (tx) => {
      await platform.singleWindow.fileDocuments(tx, filings as never, { judge: true });
      filed();
      await mayCommit;
    });
    await isFiled;
    await file(platform, [PAPERS.list(purchase)]);
    expect((await resultOf(platform, purchase)).status).toBe('waiting');
    // The order is still under way: looking now is too early, and must not count as looked.
    expect(await platform.singleWindow.recheckWaiting()).toBe(0);
    commit();
    await other;
    expect((await resultOf(platform, purchase)).status).toBe('waiting');
    // Transactions of other test files on the same server may put it off.
    await expect.poll(() => platform.singleWindow.recheckWaiting(), { timeout: 20_000 }).toBe(1);
    expect((await resultOf(platform, purchase)).status).toBe('sent');
    expect(await platform.singleWindow.recheckWaiting()).toBe(0);
  });

  test('a list that really waits is looked at once, without a trace', async () => {
    const purchase = draw();
    await file(platform, [PAPERS.list(purchase)]);
    const before = await resultOf(platform, purchase);
    const isSettled = async () => {
      expect(await platform.singleWindow.recheckWaiting()).toBe(0);
      const [row] = await platform.runtime.db.query<{ is_settled: boolean }>(
        'select is_settled from single_window.waiting where order_no = $1',
        [purchase.list.head.orderNo],
      );
      return row?.is_settled;
    };
    await expect.poll(isSettled, { timeout: 20_000 }).toBe(true);
    expect(await resultOf(platform, purchase)).toEqual(before);
  });

  test('ageing waits raise an alert, once', async () => {
    const purchase = draw();
    await file(platform, [PAPERS.list(purchase)]);
    expect(await platform.singleWindow.raiseAlerts()).toBe(0);
    await platform.runtime.db.query(
      `update single_window.waiting set since = since - interval '25 hours' where order_no = $1`,
      [purchase.list.head.orderNo],
    );
    expect(await platform.singleWindow.raiseAlerts()).toBe(1);
    expect(await platform.singleWindow.raiseAlerts()).toBe(0);
    const alerts = (await platform.singleWindow.http.listAlerts({
      participantCode: undefined,
    })) as { orderNo: string }[];
    expect(alerts.map(({ orderNo }) => orderNo)).toEqual([purchase.list.head.orderNo]);
  });
});
