import type { Column, Queryable, Tx } from '@pilotzone/kernel/db';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { CountedTrade } from '../model/trade.ts';

/** What a buyer gave back. */
export type CountedReturn = { readonly buyer: string; readonly merchant: string };

/** What one transaction adds to the log. */
export type TradeEntry = {
  readonly day: PlainDate;
  readonly at: Instant;
  readonly kind: 'trades' | 'returns';
  /** What the process had taken into account: up to `seenUntil`, without `unseen`. */
  readonly seenUntil: number;
  readonly unseen: readonly number[];
};

export type ReadEntry = { readonly position: number; readonly at: Instant } & (
  | { readonly kind: 'trades'; readonly rows: readonly CountedTrade[] }
  | { readonly kind: 'returns'; readonly rows: readonly CountedReturn[] }
);

/** Adds one entry; its position is drawn by the database. */
export async function appendTrades(
  tx: Tx,
  zoneCode: string,
  entry: TradeEntry & { readonly rows: readonly (CountedTrade | CountedReturn)[] },
): Promise<void> {
  const columns: Column<typeof entry>[] = [
    ['zone_code', 'text', () => zoneCode],
    ['day', 'date', ({ day }) => day],
    ['at', 'timestamptz', ({ at }) => at],
    ['kind', 'text', ({ kind }) => kind],
    ['seen_until', 'int8', ({ seenUntil }) => seenUntil],
    ['unseen', 'text', ({ unseen }) => (unseen.length === 0 ? null : unseen.join(' '))],
    ['rows', 'text', ({ rows }) => JSON.stringify(rows)],
  ];
  await tx.append('risk.trade_log', columns, [entry]);
}

/**
 * Committed entries after `after`, and those of `gaps`, at most `limit`. What this transaction has
 * added itself is not among them: it may yet be rolled back. Two look-ups, because one condition
 * for both would read the whole log.
 */
export async function readTrades(
  q: Queryable,
  zoneCode: string,
  { after, gaps, from, limit }: { after: number; gaps: number[]; from: PlainDate; limit: number },
): Promise<{ entries: ReadEntry[]; nextTransaction: bigint; oldestRunning: bigint }> {
  const rows = await q.query<
    Omit<ReadEntry, 'rows'> & { rows: string | null; next: string; oldest: string }
  >(
    `with snapshot as materialized (select pg_current_snapshot() as taken)
     select t.position, t.at, t.kind, t.rows, pg_snapshot_xmax(s.taken)::text as next,
       pg_snapshot_xmin(s.taken)::text as oldest
     from snapshot s
     left join lateral (
       select position, at, kind, rows
       from risk.trade_log
       where zone_code = $1
         and position = any($3::int8[])
         and written_by is distinct from pg_current_xact_id_if_assigned()
       union all
       (select position, at, kind, rows
       from risk.trade_log
       where zone_code = $1
         and position > $2
         and day >= $4
         and written_by is distinct from pg_current_xact_id_if_assigned()
       order by position
       limit $5)
     ) t on true`,
    [zoneCode, after, gaps, from, limit],
  );
  const [first] = rows;
  return {
    nextTransaction: BigInt(first?.next ?? 0),
    oldestRunning: BigInt(first?.oldest ?? 0),
    entries: rows.flatMap(({ rows: text, position, at, kind }) =>
      text === null ? [] : [{ position, at, kind, rows: JSON.parse(text) as never }],
    ),
  };
}
