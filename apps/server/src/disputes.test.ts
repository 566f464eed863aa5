import type { Purchase } from '@pilotzone/generator/purchase';
import { addDays, endOfDay, type Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY, type TestPlatform } from './testing-platform.ts';
import { clearAll, file, purchasesOf, resultOf } from './testing-purchases.ts';
import { askReturn } from './testing-withdrawals.ts';

let the: TestPlatform;
let now: Instant = endOfDay(TEST_DAY);
const { draw } = purchasesOf(318);

beforeAll(async () => {
  the = await openTestPlatform({}, { now: () => now });
});

afterAll(async () => {
  await the.close();
});

type Sums = { readonly used: number; readonly ledger: number; readonly goods: number };

/** What a person has used by the balances and by their ledgers, which must agree. */
async function yearOf(buyerKey: string): Promise<Sums> {
  const sums = await the.platform.runtime.db.query<Sums>(
    `select (select coalesce(sum(used), 0)::float8 from single_window.allowance
              where buyer_key = $1) as used,
            (select coalesce(sum(case kind when 'spend' then amount else -amount end), 0)::float8
               from single_window.allowance_entry where buyer_key = $1) as ledger,
            (select coalesce(sum(used), 0)::float8 from single_window.goods_quota
              where buyer_key = $1) as goods`,
    [buyerKey],
  );
  return sums[0] ?? { used: -1, ledger: -1, goods: -1 };
}

async function disputed(purchase: Purchase) {
  await clearAll(the.platform, [purchase]);
  const { declarationId, buyerKey, status } = await resultOf(the.platform, purchase);
  expect(status).toBe('released');
  const complaint = { declarationId, buyerKey, note: '不是我买的' };
  const { disputeId } = await the.platform.citizens.disputes.raiseDispute(complaint);
  return { disputeId, declarationId, buyerKey };
}

const decide = (disputeId: string, outcome: 'upheld' | 'dismissed') =>
  the.platform.risk.decideDispute({ disputeId, outcome, answer: '已经核实', officer: 'test' });

describe('a dispute', () => {
  test('that is upheld gives the person back all that the list took, on record', async () => {
    const { disputeId, declarationId, buyerKey } = await disputed(draw());
    const before = await yearOf(buyerKey);
    expect(before.used).toBeGreaterThan(0);
    const decided = await decide(disputeId, 'upheld');
    expect(Number(decided.givenBack)).toBe(before.used);
    expect(await yearOf(buyerKey)).toEqual({ used: 0, ledger: 0, goods: 0 });
    const kinds = await the.platform.runtime.db.query<{ kind: string }>(
      'select kind from single_window.allowance_entry where declaration_id = $1 order by kind desc',
      [declarationId],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['spend', 'correct']);
    const year = await the.platform.citizens.purchases.readYear(
      { buyerKey, contactKey: '' },
      Number(TEST_DAY.slice(0, 4)),
    );
    expect(year.allowance.used).toBe('0.00');
  });

  test('that is dismissed gives nothing back', async () => {
    const { disputeId, buyerKey } = await disputed(draw());
    const before = await yearOf(buyerKey);
    expect(await decide(disputeId, 'dismissed')).toMatchObject({ givenBack: null });
    expect(await yearOf(buyerKey)).toEqual(before);
  });

  test('upheld by two officers at once gives back once', async () => {
    const { disputeId, buyerKey } = await disputed(draw());
    const both = await Promise.allSettled([
      decide(disputeId, 'upheld'),
      decide(disputeId, 'upheld'),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await yearOf(buyerKey)).toMatchObject({ used: 0, ledger: 0 });
  });

  test('upheld leaves nothing for a return of the list to give back again', async () => {
    for (const isFirstPart of [false, true]) {
      const purchase = draw({ goods: 'big' });
      const { disputeId, buyerKey } = await disputed(purchase);
      now = endOfDay(addDays(TEST_DAY, 3));
      const half = new Map(purchase.list.lines.map(({ gnum, qty }) => [gnum, qty / 2n]));
      const rest = new Map(purchase.list.lines.map(({ gnum, qty }) => [gnum, qty - qty / 2n]));
      const giveBack = async (lines: ReadonlyMap<number, bigint>) => {
        await file(the.platform, [await askReturn(the.platform, purchase, { lines })]);
        await settle(the.platform);
      };
      if (isFirstPart) await giveBack(half);
      await decide(disputeId, 'upheld');
      expect(await yearOf(buyerKey)).toEqual({ used: 0, ledger: 0, goods: 0 });
      if (!isFirstPart) await giveBack(half);
      await giveBack(rest);
      expect(await resultOf(the.platform, purchase)).toMatchObject({ status: 'returned' });
      expect(await yearOf(buyerKey)).toEqual({ used: 0, ledger: 0, goods: 0 });
      now = endOfDay(TEST_DAY);
    }
  });
});
