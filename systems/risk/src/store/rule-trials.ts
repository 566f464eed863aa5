import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { LaneChange } from '../model/back-test.ts';
import type { TrialCount } from '../model/trial.ts';

/** A version on trial as it is kept. */
export type StoredTrial = {
  readonly trialId: string;
  readonly version: number;
  readonly from: PlainDate;
  readonly until: PlainDate | null;
  readonly share: number;
  readonly maxRed: number | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
  readonly endNote: string | null;
};

const COLUMNS = `trial_id as "trialId", version, from_day as "from", until_day as "until", share,
  max_red as "maxRed", started_by as "startedBy", started_at as "startedAt",
  ended_at as "endedAt", ended_by as "endedBy", end_note as "endNote"`;

/** Trials of a zone, newest first, a hundred at most; `openOnly`: those that run. */
export async function listTrials(
  q: Queryable,
  zoneCode: string,
  openOnly: boolean,
): Promise<StoredTrial[]> {
  return q.query<StoredTrial>(
    `select ${COLUMNS}
     from risk.rule_trial
     where zone_code = $1
       and (not $2 or ended_at is null)
     order by trial_id desc
     limit 100`,
    [zoneCode, openOnly],
  );
}

/** Starts a trial. Needs lockTables. */
export async function addTrial(
  tx: Tx,
  zoneCode: string,
  trial: Omit<StoredTrial, 'endedAt' | 'endedBy' | 'endNote'>,
): Promise<void> {
  await tx.query(
    `insert into risk.rule_trial (zone_code, trial_id, version, from_day, until_day, share, max_red,
       started_by, started_at)
     values ($1, $2, $3, $4::date, $5::date, $6, $7, $8, to_timestamp($9::float8 / 1000))`,
    [
      zoneCode,
      trial.trialId,
      trial.version,
      trial.from,
      trial.until,
      trial.share,
      trial.maxRed,
      trial.startedBy,
      trial.startedAt,
    ],
  );
}

/** Ends the trials of a version that run; how many did. Needs lockTables. */
export async function endTrials(
  tx: Tx,
  zoneCode: string,
  end: { version: number; by: string; at: Instant; note: string },
): Promise<number> {
  const ended = await tx.query(
    `update risk.rule_trial
     set ended_at = to_timestamp($3::float8 / 1000), ended_by = $4, end_note = $5
     where zone_code = $1
       and version = $2
       and ended_at is null
     returning trial_id`,
    [zoneCode, end.version, end.at, end.by, end.note],
  );
  return ended.length;
}

/** What a trial said about one batch. */
export type BatchCount = TrialCount & {
  readonly trialId: string;
  readonly assessedOn: PlainDate;
  readonly countId: string;
};

/** Appends a row a trial and batch: no counter that batches would wait for. */
export async function addCounts(
  tx: Tx,
  zoneCode: string,
  counts: readonly BatchCount[],
): Promise<void> {
  const columns: Column<BatchCount>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['trial_id', 'uuid', ({ trialId }) => trialId],
    ['assessed_on', 'date', ({ assessedOn }) => assessedOn],
    ['count_id', 'uuid', ({ countId }) => countId],
    ['judged', 'int4', ({ judged }) => judged],
    ['changes', 'jsonb', ({ changes }) => changes],
    ['examples', 'jsonb', ({ examples }) => examples],
  ];
  await tx.append('risk.trial_count', columns, counts);
}

/** What a trial said since it started. */
export type TrialSums = {
  readonly judged: number;
  readonly changes: Readonly<Partial<Record<LaneChange, number>>>;
};

/** The sums of one trial. */
export async function sumTrial(
  q: Queryable,
  zoneCode: string,
  trialId: string,
): Promise<TrialSums> {
  const rows = await q.query<{ change: LaneChange; count: number }>(
    `select each.key as change, sum(each.value::int8)::int8 as count
     from risk.trial_count c, jsonb_each_text(c.changes) each
     where c.zone_code = $1
       and c.trial_id = $2
     group by each.key`,
    [zoneCode, trialId],
  );
  const judged = rows.reduce((sum, { count }) => sum + count, 0);
  return { judged, changes: Object.fromEntries(rows.map(({ change, count }) => [change, count])) };
}

/** Declarations whose lane is another on trial, newest first. */
export async function listDifferences(
  q: Queryable,
  zoneCode: string,
  { trialId, limit }: { trialId: string; limit: number },
): Promise<{ declarationId: string; change: LaneChange; on: PlainDate }[]> {
  return q.query(
    `select each.value ->> 0 as "declarationId", each.value ->> 1 as change, c.assessed_on as "on"
     from risk.trial_count c, jsonb_array_elements(c.examples) with ordinality each(value, place)
     where c.zone_code = $1
       and c.trial_id = $2
     order by c.count_id desc, each.place
     limit $3`,
    [zoneCode, trialId, limit],
  );
}
