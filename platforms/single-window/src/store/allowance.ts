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

/** What the lists of a batch want of a buyer's year, all together. */
export type AllowanceDemand = AllowanceKey & { readonly limit: bigint; readonly demand: bigint };

/** A locked allowance: `used` before this batch, and what of the demand is written already. */
export type LockedAllowance = Allowance & { readonly taken: bigint };

const stageAllowance = defineStage<AllowanceDemand>('stage_allowance', [
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
  await tx.stage(stageAllowance, demands);
  const served = await tx.query<AllowanceRow>(
    `insert into single_window.allowance as a (buyer_key, year, used, limit_amount)
     select buyer_key, year, demand, limit_amount
       from stage_allowance
      order by buyer_key, year
         on conflict (buyer_key, year)
         do update set used = a.used + excluded.used,
                       limit_amount = greatest(a.limit_amount, excluded.limit_amount)
          where a.used + excluded.used <= greatest(a.limit_amount, excluded.limit_amount)
     returning a.buyer_key, a.year, a.used, a.limit_amount`,
  );
  const locked = served.map((row) => {
    const allowance = allowanceOf(row);
    const taken = asked.get(keyText(allowance)) ?? 0n;
    return { ...allowance, used: allowance.used - taken, taken };
  });
  const known = new Set(locked.map(keyText));
  const full = demands.filter((row) => !known.has(keyText(row)));
  return [...locked, ...(await readLocked(tx, full))];
}

/** Allowances without room for the whole demand: locked, and as they were. */
async function readLocked(tx: Tx, rows: readonly AllowanceDemand[]): Promise<LockedAllowance[]> {
  if (rows.length === 0) return [];
  await tx.stage(stageAllowance, rows);
  const found = await tx.query<AllowanceRow>(
    `select a.buyer_key, a.year, a.used, a.limit_amount
       from stage_allowance s
      cross join lateral (select *
                            from single_window.allowance a
                           where a.buyer_key = s.buyer_key and a.year = s.year
                          offset 0) a`,
  );
  const limits = new Map(rows.map((row) => [keyText(row), row.limit]));
  return found.map((row) => {
    const allowance = allowanceOf(row);
    const limit = limits.get(keyText(allowance)) ?? 0n;
    return { ...allowance, limit: limit > allowance.limit ? limit : allowance.limit, taken: 0n };
  });
}

type AllowanceRow = { buyer_key: string; year: number; used: string; limit_amount: string };

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
       select buyer_key, year, declaration_id, attempt, kind, amount, at
         from stage_allowance_entry
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
