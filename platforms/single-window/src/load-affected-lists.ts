import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { formatUnits } from '@pilotzone/kernel/money';
import { isInPeriod, sum } from '@pilotzone/rules/export/judge-application';
import type { ListStanding, ReturnedQuantity } from '@pilotzone/rules/export/judge-application';
import type { ExportNeeds, ExportWaybillKey } from './export-needs.ts';
import type { ExportCase } from './model/export-case.ts';
import { standingOf } from './model/list-standing.ts';
import {
  lockCasesBySubject,
  lockListsByNumber,
  lockListsByTime,
  lockListsByWaybill,
} from './store/export-cases.ts';
import { findSummed, listReturnedLines } from './store/export-effects.ts';
import type { ReturnedLine } from './store/export-effects.ts';

/** The lists, and returns, that a batch of applications speaks of; locked until commit. */
export type AffectedLists = {
  byNumber(invtNo: string): ListStanding | undefined;
  /** The lists of an application, all its parts together. */
  ofSummary(parts: readonly ExportCase[]): {
    named: readonly ListStanding[];
    unknown: readonly string[];
  };
  /** Whether customs has examined the list of a waybill. */
  mayTravel(key: ExportWaybillKey): boolean;
  hasReturn(tally: { readonly invtNo: string | undefined; readonly logisticsNo: string }): boolean;
  /** Notes that an application was sent: what a return or a summary takes is taken. */
  take(row: ExportCase): void;
  /** What a return takes back of each line, as stored. */
  returnedBy(row: ExportCase): ReturnedLine[];
};

/** Loads and locks them for a batch: a statement per kind of question. */
export async function loadAffectedLists(
  needs: ExportNeeds,
  tx: Tx,
  rows: readonly ExportCase[],
): Promise<AffectedLists> {
  const asked = questionsOf(rows);
  const { zoneCode } = needs;
  const byNumber = await lockListsByNumber(tx, zoneCode, asked.invtNos);
  const travelling = await lockListsByWaybill(tx, zoneCode, asked.waybills);
  const subjects = asked.tallied;
  const returns = await lockCasesBySubject(tx, zoneCode, { kind: 'return', subjects });
  const ranges = new Map<string, ExportCase[]>();
  for (const range of asked.ranges)
    ranges.set(range.caseId, (await lockListsByTime(tx, zoneCode, range)).filter(range.takes));
  const all = [...byNumber, ...[...ranges.values()].flat()];
  const ids = all.map(({ caseId }) => caseId);
  const returned = await listReturnedLines(tx, zoneCode, ids);
  const summed = await findSummed(tx, zoneCode, ids);
  const toStanding = (list: ExportCase) => standingOf(list, { returned, summed });
  const caseOf = new Map(byNumber.map((list) => [list.customsNo ?? '', list]));
  const standings = new Map(byNumber.map((list) => [list.customsNo ?? '', toStanding(list)]));
  const taken = new Set<string>();
  const summable = (standing: ListStanding) =>
    taken.has(standing.invtNo) ? { ...standing, isSummed: true } : standing;
  const ofSummary = (parts: readonly ExportCase[]) => {
    const range = parts.flatMap((row) => ranges.get(row.caseId) ?? []);
    const isRange = parts.some((row) => ranges.has(row.caseId));
    const { named, unknown } = isRange
      ? { named: range.map(toStanding), unknown: [] }
      : namedBy(parts, standings);
    return { named: named.map(summable), unknown };
  };
  const examined = new Set(travelling.filter(isExamined).map(waybillText));
  return {
    byNumber: (invtNo) => standings.get(invtNo),
    ofSummary,
    mayTravel: (key) => examined.has(waybillText(key)),
    hasReturn: ({ invtNo, logisticsNo }) =>
      returns.some(
        (row) =>
          row.subjectKey === invtNo && row.logisticsNo === logisticsNo && row.status !== 'rejected',
      ),
    take: (row) => {
      if (row.kind === 'summary')
        for (const { invtNo } of ofSummary([row]).named) taken.add(invtNo);
      if (row.kind === 'return') returns.push(row);
      const standing = row.kind === 'return' ? standings.get(row.subjectKey) : undefined;
      if (!standing) return;
      const back = new Map(standing.returned);
      for (const [gnum, part] of quantitiesOf(row)) back.set(gnum, sum(back.get(gnum), part));
      standings.set(row.subjectKey, { ...standing, returned: back });
    },
    returnedBy: (row) => {
      const list = row.kind === 'return' ? caseOf.get(row.subjectKey) : undefined;
      return list ? returnedLines(row, list.caseId) : [];
    },
  };
}

