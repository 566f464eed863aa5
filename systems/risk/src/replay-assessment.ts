import type { Queryable } from '@pilotzone/kernel/db';
import type { RuleTables } from './load-rule-table.ts';
import { restoreInputs } from './model/inputs.ts';
import { isSameVerdict, judge, type Verdict } from './model/verdict.ts';
import type { StoredAssessment } from './store/assessments.ts';

export type ReplayNeeds = { readonly db: Queryable; readonly ruleTables: RuleTables };

/**
 * `same`: lane, score and every hit are as recorded, and the table still has the recorded SHA-256.
 */
export type Replay = { readonly same: boolean; readonly verdict: Verdict };

/**
 * Judges the recorded inputs again by the recorded version of the table, as on the recorded day.
 * Another verdict means that the compiler changed. Throws RISK_RULE_TABLE_NOT_FOUND or
 * RISK_RULE_TABLE_ALTERED.
 */
export async function replayAssessment(
  needs: ReplayNeeds,
  assessment: Omit<StoredAssessment, 'assessmentId' | 'assessedAt'>,
): Promise<Replay> {
  const { ruleTableVersion, assessedOn, ruleTableSha256 } = assessment;
  const table = await needs.ruleTables.version(needs.db, ruleTableVersion, assessedOn);
  const verdict = judge(table.compiled, restoreInputs(assessment.inputs));
  const same = table.sha256 === ruleTableSha256 && isSameVerdict(verdict, assessment);
  return { same, verdict };
}
