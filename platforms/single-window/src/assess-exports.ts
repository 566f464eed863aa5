import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import type { ExportList } from '@pilotzone/rules/export/documents';
import type { ScoringNeeds } from './clearing-needs.ts';
import type { ExportCase } from './model/export-case.ts';
import { toExportRiskFacts } from './model/export-risk-facts.ts';
import { catalogued } from './model/findings.ts';

/** A list that nothing stands in the way of, with its value in CNY. */
export type ScoredExport = {
  readonly row: ExportCase;
  readonly list: ExportList;
  readonly valueCny: bigint | undefined;
};

/**
 * scored: asks the risk system for the lane of each list that would go to customs. A red one is
 * held for a person where the zone says so. Rows in the order given.
 */
export async function assessExports(
  needs: Pick<Runtime, 'clock'> & ScoringNeeds,
  tx: Tx,
  lists: readonly ScoredExport[],
): Promise<ExportCase[]> {
  if (lists.length === 0) return [];
  const codes = new Set(lists.flatMap(({ row }) => [row.ebcCode, row.ebpCode]));
  const grades = await needs.gradesOf(tx, [...codes]);
  const gradeOf = (code: string) => grades.get(code)?.grade;
  const facts = lists.map((one) => toExportRiskFacts(one.row, one, gradeOf));
  const assessments = await needs.assessRisk(tx, facts, dayOf(needs.clock.now()));
  const scored = lists.map(({ row }, index) => {
    const assessment = assessments[index];
    assert(assessment, 'an assessment per list');
    const { lane, findings, draw } = assessment;
    if (!needs.holdRed || (lane !== 'red' && !draw)) return { assessment, row: { ...row, lane } };
    const reasons = findings.length > 0 ? findings : [catalogued('PZ-HOLD', [''])];
    return { assessment, row: { ...row, lane, status: 'held' as const, reasons } };
  });
  const holds = scored.flatMap(({ row, assessment }) => {
    const about = { declarationId: row.caseId, attempt: row.attempt };
    return row.status === 'held' ? [{ ...about, direction: 'export' as const, assessment }] : [];
  });
  if (holds.length > 0) await needs.openHolds(tx, holds);
  return scored.map(({ row }) => row);
}