type TimeRange = {
  caseId: string;
  ebcCode: string;
  agentCode: string;
  from: string;
  until: string;
  /** Whether the application takes a closed list of that time. */
  takes(row: ExportCase): boolean;
};

function questionsOf(rows: readonly ExportCase[]) {
  const invtNos = new Set<string>();
  const tallied: string[] = [];
  const waybills: ExportWaybillKey[] = [];
  const ranges: TimeRange[] = [];
  for (const row of rows) {
    if (row.kind === 'cancellation' || row.kind === 'return') invtNos.add(row.subjectKey);
    if (row.kind === 'manifest') waybills.push(...waybillsOf(row));
    if (row.kind === 'tally') {
      const { invtNo } = unpackDocument('CEB215Message', row.body, row).head;
      if (invtNo) tallied.push(invtNo);
    }
    if (row.kind !== 'summary') continue;
    const range = rangeOf(row);
    if (range) ranges.push(range);
    else for (const invtNo of numbersOf(row)) invtNos.add(invtNo);
  }
  return { invtNos: [...invtNos], tallied, waybills, ranges };
}

/** The waybills of a manifest. */
export function waybillsOf(row: ExportCase): ExportWaybillKey[] {
  const { head, lines } = unpackDocument('CEB607Message', row.body, row);
  return lines.map(({ logisticsNo }) => ({ logisticsCode: head.logisticsCode, logisticsNo }));
}

function rangeOf(row: ExportCase): TimeRange | undefined {
  const application = unpackDocument('CEB701Message', row.body, row);
  const { startTime, endTime, ebcCode, agentCode } = application.head;
  if (!startTime || !endTime) return undefined;
  const takes = (list: ExportCase) =>
    isInPeriod(unpackDocument('CEB603Message', list.body, list), application);
  return { caseId: row.caseId, ebcCode, agentCode, from: startTime, until: endTime, takes };
}

function numbersOf(row: ExportCase): string[] {
  const { lines } = unpackDocument('CEB701Message', row.body, row);
  return [...new Set(lines.map(({ invtNo }) => invtNo))];
}

function namedBy(parts: readonly ExportCase[], standings: ReadonlyMap<string, ListStanding>) {
  const named: ListStanding[] = [];
  const unknown: string[] = [];
  for (const invtNo of new Set(parts.flatMap(numbersOf))) {
    const standing = standings.get(invtNo);
    if (standing) named.push(standing);
    else unknown.push(invtNo);
  }
  return { named, unknown };
}

/** What a return asks back of each line. */
export function quantitiesOf(row: ExportCase): Map<number, ReturnedQuantity> {
  const asked = new Map<number, ReturnedQuantity>();
  for (const { gnum, qty, qty1, qty2 = 0n } of unpackDocument('CEB213Message', row.body, row).lines)
    asked.set(gnum, sum(asked.get(gnum), { qty, qty1, qty2 }));
  return asked;
}

function returnedLines(row: ExportCase, listId: string): ReturnedLine[] {
  return [...quantitiesOf(row)].map(([lineNo, { qty, qty1, qty2 }]) => ({
    listId,
    returnId: row.caseId,
    lineNo,
    quantity: formatUnits(qty),
    quantity1: formatUnits(qty1),
    quantity2: formatUnits(qty2),
  }));
}

function isExamined({ status }: ExportCase): boolean {
  return status === 'examined' || status === 'released' || status === 'closed';
}

function waybillText({ logisticsCode, logisticsNo }: ExportWaybillKey): string {
  return `${logisticsCode}|${logisticsNo}`;
}
