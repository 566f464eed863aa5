import type { WaybillDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { waybillRules as rules } from './catalogue/waybill.ts';
import { checkCurrency, checkSubmission, checkTexts } from './field-checks.ts';
import { add, startReport } from './report.ts';
import type { RuleFinding } from './rule.ts';

const TEXTS = ['logisticsName', 'consignee', 'consigneeAddress', 'consigneeTelephone'] as const;

/** Everything about a waybill (511) that needs no database; empty when nothing is to be said. */
export function checkWaybill(waybill: WaybillDocument): RuleFinding[] {
  const { head } = waybill;
  const report = startReport('LogisticsHead');
  checkSubmission(report, rules, head);
  for (const field of ['freight', 'insuredFee'] as const) {
    const amount = head[field] ?? 0n;
    if (amount < 0n) add(report, rules.notNegative, [field, formatUnits(amount)]);
  }
  checkCurrency(report, rules.currency, head.currency);
  if (head.weight <= 0n) add(report, rules.positive, ['weight', formatUnits(head.weight)]);
  if (head.packNo !== 1) add(report, rules.packNo, ['packNo', String(head.packNo)]);
  checkTexts(report, head, TEXTS);
  return report.findings;
}
