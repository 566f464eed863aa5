import type { DocumentByType } from '@pilotzone/ceb/message';
import { cny, ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import { totalTax } from './tax-due.ts';
import type { Taxes } from './ledger.ts';

/** A message about a tax bill: the bill itself (816), or its state alone (818). */
export type TaxBillMessage = {
  readonly taxNo: string;
  readonly invtNo: string;
  readonly status: string;
  readonly entDutyNo: string;
  readonly guarantorCode: string;
  readonly returnTime: string;
  readonly exchangeId: string;
  /** Absent in a message that tells the state only. */
  readonly taxes: Taxes | undefined;
  readonly lines: readonly TaxBillLine[];
};

export type TaxBillLine = Taxes & {
  readonly taxNo: string;
  readonly gnum: number;
  readonly gcode: string;
  readonly taxPrice: Money;
};

type TaxFields = {
  readonly customsTax: bigint;
  readonly consumptionTax: bigint;
  readonly valueAddedTax: bigint;
};

/** The message that a CEB816 document is. */
export function billOf(
  { head, lines }: DocumentByType['CEB816Message'],
  exchangeId: string,
): TaxBillMessage {
  const { taxNo, invtNo, status, returnTime } = head;
  return {
    ...{ taxNo, invtNo, status, returnTime, exchangeId },
    entDutyNo: head.entDutyNo ?? '',
    guarantorCode: head.assureCode ?? '',
    taxes: taxesOf(head),
    lines: lines.map((line) => ({
      ...{ taxNo, gnum: line.gnum, gcode: line.gcode, taxPrice: cny(line.taxPrice) },
      ...taxesOf(line),
    })),
  };
}

/** The message that a CEB818 document is. */
export function billStateOf(
  { head }: DocumentByType['CEB818Message'],
  exchangeId: string,
): TaxBillMessage {
  const { taxNo, invtNo, status, returnTime } = head;
  return {
    ...{ taxNo, invtNo, status, returnTime, exchangeId, taxes: undefined, lines: [] },
    entDutyNo: head.entDutyNo ?? '',
    guarantorCode: head.assureCode ?? '',
  };
}

function taxesOf({ customsTax, consumptionTax, valueAddedTax }: TaxFields): Taxes {
  return {
    tariff: cny(customsTax),
    consumptionTax: cny(consumptionTax),
    valueAddedTax: cny(valueAddedTax),
  };
}

/** What stands on both sides for one list: valid bills of customs, and the books. */
export type BilledList = {
  readonly invtNo: string;
  readonly guarantorCode: string;
  readonly taxNos: readonly string[];
  /** Sum of its bills that are not void; `undefined` when there is none. */
  readonly billed: Taxes | undefined;
  /** What the books say is due or paid for it; `undefined` when they do not know the list. */
  readonly booked: Taxes | undefined;
};

export type BillDifference = {
  readonly kind: 'bill-missing' | 'list-unknown' | 'amount-differs';
  readonly invtNo: string;
  readonly guarantorCode: string;
  readonly taxNos: readonly string[];
  readonly billed: Taxes;
  readonly booked: Taxes;
};

export const NO_TAXES: Taxes = {
  tariff: ZERO_CNY,
  consumptionTax: ZERO_CNY,
  valueAddedTax: ZERO_CNY,
};

/** How the bills and the books of one list differ, tax by tax; `undefined` when they agree. */
export function differenceOf(list: BilledList): BillDifference | undefined {
  const { invtNo, guarantorCode, taxNos } = list;
  const [billed, booked] = [list.billed ?? NO_TAXES, list.booked ?? NO_TAXES];
  if (isEqual(billed, booked)) return undefined;
  const about = { invtNo, guarantorCode, taxNos, billed, booked };
  if (!list.booked) return { kind: 'list-unknown', ...about };
  return { kind: list.billed ? 'amount-differs' : 'bill-missing', ...about };
}

function isEqual(a: Taxes, b: Taxes): boolean {
  return (
    a.tariff.units === b.tariff.units &&
    a.consumptionTax.units === b.consumptionTax.units &&
    a.valueAddedTax.units === b.valueAddedTax.units
  );
}

/** The three taxes of several lists together. */
export function sumTotals(taxes: readonly Taxes[]): Money {
  return cny(taxes.reduce((sum, one) => sum + totalTax(one).units, 0n));
}
