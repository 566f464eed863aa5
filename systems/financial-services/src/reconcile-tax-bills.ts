import { formatMoney } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf } from '@pilotzone/kernel/time';
import type { TaxBillQuery, TaxBillReport } from './contract.ts';
import type { Taxes } from './model/ledger.ts';
import { differenceOf, NO_TAXES, sumTotals } from './model/tax-bill.ts';
import type { BillDifference } from './model/tax-bill.ts';
import { dayIn } from './record-tax-payment.ts';
import { selectBilledLists } from './store/tax-bills.ts';

const LISTS_MAX = 100_000;
const DIFFERENCES_MAX = 1_000;
const DAYS = 31;

/**
 * Holds customs' tax bills against the books, list by list and tax by tax, for lists released from
 * day to day (at first the last month), and names every difference. Throws FINANCE_PERIOD_INVALID.
 */
export async function reconcileTaxBills(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'db'>,
  query: TaxBillQuery,
): Promise<TaxBillReport> {
  const today = dayOf(needs.clock.now());
  const until = query.until === undefined ? today : dayIn(query.until);
  const from = query.from === undefined ? addDays(until, -DAYS) : dayIn(query.from);
  const lists = await selectBilledLists(needs.db, needs.zoneCode, {
    releasedFrom: from,
    releasedUntil: until,
    guarantorCode: query.guarantorCode,
    limit: LISTS_MAX + 1,
  });
  const compared = lists.slice(0, LISTS_MAX);
  const differences = compared.flatMap((list) => differenceOf(list) ?? []);
  return {
    ...{ from, until, lists: compared.length },
    billed: formatMoney(sumTotals(compared.map(({ billed }) => billed ?? NO_TAXES))),
    booked: formatMoney(sumTotals(compared.map(({ booked }) => booked ?? NO_TAXES))),
    currency: 'CNY',
    balanced: differences.length === 0,
    differences: differences.slice(0, DIFFERENCES_MAX).map(viewOf),
    more: lists.length > LISTS_MAX || differences.length > DIFFERENCES_MAX,
  };
}

function viewOf({ billed, booked, taxNos, ...difference }: BillDifference) {
  return { ...difference, taxNos: [...taxNos], billed: textOf(billed), booked: textOf(booked) };
}

function textOf({ tariff, consumptionTax, valueAddedTax }: Taxes) {
  return {
    tariff: formatMoney(tariff),
    consumptionTax: formatMoney(consumptionTax),
    valueAddedTax: formatMoney(valueAddedTax),
  };
}
