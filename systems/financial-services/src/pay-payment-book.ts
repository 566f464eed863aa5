import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http';
import { formatMoney, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, type PlainDate } from '@pilotzone/kernel/time';
import { amountOf } from './change-guarantee.ts';
import { PAYMENT_BOOK_DIFFERS, PAYMENT_BOOK_NOT_FOUND, PERIOD_INVALID } from './contract.ts';
import { TAX_AMOUNT_DIFFERS, TAX_NOT_PAYABLE } from './contract.ts';
import type { PaymentBookPage, TaxPaymentView } from './contract.ts';
import { differenceOf, sumTotals } from './model/tax-bill.ts';
import { payablePeriod } from './model/tax-due.ts';
import type { PaymentBookPayment, PaymentBookQuery } from './payment-book-body.ts';
import { bookTaxPayment, sumTaxes } from './pay-due-taxes.ts';
import { dayIn, paymentView } from './record-tax-payment.ts';
import { lockGuarantees } from './store/guarantees.ts';
import { lockOpenDues, selectBookLists, selectPaymentBooks } from './store/payment-books.ts';
import { settleOpenDues, type BookedList, type OpenDue } from './store/payment-books.ts';
import { insertTaxPayment, selectTaxDays, selectTaxPayment } from './store/tax-dues.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'ids' | 'db'>;

const PAGE_DEFAULT = 100;

/** Payment books of customs with what they sum to, and the day on which each was paid. */
export async function listPaymentBooks(
  needs: Pick<Needs, 'zoneCode' | 'db'>,
  { cursor, limit = PAGE_DEFAULT, guarantorCode }: PaymentBookQuery,
): Promise<PaymentBookPage> {
  const after = cursor === undefined ? '' : (decodeCursor(cursor, 1)[0] ?? '');
  const filter = { guarantorCode, after, limit: limit + 1 };
  const books = await selectPaymentBooks(needs.db, needs.zoneCode, filter);
  const { items, next } = pageOf(books, limit, ({ entDutyNo }) => [entDutyNo]);
  const show = ({ total, ...book }: (typeof items)[number]) => {
    return { ...book, total: formatMoney(total), currency: 'CNY' as const };
  };
  return { items: items.map(show), next };
}

/**
 * Pays a payment book (缴款书): settles exactly the lists that its bills collect, when bills and
 * books agree on each of them and the amount is their sum. The same again changes nothing. Throws
 * FINANCE_PAYMENT_BOOK_NOT_FOUND, FINANCE_PAYMENT_BOOK_DIFFERS, FINANCE_TAX_AMOUNT_DIFFERS,
 * FINANCE_TAX_NOT_PAYABLE, FINANCE_PERIOD_INVALID.
 */
export async function payPaymentBook(
  needs: Needs,
  order: PaymentBookPayment & { readonly entDutyNo: string },
  recordedBy: string,
): Promise<TaxPaymentView> {
  const { entDutyNo } = order;
  const [paidOn, amount] = [dayIn(order.paidOn), amountOf(order.amount)];
  if (paidOn > dayOf(needs.clock.now()))
    throw new PilotError(PERIOD_INVALID, `${paidOn} is still to come; record a payment once made`);
  return needs.db.transaction(async (tx) => {
    const lists = await selectBookLists(tx, needs.zoneCode, entDutyNo);
    const guarantorCode = guarantorOf(entDutyNo, lists);
    await lockGuarantees(tx, needs.zoneCode, [guarantorCode]);
    const key = { guarantorCode, reference: entDutyNo };
    const known = await selectTaxPayment(tx, needs.zoneCode, key);
    if (known) return paymentView(known, true);
    const invtNos = lists.map(({ invtNo }) => invtNo);
    const dues = await lockOpenDues(tx, needs.zoneCode, { guarantorCode, invtNos });
    assertSame(entDutyNo, lists, dues);
    assertPayable({ entDutyNo, dues, amount, paidOn });
    const payment = await settle(needs, tx, { dues, ...key, amount, paidOn, recordedBy });
    return paymentView(payment, false);
  });
}

