import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';

/** A buyer and a year; the key of the allowance. */
export type AllowanceKey = { readonly buyerKey: string; readonly year: number };

/** What a buyer has used of a year's limit, units of 1/100 000 CNY. */
export type Allowance = AllowanceKey & { readonly used: bigint; readonly limit: bigint };

/** One movement of the allowance ledger. */
export type AllowanceEntry = AllowanceKey & {
  readonly declarationId: string;
  readonly attempt: number;
  readonly kind: 'spend' | 'restore' | 'correct';
  readonly amount: bigint;
  readonly at: number;
};

/** What the lists of a batch want of a buyer's year, all together; they come on one day. */
export type AllowanceDemand = AllowanceKey & {
  readonly limit: bigint;
  readonly demand: bigint;
  /** The lists that ask. */
  readonly declarationIds: readonly string[];
  readonly day: PlainDate;
};

/** Lists that a buyer's year was asked for, whether they got it or not. */
export type ListCounts = { readonly today: number; readonly year: number };

/**
 * A locked allowance: `used` and `counted` before this batch, and what of the demand is written
 * already.
 */
export type LockedAllowance = Allowance & { readonly taken: bigint; readonly counted: ListCounts };

const stageDemand = defineStage<AllowanceDemand>('stage_allowance_demand', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['demand', 'numeric', (row) => row.demand],
  ['limit_amount', 'numeric', (row) => row.limit],
  ['lists', 'int4', (row) => row.declarationIds.length],
  // A stage has no column of arrays.
  ['declaration_ids', 'text', (row) => `{${row.declarationIds.join(',')}}`],
  ['day', 'date', (row) => row.day],
]);

type Correction = AllowanceKey & { readonly limit: bigint; readonly demand: bigint };

