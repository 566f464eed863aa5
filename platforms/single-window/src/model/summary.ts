import { cny, formatMoney } from '@pilotzone/kernel/money';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { Finding } from '@pilotzone/kernel/finding';
import { catalogued } from './findings.ts';
import type { DeclarationRow, TaxAmounts } from './declaration.ts';
import { outcomeOf } from './lifecycle.ts';

/** The taxes of a list as the outer contract writes them; `null` when none could be assessed. */
export function taxText(amounts: TaxAmounts | null) {
  if (!amounts) return null;
  const text = (units: bigint) => formatMoney(cny(units));
  return {
    dutiablePrice: text(amounts.dutiablePrice),
    tariff: text(amounts.tariff),
    consumptionTax: text(amounts.consumptionTax),
    valueAddedTax: text(amounts.valueAddedTax),
    total: text(amounts.tax),
  };
}

/** One declaration in a list of declarations: the shape of a `clear` result, with id and times. */
export function toSummary(row: DeclarationRow) {
  return {
    declarationId: row.declarationId,
    ebpCode: row.ebpCode,
    ebcCode: row.ebcCode,
    agentCode: row.agentCode,
    logisticsCode: row.logisticsCode,
    logisticsNo: row.logisticsNo,
    orderNo: row.orderNo,
    copNo: row.copNo,
    preNo: row.preNo,
    invtNo: row.invtNo,
    tradeMode: row.tradeMode,
    status: row.status,
    outcome: outcomeOf(row.status),
    returnStatus: row.returnStatus,
    tax: taxText(row.amounts),
    lane: row.lane,
    reasons: reasonsOf(row),
    attempt: row.attempt,
    appTime: row.appTime,
    filedAt: formatInstant(row.filedAt as Instant),
    decidedAt: row.decidedAt === null ? null : formatInstant(row.decidedAt as Instant),
    releasedOn: row.releasedOn,
  };
}

/**
 * Why the list is not released; empty on a released one. A list at customs without an answer says
 * so.
 */
export function reasonsOf(row: DeclarationRow): readonly Finding[] {
  if (row.status === 'released') return [];
  if (row.reasons && row.reasons.length > 0) return row.reasons;
  if (row.status === 'sent') return [catalogued('PZ-AT-CUSTOMS', [])];
  if (row.status === 'filed') return [catalogued('PZ-NOT-JUDGED', [])];
  if (row.status === 'customs-held')
    return [catalogued('PZ-CUSTOMS-HOLD', [row.returnStatus ?? ''])];
  return [];
}
