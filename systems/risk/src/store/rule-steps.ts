import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { RuleStep } from '../model/rule-life.ts';

/** A step as it is kept. */
export type StoredStep = RuleStep & { readonly version: number; readonly saidAt: Instant };

const COLUMNS = `version, step_no as "stepNo", kind, said_by as "saidBy", person_id as "personId",
  said_at as "saidAt", note, detail`;

/** The steps of one version, oldest first. */
export async function listSteps(
  q: Queryable,
  zoneCode: string,
  version: number,
): Promise<StoredStep[]> {
  return q.query<StoredStep>(
    `select ${COLUMNS}
     from risk.rule_step
     where zone_code = $1
       and version = $2
     order by step_no`,
    [zoneCode, version],
  );
}

/** The steps of all versions, each version's oldest first. */
export async function listAllSteps(q: Queryable, zoneCode: string): Promise<StoredStep[]> {
  return q.query<StoredStep>(
    `select ${COLUMNS}
     from risk.rule_step
     where zone_code = $1
     order by version, step_no`,
    [zoneCode],
  );
}

/** Adds the next step of a version. Needs lockTables. */
export async function addStep(
  tx: Tx,
  zoneCode: string,
  step: Omit<StoredStep, 'stepNo'>,
): Promise<void> {
  await tx.query(
    `insert into risk.rule_step
       (zone_code, version, step_no, kind, said_by, person_id, said_at, note, detail)
     select $1, $2, coalesce(max(step_no), 0) + 1, $3, $4, $5::uuid,
       to_timestamp($6::float8 / 1000), $7, $8::jsonb
     from risk.rule_step
     where zone_code = $1
       and version = $2`,
    [
      zoneCode,
      step.version,
      step.kind,
      step.saidBy,
      step.personId,
      step.saidAt,
      step.note,
      JSON.stringify(step.detail),
    ],
  );
}
