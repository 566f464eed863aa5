import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { SummaryApplication } from '@pilotzone/rules/export/documents';
import { isSplit, judgePartNumber, missingParts } from '@pilotzone/rules/export/summary-parts';
import type { OpenExport } from './judge-exports.ts';
import type { ExportCase } from './model/export-case.ts';
import { lockCasesByNumber } from './store/export-cases.ts';

/**
 * Applications that are judged together: one alone, or all parts of a summary application;
 * `missing` are the numbers of parts that have not come.
 */
export type ApplicationUnit = {
  readonly items: readonly [OpenExport, ...OpenExport[]];
  readonly missing: readonly number[];
};

/** The summary application of a case. */
export function summaryIn(row: ExportCase): SummaryApplication {
  return unpackDocument('CEB701Message', row.body, row);
}

/**
 * Puts the parts of split summary applications together: those of this batch, and those that wait
 * here for the others, locked until commit.
 */
export async function gatherParts(
  runtime: Runtime,
  tx: Tx,
  open: readonly OpenExport[],
): Promise<ApplicationUnit[]> {
  const isPart = ({ row }: OpenExport) => {
    if (row.kind !== 'summary') return false;
    const application = summaryIn(row);
    return isSplit(application) && judgePartNumber(application).length === 0;
  };
  const groups = new Map<string, OpenExport[]>();
  for (const item of open) {
    const { declarantCode, copNo, caseId } = item.row;
    // An application of its own stands under its id; the order of the batch stays.
    const key = isPart(item) ? `${declarantCode}|${copNo}` : caseId;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const units: ApplicationUnit[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first && !isPart(first)) units.push({ items: [first], missing: [] });
    else units.push(await completed(runtime, tx, group));
  }
  return units;
}

/** A group with the parts that wait for it, in the order of their numbers. */
async function completed(
  runtime: Runtime,
  tx: Tx,
  group: readonly OpenExport[],
): Promise<ApplicationUnit> {
  const [first] = group;
  if (!first) throw new Error('bug: a group has a part');
  const application = summaryIn(first.row);
  const { declarantCode, copNo } = first.row;
  const here = new Set(group.map(({ row }) => row.part));
  const numbers = missingParts(application, here).map((part) => ({ declarantCode, copNo, part }));
  const known = await lockCasesByNumber(tx, runtime.zoneCode, { kind: 'summary', numbers });
  const waiting = known.filter(({ status }) => status === 'waiting' || status === 'filed');
  const items = [...group, ...waiting.map((row) => ({ known: row, row }))];
  items.sort((a, b) => a.row.part - b.row.part);
  const present = new Set(items.map(({ row }) => row.part));
  const [head = first, ...rest] = items;
  return { items: [head, ...rest], missing: missingParts(application, present) };
}
