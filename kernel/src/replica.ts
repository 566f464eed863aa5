import { openDatabase } from './db.ts';
import type { Database } from './db.ts';
import type { Log } from './log.ts';
import type { Queryable } from './queryable.ts';

/** How a replica stands: `behind` is further behind than its questions may be. */
export type ReplicaState = {
  readonly state: 'up' | 'behind' | 'down';
  /** How old the newest thing that it shows may be; `null` while it does not answer. */
  readonly lagMs: number | null;
};

/**
 * Answers questions from a streaming replica while that is near enough, else from the primary: who
 * asks gets an answer either way.
 */
export type Replica = Queryable & {
  state(): Promise<ReplicaState>;
  close(): Promise<void>;
};

export type ReplicaNeeds = {
  readonly url: string;
  readonly primary: Database;
  readonly log: Log;
  /** Reports older than this come from the primary. */
  readonly lagMsMax?: number;
};

// Reports add up whole days; a minute more or less tells nobody anything.
const LAG_MS_MAX = 60_000;
const STATE_KEPT_MS = 1_000;
// A month of a large zone; a report that takes longer is cut off rather than left behind.
const POOL = { batch: 1, query: 4, statementMsMax: 120_000 };

/** Opens the replica at `url`; one that is away now is asked again later. */
export function openReplica({ url, primary, log, ...needs }: ReplicaNeeds): Replica {
  const db = openDatabase(url, POOL);
  const lagMsMax = needs.lagMsMax ?? LAG_MS_MAX;
  let known: { readonly until: number; readonly state: Promise<ReplicaState> } | undefined;
  let wasUp = true;
  return { query, state, close: () => db.close() };

  async function query<R>(...question: Parameters<Queryable['query']>): Promise<R[]> {
    const now = await state();
    note(now);
    if (now.state !== 'up') return primary.query<R>(...question);
    try {
      return await db.query<R>(...question);
    } catch (error) {
      if (!isItsOwn(error)) throw error;
      known = undefined;
      return primary.query<R>(...question);
    }
  }

  function state(): Promise<ReplicaState> {
    if (!known || known.until < performance.now())
      known = { until: performance.now() + STATE_KEPT_MS, state: look() };
    return known.state;
  }

  async function look(): Promise<ReplicaState> {
    const [here] = await primary.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn');
    try {
      const lagMs = await lagBehind(db, here?.lsn ?? '0/0');
      return { state: lagMs > lagMsMax ? 'behind' : 'up', lagMs };
    } catch {
      return { state: 'down', lagMs: null };
    }
  }

  function note({ state: found, lagMs }: ReplicaState): void {
    const isUp = found === 'up';
    if (isUp === wasUp) return;
    wasUp = isUp;
    if (isUp) log.info('the replica answers reports again');
    else log.warn({ state: found, lagMs }, 'the primary answers reports: see to the replica');
  }
}

/**
 * Zero when everything that the primary had written is shown; else the age of the newest
 * transaction that is: an upper bound.
 */
async function lagBehind(replica: Queryable, lsn: string): Promise<number> {
  const [row] = await replica.query<{ lag_ms: number }>(
    `select case
              when not pg_is_in_recovery() then 0
              when pg_last_wal_replay_lsn() >= $1::pg_lsn then 0
              else coalesce(
                extract(epoch from now() - pg_last_xact_replay_timestamp()) * 1000, 1e12)
            end::float8 as lag_ms`,
    [lsn],
  );
  return Math.max(0, Math.round(row?.lag_ms ?? Infinity));
}

// Lost or refused connections, a server that starts or stops, and questions that replaying had to
// cancel (40001): the primary has the answer.
const ITS_OWN = /^(ECONN|EPIPE|ETIMEDOUT|08|57P|53|40001)/;

function isItsOwn(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === undefined ? message.startsWith('Connection terminated') : ITS_OWN.test(code);
}
