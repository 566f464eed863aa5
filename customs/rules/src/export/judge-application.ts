import { formatUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { exportApplicationRules as rules } from '../catalogue/export.ts';
import { findingOf } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { addMonths, exportRulesOn } from './dated-rules.ts';
import type {
  ExportCancellation,
  ExportList,
  ExportReturn,
  SummaryApplication,
} from './documents.ts';

/** Where an export list stands, as far as applications about it ask. */
export type ListStanding = {
  readonly list: ExportList;
  readonly invtNo: string;
  readonly state: 'examined' | 'held' | 'released' | 'closed' | 'over';
  /** Day of release in China; "" before. */
  readonly releasedOn: string;
  /** Day on which the goods left (899); "" before. */
  readonly closedOn: string;
  /** Whether a summary declaration holds it already. */
  readonly isSummed: boolean;
  /** What came back of each line by gnum: quantity, first and second legal quantity. */
  readonly returned: ReadonlyMap<number, ReturnedQuantity>;
};

/** Quantities of a line that came back. */
export type ReturnedQuantity = {
  readonly qty: bigint;
  readonly qty1: bigint;
  readonly qty2: bigint;
};

/** Whether a list may be cancelled (605): known, of this declarant, and its goods have not left. */
export function judgeCancellation(
  { head }: ExportCancellation,
  standing: ListStanding | undefined,
): RuleFinding[] {
  const values = [head.invtNo, head.agentCode];
  if (standing?.list.head.agentCode !== head.agentCode)
    return [findingOf(rules.cancelUnknown, 'InvtCancel.invtNo', values)];
  if (standing.state !== 'closed' && standing.state !== 'over') return [];
  return [findingOf(rules.cancelState, 'InvtCancel.invtNo', [head.invtNo, standing.state])];
}

/** Until when goods released on a day may come back, and until when free of tax; "" for never. */
export function returnDeadlines(releasedOn: string, on: PlainDate) {
  const { returnMonths, taxFreeReturnMonths } = exportRulesOn(on);
  const until = (months: number) => (months === 0 ? '' : addMonths(releasedOn, months));
  return { returnUntil: until(returnMonths), taxFreeUntil: until(taxFreeReturnMonths) };
}

/**
 * Whether exported goods may come back (213): released, within a year, no more than was exported,
 * under the mode of returns. Sources: GACC 2020 no. 44; specification 202205, CEB213.
 */
export function judgeReturn(
  document: ExportReturn,
  standing: ListStanding | undefined,
  on: PlainDate,
): RuleFinding[] {
  const { head } = document;
  const place = 'InvtRefundHead.invtNo';
  if (standing?.list.head.ebcCode !== head.ebcCode)
    return [findingOf(rules.returnUnknown, place, [head.invtNo, head.ebcCode])];
  if (standing.state !== 'released' && standing.state !== 'closed')
    return [findingOf(rules.returnState, place, [head.invtNo, standing.state])];
  const { returnUntil } = returnDeadlines(standing.releasedOn, on);
  const isLate = on > returnUntil;
  const values = [head.invtNo, standing.releasedOn, returnUntil || '-'];
  return [
    ...(isLate ? [findingOf(rules.returnLate, place, values)] : []),
    ...judgeReturnHead(head, standing.list.head, on),
    ...judgeReturnLines(document, standing),
  ];
}

function judgeReturnHead(
  head: ExportReturn['head'],
  list: ExportList['head'],
  on: PlainDate,
): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const mode = list.tradeMode === '1210' ? '1261' : '9661';
  if (head.tradeMode !== mode) {
    const values = [head.tradeMode ?? '', mode, list.tradeMode];
    findings.push(findingOf(rules.returnMode, 'InvtRefundHead.tradeMode', values));
  }
  if (head.ieFlag !== 'I')
    findings.push(findingOf(rules.returnFlag, 'InvtRefundHead.ieFlag', [head.ieFlag]));
  const mayCross = list.tradeMode === '9610' && exportRulesOn(on).crossDistrictReturn;
  if (head.customsCode !== list.customsCode && !mayCross) {
    const values = [head.customsCode, list.customsCode];
    findings.push(findingOf(rules.returnDistrict, 'InvtRefundHead.customsCode', values));
  }
  return findings;
}

