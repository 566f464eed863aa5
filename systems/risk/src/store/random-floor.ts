import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { Draw } from '../model/miss-estimate.ts';
import type { RandomFloor } from '../model/random-floor.ts';

/** A policy of the random floor with who set it and why. */
export type FloorPolicy = RandomFloor & {
  readonly note: string;
  readonly setBy: string;
  readonly setAt: Instant;
};

function floorWords({ floorNo }: Pick<FloorPolicy, 'floorNo'>): string {
  return `random floor ${floorNo}`;
}
const FLOOR_NOTE = { note: { as: 'text', boundTo: floorWords } } as const;

/** The share in force; one small read a batch, without the note. */
export async function findFloor(q: Queryable, zoneCode: string): Promise<RandomFloor | undefined> {
  const rows = await q.query<RandomFloor>(
    `select floor_no as "floorNo", share
     from risk.random_floor
     where zone_code = $1
     order by floor_no desc
     limit 1`,
    [zoneCode],
  );
  return rows[0];
}

/** Policies, the one in force first. */
export function listFloors(q: Queryable, zoneCode: string, limit: number): Promise<FloorPolicy[]> {
  return q.query<FloorPolicy>(
    `select floor_no as "floorNo", share, note, set_by as "setBy", set_at as "setAt"
     from risk.random_floor
     where zone_code = $1
     order by floor_no desc
     limit $2`,
    [zoneCode, limit],
    FLOOR_NOTE,
  );
}

/** Adds the next policy; of two at once one fails. */
export async function addFloor(tx: Tx, zoneCode: string, floor: FloorPolicy): Promise<void> {
  await tx.query(
    `insert into risk.random_floor (zone_code, floor_no, share, note, set_by, set_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))`,
    [
      zoneCode,
      floor.floorNo,
      floor.share,
      await sealOne(tx, floor.note, floorWords(floor)),
      floor.setBy,
      floor.setAt,
    ],
  );
}

/** A declaration that chance has drawn. */
export type DrawRow = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly drawnOn: PlainDate;
  readonly floorNo: number;
  readonly share: number;
};

const drawnRows = defineStage<DrawRow>('stage_risk_draw', [
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['drawn_on', 'date', (row) => row.drawnOn],
  ['floor_no', 'int4', (row) => row.floorNo],
  ['share', 'int4', (row) => row.share],
]);

/** Adds draws; one that is there stays as it is. */
export async function addDraws(tx: Tx, zoneCode: string, rows: readonly DrawRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.stage(drawnRows, rows);
  await tx.query(
    `insert into risk.random_draw
       (zone_code, declaration_id, attempt, drawn_on, floor_no, share)
     select $1, declaration_id, attempt, drawn_on, floor_no, share
     from stage_risk_draw
     on conflict do nothing`,
    [zoneCode],
  );
}

/** Draws of a period by the day they were made, with what the officer decided on their hold. */
export async function readDraws(
  q: Queryable,
  zoneCode: string,
  { from, until }: { from: PlainDate; until: PlainDate },
): Promise<(Draw & { readonly day: PlainDate })[]> {
  const rows = await q.query<{ day: PlainDate; share: number; finding: Draw['finding'] | null }>(
    `select d.drawn_on as day, d.share,
       case h.decision when 'reject' then 'confirmed' when 'release' then 'cleared' end as finding
     from risk.random_draw d
     left join risk.hold_decision h on h.zone_code = d.zone_code
       and h.declaration_id = d.declaration_id
       and h.attempt = d.attempt
     where d.zone_code = $1
       and d.drawn_on between $2 and $3`,
    [zoneCode, from, until],
  );
  return rows.map(({ day, share, finding }) => {
    return { day, probability: share / 10_000, finding: finding ?? undefined };
  });
}

/** How one rule did on one day. */
export type RuleDay = {
  readonly day: PlainDate;
  readonly rule: string;
  readonly hits: number;
  readonly looked: number;
  readonly confirmed: number;
};

/** Hits of each rule by day, and what was found where people looked: holds, disputes upheld. */
export function readRuleDays(
  q: Queryable,
  zoneCode: string,
  { from, until }: { from: PlainDate; until: PlainDate },
): Promise<RuleDay[]> {
  return q.query<RuleDay>(
    `select a.assessed_on as day, hit ->> 'rule' as rule, count(*)::int4 as hits,
       count(*) filter (where h.decision is not null or d.outcome = 'upheld')::int4 as looked,
       count(*) filter (where h.decision = 'reject' or d.outcome = 'upheld')::int4 as confirmed
     from risk.assessment a
     cross join lateral jsonb_array_elements(a.hits::jsonb) as hit
     left join risk.hold_decision h on h.zone_code = a.zone_code
       and h.declaration_id = a.declaration_id
       and h.attempt = a.attempt
     left join lateral (
       select 'upheld' as outcome
       from risk.dispute
       where zone_code = a.zone_code
         and declaration_id = a.declaration_id
         and outcome = 'upheld'
       limit 1
     ) d on true
     where a.zone_code = $1
       and a.assessed_on between $2 and $3
       and a.hits is not null
     group by 1, 2`,
    [zoneCode, from, until],
  );
}

/** Confirmed findings by day on declarations that some rule had stopped: what the rules caught. */
export function readCaught(
  q: Queryable,
  zoneCode: string,
  { from, until }: { from: PlainDate; until: PlainDate },
): Promise<{ day: PlainDate; confirmed: number }[]> {
  return q.query(
    `select h.opened_on as day, count(*)::int4 as confirmed
     from risk.hold h
     join risk.hold_decision d on d.zone_code = h.zone_code
       and d.declaration_id = h.declaration_id
       and d.attempt = h.attempt
     where h.zone_code = $1
       and h.opened_on between $2 and $3
       and h.lane <> 'green'
       and d.decision = 'reject'
     group by 1`,
    [zoneCode, from, until],
  );
}
