import type { DocumentByType, ListDocument } from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { isCustomsTime } from './calendar.ts';
import { cancellationRules, returnRules } from './catalogue/withdrawal.ts';
import { maskName, maskNumber } from './mask.ts';
import { add, startReport } from './report.ts';
import type { Report } from './report.ts';
import { returnDeadlines, returnTermsOn } from './return-terms.ts';
import type { Rule, RuleFinding } from './rule.ts';

export type CancellationDocument = DocumentByType['CEB623Message'];
export type ReturnDocument = DocumentByType['CEB625Message'];

/** The list that a request names, as it stands. */
export type StandingList = {
  readonly list: ListDocument;
  /** As customs issued it; `null` before. */
  readonly invtNo: string | null;
  /** In words, for the finding. */
  readonly status: string;
  /** Customs has it and has not decided. */
  readonly isPending: boolean;
  /** `null` when it is not released, or nothing of it is any more. */
  readonly releasedOn: PlainDate | null;
  /** What other returns of it have taken, by gnum, in 1/100 000 of the line's unit. */
  readonly taken: ReadonlyMap<number, bigint>;
};

/** What is wrong with a request to cancel a list (623); empty when nothing is. */
export function judgeCancellation(
  { head }: CancellationDocument,
  standing: StandingList | undefined,
): RuleFinding[] {
  const report = startReport('InvtCancel');
  const { field, reason } = cancellationRules;
  if (head.appType !== '1') add(report, field, ['appType', head.appType, '1']);
  checkHead(report, field, head);
  if (isBlank(head.reason)) add(report, reason, ['reason', head.reason]);
  if (!standing || standing.invtNo !== head.invtNo) {
    add(report, cancellationRules.unknown, ['invtNo', head.invtNo, head.orderNo]);
    return report.findings;
  }
  if (!standing.isPending) {
    add(report, cancellationRules.status, ['invtNo', head.invtNo, standing.status]);
  }
  compareHeads(report, field, [head, standing.list.head]);
  return report.findings;
}

/** What is wrong with a return application (625) on a day; empty when nothing is. */
export function judgeReturn(
  { head, lines }: ReturnDocument,
  standing: StandingList | undefined,
  on: PlainDate,
): RuleFinding[] {
  const report = startReport('InvtRefundHead');
  const { field } = returnRules;
  checkHead(report, field, head);
  if (isBlank(head.reason)) add(report, field, ['reason', head.reason, '退货原因']);
  if (!standing || standing.invtNo !== head.invtNo) {
    add(report, returnRules.unknown, ['invtNo', head.invtNo, head.orderNo]);
    return report.findings;
  }
  checkRelease(report, standing, { invtNo: head.invtNo, on });
  compareHeads(report, field, [head, standing.list.head]);
  checkLines(report, lines, { standing, copNo: head.copNo ?? '' });
  return report.findings;
}

type Head = CancellationDocument['head'] | ReturnDocument['head'];

function checkHead(report: Report, field: Rule, head: Head): void {
  if (!['1', '2', '3'].includes(head.appType)) add(report, field, ['appType', head.appType, '1']);
  if (!['1', '2'].includes(head.appStatus)) add(report, field, ['appStatus', head.appStatus, '2']);
  if (!isCustomsTime(head.appTime)) {
    add(report, field, ['appTime', head.appTime, 'YYYYMMDDhhmmss']);
  }
  if (head.buyerIdType !== '1') add(report, field, ['buyerIdType', head.buyerIdType, '1']);
}

/** The request must be about the list's own parties, place and buyer. */
function compareHeads(
  report: Report,
  field: Rule,
  [head, list]: readonly [Head, ListDocument['head']],
): void {
  for (const name of ['customsCode', 'ebcCode', 'logisticsCode', 'logisticsNo'] as const) {
    if (head[name] !== list[name]) add(report, field, [name, head[name], list[name]]);
  }
  // The merchant may apply itself, whoever declared the list.
  if (head.agentCode !== list.agentCode && head.agentCode !== list.ebcCode) {
    add(report, field, ['agentCode', head.agentCode, list.agentCode]);
  }
  if (head.buyerIdNumber !== list.buyerIdNumber) {
    const values = [maskNumber(head.buyerIdNumber), maskNumber(list.buyerIdNumber)] as const;
    add(report, field, ['buyerIdNumber', ...values]);
  }
  if (head.buyerName !== list.buyerName) {
    add(report, field, ['buyerName', maskName(head.buyerName), maskName(list.buyerName)]);
  }
}

function checkRelease(
  report: Report,
  { releasedOn, status }: StandingList,
  { invtNo, on }: { invtNo: string; on: PlainDate },
): void {
  if (releasedOn === null) {
    add(report, returnRules.status, ['invtNo', invtNo, status]);
    return;
  }
  const { apply } = returnDeadlines(releasedOn, returnTermsOn(on));
  if (on > apply) add(report, returnRules.late, ['invtNo', invtNo, releasedOn, apply]);
}

function checkLines(
  report: Report,
  lines: ReturnDocument['lines'],
  { standing, copNo }: { standing: StandingList; copNo: string },
): void {
  const seen = new Set<number>();
  lines.forEach((line, index) => {
    report.place = `InvtRefundList[${index}]`;
    const gnum = String(line.gnum);
    if (seen.has(line.gnum)) add(report, returnRules.repeatedLine, ['gnum', gnum]);
    seen.add(line.gnum);
    const listed = standing.list.lines.find((one) => one.gnum === line.gnum);
    if (listed?.gcode !== line.gcode) {
      add(report, returnRules.line, ['gnum', copNo, gnum, line.gcode]);
      return;
    }
    if (line.gname !== listed.gname) {
      add(report, returnRules.field, ['gname', line.gname, listed.gname]);
    }
    if (line.unit !== listed.unit) add(report, returnRules.field, ['unit', line.unit, listed.unit]);
    const left = listed.qty - (standing.taken.get(line.gnum) ?? 0n);
    if (line.qty <= 0n) add(report, returnRules.field, ['qty', formatUnits(line.qty), '> 0']);
    else if (line.qty > left) {
      const values = [gnum, formatUnits(line.qty), formatUnits(left)] as const;
      add(report, returnRules.quantity, ['qty', ...values]);
    }
  });
}

function isBlank(text: string): boolean {
  return ['', '空', '无', '/'].includes(text.trim());
}
