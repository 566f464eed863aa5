import type { Database } from './db.ts';
import type { Instant } from './time.ts';

/** A table cut by month, and the column whose time decides. */
export type CutTable = { readonly table: string; readonly key: string };

// A program that stands still for a quarter finds its parts all the same; what comes later still
// goes to the part for the rest.
const MONTHS_AHEAD = 3;
const PARTITION_LOCK = 7_168_011;

/** All tables cut by month (kernel.partition_by_month), by name. */
export async function listCutTables(db: Database): Promise<CutTable[]> {
  return db.query<CutTable>(
    `select partrelid::regclass::text as table, kernel.months_key(partrelid)::text as key
       from pg_partitioned_table
      where kernel.months_key(partrelid) is not null
      order by 1`,
  );
}

/**
 * Makes the parts of this month and the next three where they are missing; returns how many. Each
 * in a transaction of its own, so that batches wait for one table at most, for milliseconds.
 */
export async function createPartitions(db: Database, now: Instant): Promise<number> {
  let made = 0;
  for (const { table } of await listCutTables(db)) {
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      made += await db.transaction(async (tx) => {
        // Processes that start together make each part once.
        await tx.query('select pg_advisory_xact_lock($1::int8)', [PARTITION_LOCK]);
        const rows = await tx.query<{ made: boolean }>(
          `select kernel.create_partition($1::text::regclass,
                    (date_trunc('month', to_timestamp($2::int8 / 1000) at time zone 'UTC')
                     + $3::int4 * interval '1 month')::date) as made`,
          [table, now, ahead],
        );
        return rows[0]?.made ? 1 : 0;
      });
    }
  }
  return made;
}
