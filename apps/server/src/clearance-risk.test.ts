import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, codesOf, purchasesOf, resultOf } from './testing-purchases.ts';

let the: TestPlatform;
let platform: Platform;
const { world, draw } = purchasesOf(700);

beforeAll(async () => {
  the = await openTestPlatform({ holdRed: true });
  ({ platform } = the);
});
afterAll(() => the.close());

async function inputsOf(declarationId: string) {
  const [assessment] = await platform.risk.listAssessments(declarationId);
  return assessment?.inputs;
}

test('the twelfth list of a buyer on one day is held, however the day is cut', async () => {
  const buyer = world.newBuyer();
  const purchases = Array.from({ length: 13 }, () => draw({ goods: 'small' }, buyer));
  purchases.sort((a, b) => {
    const keyOf = ({ list: { head } }: typeof a) =>
      `${head.appTime} ${head.ebpCode} ${head.orderNo}`;
    return keyOf(a) < keyOf(b) ? -1 : 1;
  });
  for (const [from, until] of [
    [0, 3],
    [3, 4],
    [4, 13],
  ] as const)
    await clearAll(platform, purchases.slice(from, until));
  await settle(platform);
  const rows = await Promise.all(purchases.map((purchase) => resultOf(platform, purchase)));
  const facts = await Promise.all(rows.map((row) => inputsOf(row.declarationId)));
  expect(facts.map((fact) => fact?.['buyerDeclarationsToday'])).toEqual(
    Array.from({ length: 13 }, (_, index) => index + 1),
  );
  expect(facts.map((fact) => fact?.['buyerDeclarationsYear'])).toEqual(
    Array.from({ length: 13 }, (_, index) => index + 1),
  );
  const shares = facts.map((fact) => Number(fact?.['allowanceUsedShare']));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(rows.map(({ lane }) => lane)).toEqual([
    ...Array<string>(4).fill('green'),
    ...Array<string>(7).fill('amber'),
    ...Array<string>(2).fill('red'),
  ]);
  const statuses = rows.map(({ status }) => status);
  expect(statuses).toEqual([...Array<string>(11).fill('released'), 'held', 'held']);
  for (const row of rows.slice(11)) expect(codesOf(row)).toEqual(['PZ-RISK-BUYER-VELOCITY']);
});

test('lists that the allowance refuses are counted as well', async () => {
  const buyer = world.newBuyer();
  const purchases = Array.from({ length: 8 }, () => draw({ goods: 'big' }, buyer));
  for (const purchase of purchases) await clearAll(platform, [purchase]);
  const rows = await Promise.all(purchases.map((purchase) => resultOf(platform, purchase)));
  expect(rows.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  const [count] = await platform.runtime.db.query<{ today: number; year: number }>(
    `select a.lists_today as today, a.lists_year as year
       from single_window.allowance a
       join single_window.declaration d on d.buyer_key = a.buyer_key
      where d.declaration_id = $1::uuid`,
    [rows[0]?.declarationId ?? ''],
  );
  expect(count).toEqual({ today: 8, year: 8 });
});
