import type { Purchase } from '@pilotzone/generator/purchase';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, file, purchasesOf, receive, resultOf } from './testing-purchases.ts';
import { askCancellation, askReturn } from './testing-withdrawals.ts';

let now = endOfDay(TEST_DAY);
const clock = { now: () => now };
let the: TestPlatform;
const { draw } = purchasesOf(816);

beforeAll(async () => {
  the = await openTestPlatform({ taxBills: {} }, clock);
});
afterAll(() => the.close());

/** Customs bills what it has not billed; applied here when this returns. */
async function bill(platform: Platform = the.platform): Promise<number> {
  const told = await platform.simulator.issueTaxBills();
  await settle(platform);
  return told;
}

async function ask(request: Awaited<ReturnType<typeof askReturn | typeof askCancellation>>) {
  const results = await file(the.platform, [request]);
  await settle(the.platform);
  return results[0]?.kind;
}

const reconcile = (platform: Platform = the.platform) =>
  platform.finance.http.reconcileTaxBills({ from: TEST_DAY, until: TEST_DAY });

/** What the ledger says is owed to customs: the three tax accounts, credit positive. */
async function owed(platform: Platform = the.platform): Promise<string> {
  const { accounts } = await platform.finance.http.getTrialBalance();
  const units = accounts
    .filter(({ accountCode }) => accountCode.startsWith('2221'))
    .reduce((sum, one) => sum + (parseUnits(one.credit) ?? 0n) - (parseUnits(one.debit) ?? 0n), 0n);
  return formatUnits(units);
}

async function expectAgreement(platform: Platform = the.platform) {
  const report = await reconcile(platform);
  expect(report.differences).toEqual([]);
  expect(report.billed).toBe(report.booked);
  expect(parseUnits(report.billed)).toBe(parseUnits(await owed(platform)));
  expect(await platform.finance.checkLedger(platform.runtime.db)).toEqual({ kind: 'balanced' });
  return report;
}

const billsOf = async (purchase: Purchase, platform: Platform = the.platform) => {
  const { invtNo } = await resultOf(platform, purchase);
  return platform.runtime.db.query<{ tax_no: string; status: string; total: string }>(
    `select tax_no, status, tariff + consumption_tax + value_added_tax as total
       from financial_services.tax_bill where invt_no = $1 order by tax_no`,
    [invtNo],
  );
};

test('customs bills each released list once, to the cent of the ledger', async () => {
  const purchases = [draw({ tradeMode: '1210' }), draw({ tradeMode: '9610' }), draw(), draw()];
  await clearAll(the.platform, purchases);
  expect((await reconcile()).differences.map(({ kind }) => kind)).toEqual(
    purchases.map(() => 'bill-missing'),
  );
  expect(await bill()).toBe(4);
  expect(await bill()).toBe(0);
  const report = await expectAgreement();
  expect(report).toMatchObject({ lists: 4, balanced: true });
  for (const purchase of purchases) {
    const { amounts } = await resultOf(the.platform, purchase);
    const [only, ...more] = await billsOf(purchase);
    expect(more).toEqual([]);
    expect([only?.status, parseUnits(only?.total ?? '')]).toEqual(['1', amounts?.tax]);
  }
});

test('a list that comes back in parts is billed anew, at last not at all', async () => {
  const purchase = draw({ goods: 'big' });
  await clearAll(the.platform, [purchase]);
  await bill();
  const left = new Map(purchase.list.lines.map(({ gnum, qty }) => [gnum, qty]));
  for (const share of [33n, 51n, 77n]) {
    const lines = new Map([...left].map(([gnum, qty]) => [gnum, (qty * share) / 100n] as const));
    expect(await ask(await askReturn(the.platform, purchase, { lines }))).toBe('accepted');
    for (const [gnum, qty] of lines) left.set(gnum, (left.get(gnum) ?? 0n) - qty);
    // Until customs tells, the difference is named; void and new come together.
    expect((await reconcile()).differences.map(({ kind }) => kind)).toEqual(['amount-differs']);
    expect(await bill()).toBe(2);
    await expectAgreement();
  }
  expect(await ask(await askReturn(the.platform, purchase, { lines: left }))).toBe('accepted');
  expect(await bill()).toBe(1);
  await expectAgreement();
  expect((await billsOf(purchase)).map(({ status }) => status)).toEqual(['3', '3', '3', '3']);
});

test('a list that comes back before its bill was sent is never billed', async () => {
  const purchase = draw();
  await clearAll(the.platform, [purchase]);
  await ask(await askReturn(the.platform, purchase));
  await bill();
  expect(await billsOf(purchase)).toEqual([]);
  await expectAgreement();
});

test('a list that is cancelled while customs holds it is not billed', async () => {
  const held = await openTestPlatform({ inspectShare: 1, taxBills: {} }, clock);
  const purchase = draw();
  await clearAll(held.platform, [purchase]);
  await file(held.platform, [await askCancellation(held.platform, purchase)]);
  await settle(held.platform);
  expect((await resultOf(held.platform, purchase)).status).toBe('cancelled');
  expect(await bill(held.platform)).toBe(0);
  expect(await expectAgreement(held.platform)).toMatchObject({ lists: 0 });
  await held.close();
});