const stageAllowance = defineStage<Correction>('stage_allowance', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['demand', 'numeric', (row) => row.demand],
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
 * the year's limit. Where the whole demand has room it is taken at once, because nearly always all
 * of it is spent: one row version a buyer instead of two. What was taken and is not spent after
 * all, `spendAllowances` gives back.
 */
export async function lockAllowances(
  tx: Tx,
  rows: readonly AllowanceDemand[],
): Promise<LockedAllowance[]> {
  if (rows.length === 0) return [];
  const asked = new Map(
    rows.map((row) => [keyText(row), row.demand <= row.limit ? row.demand : 0n]),
  );
  const demands = rows.map((row) => ({ ...row, demand: asked.get(keyText(row)) ?? 0n }));
  await tx.stage(stageDemand, demands);
  const served = await tx.query<CountedRow>(
    `insert into single_window.allowance as a
            (buyer_key, year, used, limit_amount, lists_year, lists_day, lists_today,
             declaration_ids)
     select buyer_key, year, demand, limit_amount, lists, day, lists, declaration_ids::uuid[]
       from stage_allowance_demand
      order by buyer_key, year
         on conflict (buyer_key, year)
         do update set used = a.used + excluded.used,
                       limit_amount = greatest(a.limit_amount, excluded.limit_amount),
                       lists_year = a.lists_year + excluded.lists_year,
                       lists_day = excluded.lists_day,
                       lists_today = excluded.lists_today
                         + case when a.lists_day = excluded.lists_day then a.lists_today else 0 end,
                       declaration_ids = a.declaration_ids || excluded.declaration_ids
          where a.used + excluded.used <= greatest(a.limit_amount, excluded.limit_amount)
     returning a.buyer_key, a.year, a.used, a.limit_amount, a.lists_year, a.lists_today`,
  );
  const lists = new Map(demands.map((row) => [keyText(row), row.declarationIds.length]));
  const locked = served.map((row) => {
    const allowance = allowanceOf(row);
    const taken = asked.get(keyText(allowance)) ?? 0n;
    const counted = countedBefore(row, lists);
    return { ...allowance, used: allowance.used - taken, taken, counted };
  });
  const known = new Set(locked.map(keyText));
  const full = demands.filter((row) => !known.has(keyText(row)));
  return [...locked, ...(await countLocked(tx, full))];
}

/** Waits for every list of a buyer that is being served, and keeps others out until commit. */
export async function lockYears(tx: Tx, buyerKey: string): Promise<void> {
  await tx.query(
    `select 1
       from single_window.allowance
      where buyer_key = $1
      order by year
        for update`,
    [buyerKey],
  );
}

/** Allowances without room for the whole demand: locked, and as they were but for the counts. */
async function countLocked(tx: Tx, rows: readonly AllowanceDemand[]): Promise<LockedAllowance[]> {
  if (rows.length === 0) return [];
  await tx.stage(stageDemand, rows);
  const found = await tx.query<CountedRow>(
    `update single_window.allowance a
        set lists_year = a.lists_year + s.lists,
            lists_day = s.day,
            lists_today = s.lists + case when a.lists_day = s.day then a.lists_today else 0 end,
            declaration_ids = a.declaration_ids || s.declaration_ids::uuid[]
       from stage_allowance_demand s
      cross join lateral (select x.ctid
                            from single_window.allowance x
                           where x.buyer_key = s.buyer_key and x.year = s.year
                          offset 0) old
      where a.ctid = old.ctid
     returning a.buyer_key, a.year, a.used, a.limit_amount, a.lists_year, a.lists_today`,
  );
  const limits = new Map(rows.map((row) => [keyText(row), row.limit]));
  const lists = new Map(rows.map((row) => [keyText(row), row.declarationIds.length]));
  return found.map((row) => {
    const allowance = allowanceOf(row);
    const asked = limits.get(keyText(allowance)) ?? 0n;
    const limit = asked > allowance.limit ? asked : allowance.limit;
    return { ...allowance, limit, taken: 0n, counted: countedBefore(row, lists) };
  });
}

type AllowanceRow = { buyer_key: string; year: number; used: string; limit_amount: string };
type CountedRow = AllowanceRow & { lists_year: number; lists_today: number };

function countedBefore(row: CountedRow, lists: ReadonlyMap<string, number>): ListCounts {
  const own = lists.get(`${row.buyer_key} ${row.year}`) ?? 0;
  return { today: row.lists_today - own, year: row.lists_year - own };
}

function allowanceOf(row: AllowanceRow): Allowance {
  return {
    buyerKey: row.buyer_key,
    year: row.year,
    used: parseUnits(row.used) ?? 0n,
    limit: parseUnits(row.limit_amount) ?? 0n,
  };
}

function keyText({ buyerKey, year }: AllowanceKey): string {
  return `${buyerKey} ${year}`;
}

/**
 * Writes what lists spend of allowances that `lockAllowances` has locked, and brings the balances
 * in line with it. An attempt spends once: a second time is a bug, which the key refuses.
 */
export async function spendAllowances(
  tx: Tx,
  locked: readonly LockedAllowance[],
  entries: readonly Omit<AllowanceEntry, 'kind'>[],
): Promise<void> {
  const spends = entries.map((entry) => ({ ...entry, kind: 'spend' as const }));
  await tx.append('single_window.allowance_entry', stageEntry.columns, spends);
  const spent = new Map<string, bigint>();
  for (const entry of spends) {
    spent.set(keyText(entry), (spent.get(keyText(entry)) ?? 0n) + entry.amount);
  }
  const wrong = locked
    .map((row) => ({ ...row, demand: (spent.get(keyText(row)) ?? 0n) - row.taken }))
    .filter((row) => row.demand !== 0n);
  if (wrong.length === 0) return;
  await tx.stage(stageAllowance, wrong);
  await tx.query(
    `update single_window.allowance a
        set used = a.used + s.demand, limit_amount = s.limit_amount
       from stage_allowance s
      cross join lateral (select x.ctid
                            from single_window.allowance x
                           where x.buyer_key = s.buyer_key and x.year = s.year
                          offset 0) old
      where a.ctid = old.ctid`,
  );
}

// In the order of `lockAllowances`.
const LOCK_STAGED = `select 1
       from (select distinct buyer_key, year from stage_allowance_entry order by 1, 2) k
      cross join lateral (select 1
                            from single_window.allowance a
                           where a.buyer_key = k.buyer_key and a.year = k.year
                          offset 0 for no key update) a`;

/**
 * What a staged row `s` gives back: nothing once a correction gave the person back all that the
 * attempt held.
 */
export const UNLESS_CORRECTED = `case when exists (select 1
                                from single_window.allowance_entry c
                               where c.buyer_key = s.buyer_key
                                 and c.year = s.year
                                 and c.declaration_id = s.declaration_id
                                 and c.attempt = s.attempt
                                 and c.kind = 'correct')
                   then 0 else s.amount end`;

/**
 * Gives back what attempts spent. What was given back already is ignored, with its amount: the
 * balance follows the entries really inserted, so that a repeated batch changes nothing.
 */
export async function returnAllowances(
  tx: Tx,
  entries: readonly Omit<AllowanceEntry, 'kind'>[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx.stage(
    stageEntry,
    entries.map((entry) => ({ ...entry, kind: 'restore' as const })),
  );
  await tx.query(LOCK_STAGED);
  await tx.query(
    `with inserted as (
       insert into single_window.allowance_entry
              (buyer_key, year, declaration_id, attempt, kind, amount, at)
       select s.buyer_key, s.year, s.declaration_id, s.attempt, s.kind,
              ${UNLESS_CORRECTED}, s.at
         from stage_allowance_entry s
           on conflict do nothing
       returning buyer_key, year, amount
     ), moved as (
       select buyer_key, year, sum(amount) as amount
         from inserted
        group by buyer_key, year
     )
     update single_window.allowance a
        set used = a.used - m.amount
       from moved m
      where a.buyer_key = m.buyer_key and a.year = m.year and m.amount <> 0`,
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
