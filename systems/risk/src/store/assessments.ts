import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { RecordedInputs } from '../model/inputs.ts';
import type { RiskLane } from '../model/rule-table.ts';
import type { Hit } from '../model/verdict.ts';

/** An assessment as it is kept: all that the verdict was made from. */
export type StoredAssessment = {
  readonly assessmentId: string;
  readonly declarationId: string;
  readonly attempt: number;
  readonly assessedOn: PlainDate;
  readonly assessedAt: Instant;
  readonly ruleTableVersion: number;
  /** Lower-case hex. */
  readonly ruleTableSha256: string;
  readonly lane: RiskLane;
  readonly score: number;
  readonly inputs: RecordedInputs;
  readonly hits: readonly Hit[];
};

/**
 * Appends a batch by one COPY; the new assessmentId in each key means that nothing can conflict.
 */
export async function appendAssessments(
  tx: Tx,
  zoneCode: string,
  assessments: readonly StoredAssessment[],
): Promise<void> {
  const hash = Buffer.from(assessments[0]?.ruleTableSha256 ?? '', 'hex');
  const columns: Column<StoredAssessment>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['declaration_id', 'uuid', (row) => row.declarationId],
    ['assessment_id', 'uuid', (row) => row.assessmentId],
    ['attempt', 'int4', (row) => row.attempt],
    ['assessed_on', 'date', (row) => row.assessedOn],
    ['assessed_at', 'timestamptz', (row) => row.assessedAt],
    ['rule_table_version', 'int4', (row) => row.ruleTableVersion],
    // One table judges a whole batch.
    ['rule_table_sha256', 'bytea', () => hash],
    ['lane', 'text', (row) => row.lane],
    ['score', 'int4', (row) => row.score],
    ['inputs', 'text', (row) => JSON.stringify(row.inputs)],
    ['hits', 'text', (row) => JSON.stringify(row.hits)],
  ];
  await tx.append('risk.assessment', columns, assessments);
}

/** The assessments of one declaration, newest first, 100 at most. */
export async function listAssessments(
  q: Queryable,
  zoneCode: string,
  declarationId: string,
): Promise<StoredAssessment[]> {
  return q.query<StoredAssessment>(
    `select assessment_id as "assessmentId", declaration_id as "declarationId", attempt,
       assessed_on as "assessedOn", assessed_at as "assessedAt",
       rule_table_version as "ruleTableVersion",
       encode(rule_table_sha256, 'hex') as "ruleTableSha256", lane, score, inputs::jsonb as inputs,
       hits::jsonb as hits
     from risk.assessment
     where zone_code = $1
       and declaration_id = $2
     order by assessment_id desc
     limit 100`,
    [zoneCode, declarationId],
  );
}
