import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { addMoney, subtractMoney, ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { statusOf } from './model/guarantee.ts';
import { guaranteeMovedSet, taxPaidSet, type Taxes } from './model/ledger.ts';
import { payablePeriod, totalTax } from './model/tax-due.ts';
import { lockGuarantees, updateGuarantees } from './store/guarantees.ts';
import { appendPostings } from './store/ledger.ts';
import { insertTaxPayment, selectTaxDays, selectTaxPayment, settleDues } from './store/tax-dues.ts';
import type { TaxPayment } from './store/tax-dues.ts';

/**
 * An agent's payment of what lists released on `releasedFrom` to `releasedUntil`, both included,
 * owe.
 */
export type TaxPaymentOrder = {
  readonly guarantorCode: string;
  readonly releasedFrom: PlainDate;
  readonly releasedUntil: PlainDate;
  readonly amount: Money;
  readonly paidOn: PlainDate;
  readonly reference: string;
  readonly recordedBy: string;
};

/** What became of a payment. Only `paid` changed anything. */
export type TaxPaymentResult =
  | { readonly kind: 'paid'; readonly payment: TaxPayment }
  | { readonly kind: 'repeated'; readonly payment: TaxPayment }
  | { readonly kind: 'reference-used'; readonly payment: TaxPayment }
  | { readonly kind: 'not-payable'; readonly payableFrom: PlainDate }
  | { readonly kind: 'amount-differs'; readonly open: Money; readonly declarations: number };

// A period for payment is 15 days long; nobody settles more than a year at once.
const DAYS_MAX = 400;

/**
 * Settles tax from day 31 after release on and frees the guarantee. The amount must equal what is
 * open for these days: a difference is for people to clear up, not for a program. The same
 * reference again changes nothing.
 */
export async function payDueTaxes(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'ids'>,
  tx: Tx,
  order: TaxPaymentOrder,
): Promise<TaxPaymentResult> {
  const { zoneCode } = needs;
  const { guarantorCode, releasedUntil, paidOn } = order;
  await lockGuarantees(tx, zoneCode, [guarantorCode]);
  const known = await selectTaxPayment(tx, zoneCode, order);
  if (known) return knownResult(known, order);
  const payableFrom = payablePeriod(releasedUntil).from;
  if (paidOn < payableFrom) return { kind: 'not-payable', payableFrom };
  const days = await selectTaxDays(tx, zoneCode, { ...order, limit: DAYS_MAX, lock: true });
  const open = sumTaxes(days);
  const declarations = days.reduce((sum, day) => sum + day.openCount, 0);
  if (totalTax(open).units !== order.amount.units || declarations === 0) {
    return { kind: 'amount-differs', open: totalTax(open), declarations };
  }
  const payment = { ...order, taxPaymentId: needs.ids.newId(), declarations };
  const at = { zoneCode, now: needs.clock.now() };
  if (!(await insertTaxPayment(tx, payment, at))) {
    const first = await selectTaxPayment(tx, zoneCode, order);
    assert(first, 'a payment whose reference is taken is on file');
    return knownResult(first, order);
  }
  await settle(tx, { payment, open, at });
  return { kind: 'paid', payment };
}

function knownResult(known: TaxPayment, order: TaxPaymentOrder): TaxPaymentResult {
  const isSame =
    known.amount.units === order.amount.units &&
    known.releasedFrom === order.releasedFrom &&
    known.releasedUntil === order.releasedUntil;
  return { kind: isSame ? 'repeated' : 'reference-used', payment: known };
}

/** The three taxes of several days or dues, each added up. */
export function sumTaxes(days: readonly Taxes[]): Taxes {
  return days.reduce<Taxes>(
    (sum, day) => ({
      tariff: addMoney(sum.tariff, day.tariff),
      consumptionTax: addMoney(sum.consumptionTax, day.consumptionTax),
      valueAddedTax: addMoney(sum.valueAddedTax, day.valueAddedTax),
    }),
    { tariff: ZERO_CNY, consumptionTax: ZERO_CNY, valueAddedTax: ZERO_CNY },
  );
}

async function settle(
  tx: Tx,
  settling: { payment: TaxPayment; open: Taxes; at: { zoneCode: string; now: Instant } },
): Promise<void> {
  const { payment, open, at } = settling;
  const { count, guaranteed } = await settleDues(tx, payment, at);
  assert(
    count === payment.declarations,
    `settled ${count} dues where ${payment.declarations} are open`,
  );
  await bookTaxPayment(tx, { payment, open, guaranteed, at });
}

/** Frees the guarantee of settled dues and books their payment. */
export async function bookTaxPayment(
  tx: Tx,
  booked: {
    payment: TaxPayment;
    open: Taxes;
    guaranteed: Money;
    at: { zoneCode: string; now: Instant };
  },
): Promise<void> {
  const { payment, open, guaranteed, at } = booked;
  const { guarantorCode, taxPaymentId: postingSetId, paidOn: day } = payment;
  await freeGuarantee(tx, { guarantorCode, guaranteed, at });
  const paid = { postingSetId, setNo: 1, referenceKind: 'tax-paid', day } as const;
  const freed = { postingSetId, setNo: 2, referenceKind: 'guarantee-freed', day } as const;
  const back = new Map([[guarantorCode, subtractMoney(ZERO_CNY, guaranteed)]]);
  const sets = [taxPaidSet(paid, guarantorCode, open), guaranteeMovedSet(freed, back)];
  await appendPostings(
    tx,
    sets.filter((set) => set.legs.length > 1),
    at,
  );
}

async function freeGuarantee(
  tx: Tx,
  freeing: {
    guarantorCode: string;
    guaranteed: Money;
    at: { zoneCode: string; now: Instant };
  },
): Promise<void> {
  const { guarantorCode, guaranteed, at } = freeing;
  const [before] = await lockGuarantees(tx, at.zoneCode, [guarantorCode]);
  if (!before || guaranteed.units === 0n) return;
  const after = { ...before, reserved: subtractMoney(before.reserved, guaranteed) };
  await updateGuarantees(tx, [{ ...after, status: statusOf(after, before, false) }], at);
}
