import { addMoney, type Money } from '@pilotzone/kernel/money';
import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import type { Taxes } from './ledger.ts';

/**
 * Days after release within which the agent pays (代收代缴): until day 30 the list may still be
 * returned or cancelled, from day 31 to day 45 the tax is paid. The day of release is day 0.
 * Source: 海关总署公告2018年第194号 §14, retold in docs/flows/tax-guarantee.md.
 */
export const PAYABLE_FROM_DAY = 31;
export const PAYABLE_UNTIL_DAY = 45;

/** Days between which the tax of lists released on `releasedOn` is to be paid, both included. */
export function payablePeriod(releasedOn: PlainDate): { from: PlainDate; until: PlainDate } {
  return {
    from: addDays(releasedOn, PAYABLE_FROM_DAY),
    until: addDays(releasedOn, PAYABLE_UNTIL_DAY),
  };
}

/** Tax of one released list that its agent owes. */
export type TaxDue = Taxes & {
  readonly guarantorCode: string;
  readonly releasedOn: PlainDate;
  readonly declarationId: string;
  /** Sequence of the guarantee entry that reserved it. */
  readonly sequence: number;
  /** What the guarantee covers: all or nothing. */
  readonly guaranteed: Money;
};

/** The sum of three taxes. */
export function totalTax(taxes: Taxes): Money {
  return addMoney(addMoney(taxes.tariff, taxes.consumptionTax), taxes.valueAddedTax);
}

/** Where a day of release stands: `settled` when nothing of it is open. */
export type DueStatus = 'upcoming' | 'payable' | 'overdue' | 'settled';

/** Status on day `on` of what was released on `releasedOn`. */
export function dueStatus(releasedOn: PlainDate, openCount: number, on: PlainDate): DueStatus {
  if (openCount === 0) return 'settled';
  const { from, until } = payablePeriod(releasedOn);
  if (on < from) return 'upcoming';
  return on <= until ? 'payable' : 'overdue';
}
