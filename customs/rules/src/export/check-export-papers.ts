import { formatUnits } from '@pilotzone/kernel/money';
import { exportPaperRules as rules } from '../catalogue/export.ts';
import { CURRENCIES } from '../codes/currencies.ts';
import { UNIT_CODES } from '../codes/units.ts';
import { checkSubmission } from '../field-checks.ts';
import { checkLineNumbers, checkLineTotal } from '../line-checks.ts';
import { add, startReport } from '../report.ts';
import type { RuleFinding } from '../rule.ts';
import type { ExportOrder, ExportWaybill } from './documents.ts';

const ORDER_TYPES: ReadonlySet<string> = new Set(['E', 'B', 'W']);

/** What is wrong with an export order (303) by itself. */
export function checkExportOrder({ head, lines }: ExportOrder): RuleFinding[] {
  const report = startReport('OrderHead');
  checkSubmission(report, rules, head);
  if (!ORDER_TYPES.has(head.orderType)) add(report, rules.orderType, ['orderType', head.orderType]);
  if (!CURRENCIES.has(head.currency)) add(report, rules.orderCurrency, ['currency', head.currency]);
  checkLineNumbers(report, rules, { entity: 'OrderList', lines });
  lines.forEach((line, index) => {
    report.place = `OrderList[${index}]`;
    if (!UNIT_CODES.has(line.unit)) add(report, rules.unit, ['unit', line.unit]);
    for (const field of ['qty', 'price', 'totalPrice'] as const) {
      if (line[field] <= 0n) add(report, rules.positive, [field, formatUnits(line[field])]);
    }
    checkLineTotal(report, rules.lineTotal, line);
  });
  return report.findings;
}

/** What is wrong with an export waybill (505) by itself. */
export function checkExportWaybill({ head }: ExportWaybill): RuleFinding[] {
  const report = startReport('Logistics');
  if (head.grossWeight <= 0n)
    add(report, rules.weight, ['grossWeight', formatUnits(head.grossWeight)]);
  return report.findings;
}
