import { formatMoney } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf, type PlainDate } from '@pilotzone/kernel/time';
import type { TaxDueCalendar, TaxDueQuery, TaxDueView } from './contract.ts';
import { dueStatus, payablePeriod, PAYABLE_UNTIL_DAY, totalTax } from './model/tax-due.ts';
import { dayIn } from './record-tax-payment.ts';
import { selectTaxDays, type TaxDay } from './store/tax-dues.ts';

// Some 45 days of 200 guarantors; beyond it `more` says that days were left out.
const ROWS_MAX = 10_000;

/**
 * The calendar (缴税日历): what each guarantor has to pay by the days `from` to `until`, which are last
 * days to pay (day 45). Default: today and the 45 days after. What is overdue lies before today and
 * is listed by asking for it.
 * With an owner only its own. Throws FINANCE_PERIOD_INVALID.
 */
export async function listDues(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'db'>,
  query: TaxDueQuery,
  owner?: string,
): Promise<TaxDueCalendar> {
  const today = dayOf(needs.clock.now());
  const { guarantorCode = owner } = query;
  if (owner !== undefined && guarantorCode !== owner)
    return { asOf: today, items: [], more: false };
  const from = query.from === undefined ? today : dayIn(query.from);
  const until = query.until === undefined ? addDays(from, PAYABLE_UNTIL_DAY) : dayIn(query.until);
  const days = await selectTaxDays(needs.db, needs.zoneCode, {
    guarantorCode,
    releasedFrom: addDays(from, -PAYABLE_UNTIL_DAY),
    releasedUntil: addDays(until, -PAYABLE_UNTIL_DAY),
    limit: ROWS_MAX + 1,
  });
  const items = days.slice(0, ROWS_MAX).map((day) => dueView(day, today));
  return { asOf: today, items, more: days.length > ROWS_MAX };
}

function dueView(day: TaxDay, today: PlainDate): TaxDueView {
  const { from, until } = payablePeriod(day.releasedOn);
  return {
    guarantorCode: day.guarantorCode,
    releasedOn: day.releasedOn,
    payableFrom: from,
    payableUntil: until,
    status: dueStatus(day.releasedOn, day.openCount, today),
    declarations: day.openCount,
    tariff: formatMoney(day.tariff),
    consumptionTax: formatMoney(day.consumptionTax),
    valueAddedTax: formatMoney(day.valueAddedTax),
    total: formatMoney(totalTax(day)),
    paidDeclarations: day.paidCount,
    paidTotal: formatMoney(day.paidTotal),
    currency: 'CNY',
  };
}