function guarantorOf(entDutyNo: string, lists: readonly BookedList[]): string {
  const [first] = lists;
  if (!first) {
    const text = `customs has told of no payment book ${entDutyNo}`;
    throw new PilotError(PAYMENT_BOOK_NOT_FOUND, `${text}; look at GET /api/v1/payment-books`);
  }
  const other = lists.find(({ guarantorCode }) => guarantorCode !== first.guarantorCode);
  if (!other) return first.guarantorCode;
  const both = [first, other].map((one) => `${one.guarantorCode} (${one.invtNo})`).join(' and ');
  throw new PilotError(
    PAYMENT_BOOK_DIFFERS,
    `payment book ${entDutyNo} names two guarantors, ${both}; have customs correct it (818)`,
  );
}

/** Customs and the books must agree on every list before anybody pays. */
function assertSame(
  entDutyNo: string,
  lists: readonly BookedList[],
  dues: readonly OpenDue[],
): void {
  const byList = new Map(dues.map((due) => [due.invtNo, due]));
  const differing = lists.filter((billed) => {
    const { invtNo, guarantorCode, taxNos } = billed;
    return differenceOf({ invtNo, guarantorCode, taxNos, billed, booked: byList.get(invtNo) });
  });
  const [first] = differing;
  if (!first) return;
  const due = byList.get(first.invtNo);
  const owed = due ? formatMoney(sumTotals([due])) : 'nothing';
  throw new PilotError(
    PAYMENT_BOOK_DIFFERS,
    `payment book ${entDutyNo} and the books differ on ${String(differing.length)} lists; of ` +
      `the first, ${first.invtNo}, customs bills ${formatMoney(sumTotals([first]))} and the ` +
      `books owe ${owed}; see GET /api/v1/tax-bills/reconciliation and clear it up with customs`,
  );
}

function assertPayable(the: {
  entDutyNo: string;
  dues: readonly OpenDue[];
  amount: Money;
  paidOn: PlainDate;
}): void {
  const { entDutyNo, dues, amount, paidOn } = the;
  const early = dues.find(({ releasedOn }) => paidOn < payablePeriod(releasedOn).from);
  if (early) {
    const { from } = payablePeriod(early.releasedOn);
    const text = `list ${early.invtNo} may still come back; payment book ${entDutyNo}`;
    throw new PilotError(TAX_NOT_PAYABLE, `${text} is payable from ${from} on`);
  }
  const total = sumTotals(dues);
  if (total.units === amount.units) return;
  const text = `payment book ${entDutyNo} is ${formatMoney(total)} CNY, not ${formatMoney(amount)}`;
  throw new PilotError(TAX_AMOUNT_DIFFERS, `${text}; pay that amount`);
}

type Settling = {
  readonly dues: readonly OpenDue[];
  readonly guarantorCode: string;
  readonly reference: string;
  readonly amount: Money;
  readonly paidOn: PlainDate;
  readonly recordedBy: string;
};

async function settle(needs: Needs, tx: Tx, { dues, ...order }: Settling) {
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const days = dues.map(({ releasedOn }) => releasedOn).sort();
  const [first = order.paidOn] = days;
  const range = { releasedFrom: first, releasedUntil: days.at(-1) ?? first };
  const payment = {
    ...{ ...order, ...range, taxPaymentId: needs.ids.newId(), declarations: dues.length },
  };
  const { guarantorCode } = order;
  await selectTaxDays(tx, at.zoneCode, { ...range, guarantorCode, limit: 10_000, lock: true });
  await insertTaxPayment(tx, payment, at);
  await settleOpenDues(tx, { payment, dues }, at);
  const guaranteed = sumGuaranteed(dues);
  await bookTaxPayment(tx, { payment, open: sumTaxes(dues), guaranteed, at });
  return payment;
}

function sumGuaranteed(dues: readonly OpenDue[]): Money {
  const units = dues.reduce((sum, { guaranteed }) => sum + guaranteed.units, 0n);
  return { units, currency: 'CNY' };
}
