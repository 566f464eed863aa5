import type { Queryable } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import type { RuleTables } from './load-rule-table.ts';
import { replayAssessment, type Replay } from './replay-assessment.ts';
import { publicFindings } from './model/verdict.ts';
import { listAssessments as readAssessments, type StoredAssessment } from './store/assessments.ts';

export type ListAssessmentsNeeds = {
  readonly zoneCode: string;
  readonly db: Queryable;
  readonly ruleTables: RuleTables;
};

/** An assessment with the trader's findings and what a replay says today. */
export type ExplainedAssessment = StoredAssessment & {
  readonly findings: readonly Finding[];
  readonly replay: Replay;
};

/**
 * All assessments of a declaration, newest first; empty when it was never assessed. For officers.
 */
export async function listAssessments(
  needs: ListAssessmentsNeeds,
  declarationId: string,
): Promise<ExplainedAssessment[]> {
  const stored = await readAssessments(needs.db, needs.zoneCode, declarationId);
  const explained: ExplainedAssessment[] = [];
  for (const assessment of stored) {
    const { ruleTableVersion, assessedOn } = assessment;
    const table = await needs.ruleTables.version(needs.db, ruleTableVersion, assessedOn);
    explained.push({
      ...assessment,
      findings: publicFindings(table.compiled, assessment),
      replay: await replayAssessment(needs, assessment),
    });
  }
  return explained;
}
