import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { BackTestResult } from '../model/back-test.ts';

export type BackTestRow = {
  readonly backTestId: string;
  readonly version: number;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly capacity: number | null;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly endedAt: Instant | null;
  readonly result: BackTestResult | null;
  readonly failure: string | null;
};

export type NewBackTest = Pick<
  BackTestRow,
  'backTestId' | 'version' | 'from' | 'until' | 'capacity' | 'requestedBy' | 'requestedAt'
>;

const COLUMNS = `back_test_id as "backTestId", version, from_day as "from", until_day as "until",
  capacity, requested_by as "requestedBy", requested_at as "requestedAt", state, done, total,
  ended_at as "endedAt", result, failure`;

/** Puts a back-test into the queue. */
export async function addBackTest(q: Queryable, zoneCode: string, test: NewBackTest) {
  const rows = await q.query<BackTestRow>(
    `insert into risk.back_test (zone_code, back_test_id, version, from_day, until_day, capacity,
       requested_by, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))
     returning ${COLUMNS}`,
    [
      zoneCode,
      test.backTestId,
      test.version,
      test.from,
      test.until,
      test.capacity,
      test.requestedBy,
      test.requestedAt,
    ],
  );
  return rows[0];
}

/** The last hundred, newest first. */
export async function listBackTests(q: Queryable, zoneCode: string): Promise<BackTestRow[]> {
  return q.query<BackTestRow>(
    `select ${COLUMNS}
     from risk.back_test
     where zone_code = $1
     order by back_test_id desc
     limit 100`,
    [zoneCode],
  );
}

/** One, `undefined` when the zone has none of this id. */
export async function findBackTest(q: Queryable, zoneCode: string, backTestId: string) {
  const rows = await q.query<BackTestRow>(
    `select ${COLUMNS}
     from risk.back_test
     where zone_code = $1
       and back_test_id = $2`,
    [zoneCode, backTestId],
  );
  return rows[0];
}

/** How long a run may be silent before another one takes it over. */
const LEASE = `interval '1 minute'`;

/** Takes the test that waits longest, or one whose runner fell silent. */
export async function claimBackTest(tx: Tx, zoneCode: string, now: Instant) {
  const rows = await tx.query<BackTestRow>(
    `update risk.back_test
     set state = 'running', done = 0, total = 0,
       lease_until = to_timestamp($2::float8 / 1000) + ${LEASE}
     where zone_code = $1
       and back_test_id = (
         select back_test_id
         from risk.back_test
         where zone_code = $1
           and (state = 'queued'
             or (state = 'running' and lease_until < to_timestamp($2::float8 / 1000)))
         order by back_test_id
         limit 1
         for update skip locked)
     returning ${COLUMNS}`,
    [zoneCode, now],
  );
  return rows[0];
}

/** Says how far a run has come, and renews its lease. */
export async function noteProgress(
  q: Queryable,
  zoneCode: string,
  at: { backTestId: string; done: number; total: number; now: Instant },
): Promise<void> {
  await q.query(
    `update risk.back_test
     set done = $3, total = $4, lease_until = to_timestamp($5::float8 / 1000) + ${LEASE}
     where zone_code = $1
       and back_test_id = $2
       and state = 'running'`,
    [zoneCode, at.backTestId, at.done, at.total, at.now],
  );
}

/** Ends a run with its result, or with what went wrong. */
export async function endBackTest(
  q: Queryable,
  zoneCode: string,
  end: {
    backTestId: string;
    now: Instant;
    outcome: { result: BackTestResult } | { failure: string };
  },
): Promise<void> {
  const { outcome } = end;
  const result = 'result' in outcome ? JSON.stringify(outcome.result) : null;
  const failure = 'failure' in outcome ? outcome.failure : null;
  await q.query(
    `update risk.back_test
     set state = case when $4::text is null then 'done' else 'failed' end,
       ended_at = to_timestamp($5::float8 / 1000), result = $3::jsonb, failure = $4,
       done = case when $4::text is null then total else done end, lease_until = null
     where zone_code = $1
       and back_test_id = $2
       and state = 'running'`,
    [zoneCode, end.backTestId, result, failure, end.now],
  );
}
