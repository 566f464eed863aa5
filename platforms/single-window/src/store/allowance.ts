import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';

/** A buyer and a year; the key of the allowance. */
export type AllowanceKey = { readonly buyerKey: string; readonly year: number };

/** What a buyer has used of a year's limit, units of 1/100 000 CNY. */
export type Allowance = AllowanceKey & { readonly used: bigint; readonly limit: bigint };

/** One movement of the allowance ledger. */
export type AllowanceEntry = AllowanceKey & {
  readonly declarationId: string;
  readonly attempt: number;
  readonly kind: 'spend' | 'restore';
  readonly amount: bigint;
  readonly at: number;
};

const stageAllowance = defineStage<Allowance>('stage_allowance', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['limit_amount', 'numeric', (row) => row.limit],
]);

const stageEntry = defineStage<AllowanceEntry>('stage_allowance_entry', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['kind', 'text', (row) => row.kind],
  ['amount', 'numeric', (row) => row.amount],
  ['at', 'timestamptz', (row) => row.at],
]);

/**
 * Locks the allowances of these buyers until commit, in key order, opening those that are new with
 * the year's limit. Between this and `moveAllowances` nobody else can spend them.
 */
export async function lockAllowances(
  tx: Tx,
  rows: readonly (AllowanceKey & { limit: bigint })[],
): Promise<Allowance[]> {
  if (rows.length === 0) return [];
  await tx.stage(
    stageAllowance,
    rows.map((row) => ({ ...row, used: 0n })),
  );
  const locked = await tx.query<{
    buyer_key: string;
    year: number;
    used: string;
    limit_amount: string;
  }>(
    `insert into single_window.allowance as a (buyer_key, year, limit_amount)
     select buyer_key, year, limit_amount
       from stage_allowance
      order by buyer_key, year
         on conflict (buyer_key, year)
         do update set limit_amount = greatest(a.limit_amount, excluded.limit_amount)
     returning a.buyer_key, a.year, a.used, a.limit_amount`,
  );
  return locked.map((row) => ({
    buyerKey: row.buyer_key,
    year: row.year,
    used: parseUnits(row.used) ?? 0n,
    limit: parseUnits(row.limit_amount) ?? 0n,
  }));
}

// What is spent was locked by `lockAllowances`; what is given back is locked here, in the same
// order.
const LOCK_STAGED = `select 1
       from (select distinct buyer_key, year from stage_allowance_entry order by 1, 2) k
      cross join lateral (select 1
                            from single_window.allowance a
                           where a.buyer_key = k.buyer_key and a.year = k.year
                          offset 0 for no key update) a`;

/**
 * Writes movements and moves the balances with them. A movement already written is ignored, with
 * its amount: the balance follows the entries really inserted, so that a repeated batch changes
 * nothing.
 */
export async function moveAllowances(tx: Tx, entries: readonly AllowanceEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.stage(stageEntry, entries);
  if (entries.some(({ kind }) => kind === 'restore')) await tx.query(LOCK_STAGED);
  await tx.query(
    `with inserted as (
       insert into single_window.allowance_entry
              (buyer_key, year, declaration_id, attempt, kind, amount, at)
       select buyer_key, year, declaration_id, attempt, kind, amount, at
         from stage_allowance_entry
           on conflict do nothing
       returning buyer_key, year, case kind when 'spend' then amount else -amount end as moved
     ), moved as (
       select buyer_key, year, sum(moved) as moved
         from inserted
        group by buyer_key, year
     )
     update single_window.allowance a
        set used = a.used + m.moved
       from moved m
      where a.buyer_key = m.buyer_key and a.year = m.year and m.moved <> 0`,
  );
}

/** What a buyer used in a year; `undefined` when nothing was ever declared. */
export async function findAllowance(
  q: Queryable,
  key: AllowanceKey,
): Promise<Allowance | undefined> {
  const rows = await q.query<{ used: string; limit_amount: string }>(
    'select used, limit_amount from single_window.allowance where buyer_key = $1 and year = $2',
    [key.buyerKey, key.year],
  );
  const row = rows[0];
  if (!row) return undefined;
  return { ...key, used: parseUnits(row.used) ?? 0n, limit: parseUnits(row.limit_amount) ?? 0n };
}
