import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { LoadedTable, RuleTables } from './load-rule-table.ts';
import type { RiskFacts } from './model/facts.ts';
import { recordInputs } from './model/inputs.ts';
import type { RiskLane } from './model/rule-table.ts';
import { judge, publicFindings, type Verdict } from './model/verdict.ts';
import { appendAssessments } from './store/assessments.ts';

export type AssessNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids'> & {
  readonly ruleTables: RuleTables;
};

/** What the clearing path learns of one declaration. */
export type Assessment = {
  readonly lane: RiskLane;
  readonly score: number;
  /** As the trader reads them: one per reason, without thresholds. Empty when no rule matched. */
  readonly findings: readonly Finding[];
};

/**
 * Judges a batch by the table in force on `on` and appends each verdict with its inputs; same order
 * out as in. Writes a record at each call, so call it once per declaration and attempt. Throws
 * RISK_RULE_TABLE_MISSING.
 */
export async function assessDeclarations(
  needs: AssessNeeds,
  tx: Tx,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  if (facts.length === 0) return [];
  const table = await needs.ruleTables.inForce(tx, on);
  const assessedAt = needs.clock.now();
  const records = facts.map((inputs) => ({
    assessmentId: needs.ids.newId(),
    declarationId: inputs.declarationId,
    attempt: inputs.attempt,
    assessedOn: on,
    assessedAt,
    ruleTableVersion: table.version,
    ruleTableSha256: table.sha256,
    ...judge(table.compiled, inputs),
    inputs: recordInputs(inputs),
  }));
  await appendAssessments(tx, needs.zoneCode, records);
  return records.map((record) => assessmentOf(table, record));
}

/** The same judgement without a record: for the pre-flight check. */
export async function previewAssessments(
  needs: Pick<AssessNeeds, 'ruleTables'>,
  q: Queryable,
  { facts, on }: { facts: readonly RiskFacts[]; on: PlainDate },
): Promise<Assessment[]> {
  const table = await needs.ruleTables.inForce(q, on);
  return facts.map((inputs) => assessmentOf(table, judge(table.compiled, inputs)));
}

function assessmentOf(table: LoadedTable, verdict: Verdict): Assessment {
  const { lane, score } = verdict;
  return { lane, score, findings: publicFindings(table.compiled, verdict) };
}