function judgeReturnLines(document: ExportReturn, standing: ListStanding): RuleFinding[] {
  const exported = new Map(standing.list.lines.map((line) => [line.gnum, line]));
  const asked = new Map<number, ReturnedQuantity>();
  return document.lines.flatMap((line, index) => {
    const place = `InvtRefundList[${index}]`;
    const { gnum, gcode, qty, qty1, qty2 = 0n } = line;
    const original = exported.get(gnum);
    if (original?.gcode !== gcode || original.unit !== line.unit)
      return [findingOf(rules.returnLine, `${place}.gnum`, [String(gnum), gcode])];
    const before = sum(standing.returned.get(gnum), asked.get(gnum));
    asked.set(gnum, sum(asked.get(gnum), { qty, qty1, qty2 }));
    return [
      ...judgeQuantity(`${place}.qty`, [qty, original.qty, before.qty]),
      ...judgeQuantity(`${place}.qty1`, [qty1, original.qty1, before.qty1]),
      ...judgeQuantity(`${place}.qty2`, [qty2, original.qty2 ?? 0n, before.qty2]),
    ];
  });
}

/** Adds quantities of one line. */
export function sum(
  a: ReturnedQuantity | undefined,
  b: ReturnedQuantity | undefined,
): ReturnedQuantity {
  return {
    qty: (a?.qty ?? 0n) + (b?.qty ?? 0n),
    qty1: (a?.qty1 ?? 0n) + (b?.qty1 ?? 0n),
    qty2: (a?.qty2 ?? 0n) + (b?.qty2 ?? 0n),
  };
}

function judgeQuantity(
  field: string,
  [asked, exported, before]: readonly [asked: bigint, exported: bigint, before: bigint],
): RuleFinding[] {
  const left = exported - before;
  if (asked <= left) return [];
  const values = [asked, left, exported, before].map(formatUnits);
  return [findingOf(rules.returnQuantity, field, values)];
}

/**
 * Whether lists may be summed up (701). `named` are those the application names, `unknown` the
 * numbers it names that are not there; a list summed up late is only warned of.
 */
export function judgeSummary(
  { head }: SummaryApplication,
  { named, unknown }: { named: readonly ListStanding[]; unknown: readonly string[] },
  on: PlainDate,
): RuleFinding[] {
  const place = 'SummaryApplyList.invtNo';
  const { startTime = '', endTime = '' } = head;
  if ((startTime === '') !== (endTime === '') || startTime > endTime)
    return [findingOf(rules.summaryTimes, 'SummaryApplyHead.startTime', [startTime, endTime])];
  const findings = unknown.map((invtNo) =>
    findingOf(rules.summaryList, place, [invtNo, 'unknown 不存在']),
  );
  for (const standing of named) {
    const reason = whyNotSummed(standing, head);
    if (reason) findings.push(findingOf(rules.summaryList, place, [standing.invtNo, reason]));
    else findings.push(...judgeDelay(standing, on));
  }
  if (named.length + unknown.length === 0)
    findings.push(findingOf(rules.summaryEmpty, 'SummaryApplyHead.copNo', [head.copNo]));
  return findings;
}

function whyNotSummed(
  standing: ListStanding,
  head: SummaryApplication['head'],
): string | undefined {
  if (standing.list.head.ebcCode !== head.ebcCode) return 'of another consignor 收发货人不一致';
  if (!isOfPlace(standing.list.head, head)) return 'of another office or place 申报地或场所不一致';
  if (standing.list.head.statisticsFlag !== 'B') return 'declared as simplified 简化申报清单';
  if (standing.isSummed) return 'summed up already 已汇总';
  return standing.state === 'closed' ? undefined : `${standing.state}, not closed 未结关`;
}

/** Whether a list is of the office of an application and, where it names one, of its place. */
function isOfPlace(list: ExportList['head'], head: SummaryApplication['head']): boolean {
  const { customsCode, loctNo } = head;
  return list.customsCode === customsCode && (!loctNo || list.loctNo === loctNo);
}

/** Whether a period of an application takes a closed list: those of its office and kind only. */
export function isInPeriod(list: ExportList, { head }: SummaryApplication): boolean {
  return list.head.statisticsFlag === 'B' && isOfPlace(list.head, head);
}

/** Until when a list that was closed on a day is summed up: a day of the next month. */
export function summaryDeadline(closedOn: string, on: PlainDate): string {
  const { summaryDay } = exportRulesOn(on);
  const month = addMonths(`${closedOn.slice(0, 7)}-01`, 1).slice(0, 7);
  return `${month}-${String(summaryDay).padStart(2, '0')}`;
}

function judgeDelay(standing: ListStanding, on: PlainDate): RuleFinding[] {
  const until = summaryDeadline(standing.closedOn, on);
  if (on <= until) return [];
  const values = [standing.invtNo, standing.closedOn, until];
  return [findingOf(rules.summaryLate, 'SummaryApplyList.invtNo', values)];
}