test('a wrong bill is shown as a difference, tax by tax, and its book cannot be paid', async () => {
  const wrong = await openTestPlatform({ taxBills: { wrongShare: 1 } }, clock);
  const purchase = draw();
  await clearAll(wrong.platform, [purchase]);
  await bill(wrong.platform);
  const { differences, balanced } = await reconcile(wrong.platform);
  const { amounts, invtNo } = await resultOf(wrong.platform, purchase);
  expect(balanced).toBe(false);
  expect(differences).toMatchObject([{ kind: 'amount-differs', invtNo }]);
  const vat = (one: { valueAddedTax: string } | undefined) => parseUnits(one?.valueAddedTax ?? '');
  expect(vat(differences[0]?.booked)).toBe(amounts?.valueAddedTax);
  expect(vat(differences[0]?.billed)).toBe((amounts?.valueAddedTax ?? 0n) + 1_000n);
  now = endOfDay(addDays(TEST_DAY, 35));
  await bill(wrong.platform);
  const { items } = await wrong.platform.finance.http.listPaymentBooks({});
  const [book] = items;
  const paidOn = addDays(TEST_DAY, 35);
  const order = { entDutyNo: book?.entDutyNo ?? '', amount: book?.total ?? '', paidOn };
  await expect(wrong.platform.finance.http.payPaymentBook(order, 'test')).rejects.toThrow(
    /differ on 1 lists.*reconciliation/,
  );
  await wrong.close();
  now = endOfDay(TEST_DAY);
});

test('bills are collected from day 31 on, and a book is paid once, by its number', async () => {
  const { http } = the.platform.finance;
  now = endOfDay(addDays(TEST_DAY, 30));
  expect(await bill()).toBe(0);
  now = endOfDay(addDays(TEST_DAY, 31));
  const open = await reconcile();
  expect(await bill()).toBeGreaterThan(0);
  await expectAgreement();
  const { items } = await http.listPaymentBooks({});
  const sum = items.reduce((total, book) => total + (parseUnits(book.total) ?? 0n), 0n);
  expect(sum).toBe(parseUnits(open.booked));
  const paidOn = addDays(TEST_DAY, 31);
  for (const { entDutyNo, total: amount } of items) {
    const little = { entDutyNo, amount: '0.01', paidOn };
    await expect(http.payPaymentBook(little, 'test')).rejects.toThrow(/is \S+ CNY, not 0.01/);
    const early = { entDutyNo, amount, paidOn: addDays(TEST_DAY, 30) };
    await expect(http.payPaymentBook(early, 'test')).rejects.toThrow('payable from 2026-12-21');
    expect(await http.payPaymentBook({ entDutyNo, amount, paidOn }, 'test')).toMatchObject({
      ...{ reference: entDutyNo, repeated: false },
    });
    expect(await http.payPaymentBook({ entDutyNo, amount, paidOn }, 'test')).toMatchObject({
      repeated: true,
    });
  }
  expect((await http.listPaymentBooks({})).items.map((book) => book.paidOn)).toEqual(
    items.map(() => paidOn),
  );
  expect(await owed()).toBe('0');
  expect(await reconcile()).toMatchObject({ balanced: true, billed: open.booked });
  expect(await the.platform.finance.checkLedger(the.platform.runtime.db)).toEqual({
    kind: 'balanced',
  });
  const calendar = await http.listDues({
    from: addDays(TEST_DAY, 40),
    until: addDays(TEST_DAY, 50),
  });
  expect(calendar.items.map(({ status }) => status)).toEqual(items.map(() => 'settled'));
  await expect(
    http.payPaymentBook({ entDutyNo: 'NONE', amount: '1', paidOn }, 'test'),
  ).rejects.toThrow('no payment book NONE');
});

test('a list that comes back after its book was paid differs from its bill', async () => {
  // Customs' own late decision: a return abroad of a list whose book is paid.
  now = endOfDay(TEST_DAY);
  const purchase = draw();
  await clearAll(the.platform, [purchase]);
  await bill();
  now = endOfDay(addDays(TEST_DAY, 31));
  await bill();
  const { items } = await the.platform.finance.http.listPaymentBooks({});
  const [book] = items.filter(({ paidOn }) => paidOn === null);
  const paidOn = addDays(TEST_DAY, 31);
  const order = { entDutyNo: book?.entDutyNo ?? '', amount: book?.total ?? '', paidOn };
  await the.platform.finance.http.payPaymentBook(order, 'test');
  const row = await resultOf(the.platform, purchase);
  await receive(the.platform, row, [{ returnStatus: '700', returnTime: '20261222000000000' }]);
  await settle(the.platform);
  const { differences } = await reconcile();
  expect(differences).toMatchObject([
    { kind: 'amount-differs', invtNo: row.invtNo, booked: { valueAddedTax: '0.00' } },
  ]);
  expect(await the.platform.finance.checkLedger(the.platform.runtime.db)).toEqual({
    kind: 'balanced',
  });
});
