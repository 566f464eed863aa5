import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { RiskLane } from '../model/rule-table.ts';

/** A declaration at one attempt that waits for an officer. */
export type OpenHold = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly direction: 'import' | 'export';
  readonly openedAt: Instant;
  readonly openedOn: PlainDate;
  readonly lane: RiskLane;
  readonly score: number;
  readonly reasons: readonly Finding[];
};

export type Decision = 'release' | 'reject';

export type HoldDecision = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly decision: Decision;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly note: string;
  /** Number of the proposal that this confirms; null: one officer decided alone. */
  readonly confirms?: number | null;
};

const openedHolds = defineStage<OpenHold>('stage_risk_hold', [
  ['declaration_id', 'uuid', (hold) => hold.declarationId],
  ['attempt', 'int4', (hold) => hold.attempt],
  ['direction', 'text', (hold) => hold.direction],
  ['opened_at', 'timestamptz', (hold) => hold.openedAt],
  ['opened_on', 'date', (hold) => hold.openedOn],
  ['lane', 'text', (hold) => hold.lane],
  ['score', 'int4', (hold) => hold.score],
  ['reasons', 'jsonb', (hold) => hold.reasons],
]);

/** Adds the holds that are new, in key order, and returns how many. */
export async function addHolds(
  tx: Tx,
  zoneCode: string,
  holds: readonly OpenHold[],
): Promise<number> {
  if (holds.length === 0) return 0;
  await tx.stage(openedHolds, holds);
  const added = await tx.query(
    `insert into risk.hold
       (zone_code, declaration_id, attempt, direction, opened_at, opened_on, lane, score, reasons)
     select $1, declaration_id, attempt, direction, opened_at, opened_on, lane, score, reasons
     from stage_risk_hold
     order by declaration_id, attempt
     on conflict on constraint hold_pkey do nothing
     returning declaration_id`,
    [zoneCode],
  );
  return added.length;
}

/** A declaration's latest hold. Locks the hold until the transaction ends. */
export async function lockLatestHold(
  tx: Tx,
  zoneCode: string,
  declarationId: string,
): Promise<Pick<OpenHold, 'attempt' | 'score' | 'reasons'> | undefined> {
  const rows = await tx.query<Pick<OpenHold, 'attempt' | 'score' | 'reasons'>>(
    `select attempt, score, reasons
     from risk.hold
     where zone_code = $1
       and declaration_id = $2
     order by attempt desc
     limit 1
     for update`,
    [zoneCode, declarationId],
  );
  return rows[0];
}

type HoldKey = { readonly declarationId: string; readonly attempt: number };

function boundTo(key: HoldKey): string {
  return `hold decision ${key.declarationId} ${key.attempt}`;
}
const NOTE = { note: { as: 'text', boundTo } } as const;

/** The decision on a hold, `undefined` while it is open. */
export async function findDecision(
  q: Queryable,
  zoneCode: string,
  hold: HoldKey,
): Promise<HoldDecision | undefined> {
  const rows = await q.query<HoldDecision>(
    `select declaration_id as "declarationId", attempt, decision, decided_by as "decidedBy",
       decided_at as "decidedAt", note, confirms
     from risk.hold_decision
     where zone_code = $1
       and declaration_id = $2
       and attempt = $3`,
    [zoneCode, hold.declarationId, hold.attempt],
    NOTE,
  );
  return rows[0];
}

/** Writes the decision and takes the hold out of the queue. Needs the lock of lockLatestHold. */
export async function addDecision(tx: Tx, zoneCode: string, decision: HoldDecision): Promise<void> {
  await tx.query(
    `with decided as (
       insert into risk.hold_decision
         (zone_code, declaration_id, attempt, decision, decided_by, decided_at, note, confirms)
       values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8)
       returning zone_code, declaration_id, attempt, decided_at
     )
     update risk.hold
     set decided_at = decided.decided_at
     from decided
     where hold.zone_code = decided.zone_code
       and hold.declaration_id = decided.declaration_id
       and hold.attempt = decided.attempt`,
    [
      zoneCode,
      decision.declarationId,
      decision.attempt,
      decision.decision,
      decision.decidedBy,
      decision.decidedAt,
      await sealOne(tx, decision.note, boundTo(decision)),
      decision.confirms ?? null,
    ],
  );
}

/** Where a page of the queue ended. */
export type HoldPosition = Pick<OpenHold, 'openedOn' | 'score' | 'declarationId' | 'attempt'>;

/** Open holds after `after`: earlier days first, within a day the highest score first. */
export async function listOpenHolds(
  q: Queryable,
  zoneCode: string,
  page: { after: HoldPosition | undefined; limit: number },
): Promise<OpenHold[]> {
  const { after } = page;
  return q.query<OpenHold>(
    `select declaration_id as "declarationId", attempt, direction, opened_at as "openedAt",
       opened_on as "openedOn", lane, score, reasons
     from risk.hold
     where zone_code = $1
       and decided_at is null
       and ($2::date is null
         or (opened_on, -score, declaration_id, attempt) > ($2::date, -$3::int, $4::uuid, $5::int))
     order by opened_on, score desc, declaration_id, attempt
     limit $6`,
    [
      zoneCode,
      after?.openedOn ?? null,
      after?.score ?? null,
      after?.declarationId ?? null,
      after?.attempt ?? null,
      page.limit,
    ],
  );
}

/** How many lists wait for an officer, and the oldest since when (milliseconds). */
export async function countOpenHolds(
  q: Queryable,
  zoneCode: string,
): Promise<{ count: number; oldest: number | null }> {
  const rows = await q.query<{ count: number; oldest: number | null }>(
    `select count(*)::int4 as count, min(opened_at) as oldest
     from risk.hold
     where zone_code = $1
       and decided_at is null`,
    [zoneCode],
  );
  return rows[0] ?? { count: 0, oldest: null };
}
