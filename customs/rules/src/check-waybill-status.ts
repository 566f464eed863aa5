import type { WaybillStatusDocument } from '@pilotzone/ceb/message';
import { isCustomsTime } from './calendar.ts';
import { waybillStatusRules as rules } from './catalogue/waybill.ts';
import { checkSubmission, checkTexts } from './field-checks.ts';
import { add, startReport } from './report.ts';
import type { RuleFinding } from './rule.ts';

/**
 * Everything about a waybill status (513) that needs no database; empty when nothing is to be said.
 */
export function checkWaybillStatus(status: WaybillStatusDocument): RuleFinding[] {
  const { head } = status;
  const report = startReport('LogisticsStatus');
  checkSubmission(report, rules, head);
  if (head.logisticsStatus !== 'S') {
    add(report, rules.status, ['logisticsStatus', head.logisticsStatus]);
  }
  if (!isCustomsTime(head.logisticsTime)) {
    add(report, rules.time, ['logisticsTime', head.logisticsTime]);
  }
  checkTexts(report, head, ['logisticsName']);
  return report.findings;
}
