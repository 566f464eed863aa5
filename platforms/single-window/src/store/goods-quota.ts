import { defineStage, type Queryable, type Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';

/**
 * Goods of one entry of the positive list that one buyer had in one year; the key of the ledger.
 */
export type GoodsKey = {
  readonly buyerKey: string;
  readonly year: number;
  readonly hsCode: string;
  readonly unit: string;
};

/** What was used, in 1/100 000 of the unit. */
export type GoodsUse = GoodsKey & { readonly used: bigint };

/** A quantity that a list takes. */
export type GoodsSpend = GoodsKey & {
  readonly declarationId: string;
  readonly attempt: number;
  readonly quantity: bigint;
  readonly at: number;
};

const stageGoods = defineStage<GoodsKey>('stage_goods_quota', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['hs_code', 'text', (row) => row.hsCode],
  ['unit', 'text', (row) => row.unit],
]);

const stageSpend = defineStage<GoodsSpend>('stage_goods_quota_spend', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['hs_code', 'text', (row) => row.hsCode],
  ['unit', 'text', (row) => row.unit],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['quantity', 'numeric', (row) => row.quantity],
  ['at', 'timestamptz', (row) => row.at],
]);

/** Locks these quantities until commit, in key order, opening those that are new at 0. */
export async function lockGoods(tx: Tx, keys: readonly GoodsKey[]): Promise<GoodsUse[]> {
  if (keys.length === 0) return [];
  await tx.stage(stageGoods, keys);
  const rows = await tx.query<GoodsRow & { used: string }>(
    `insert into single_window.goods_quota as q (buyer_key, year, hs_code, unit)
     select buyer_key, year, hs_code, unit
       from stage_goods_quota
      order by buyer_key, year, hs_code, unit
         on conflict (buyer_key, year, hs_code, unit) do update set used = q.used
     returning q.buyer_key, q.year, q.hs_code, q.unit, q.used`,
  );
  return rows.map((row) => ({ ...toKey(row), used: parseUnits(row.used) ?? 0n }));
}

/**
 * Writes what lists take, at most one row per list and goods; a spend written already is ignored.
 */
export async function spendGoods(tx: Tx, spends: readonly GoodsSpend[]): Promise<void> {
  if (spends.length === 0) return;
  await tx.stage(stageSpend, spends);
  await tx.query(
    `with inserted as (
       insert into single_window.goods_quota_entry
              (buyer_key, year, hs_code, unit, declaration_id, attempt, kind, quantity, at)
       select buyer_key, year, hs_code, unit, declaration_id, attempt, 'spend', quantity, at
         from stage_goods_quota_spend
           on conflict do nothing
       returning buyer_key, year, hs_code, unit, quantity
     ), moved as (
       select buyer_key, year, hs_code, unit, sum(quantity) as quantity
         from inserted
        group by buyer_key, year, hs_code, unit
     )
     update single_window.goods_quota q
        set used = q.used + m.quantity
       from moved m
      where q.buyer_key = m.buyer_key
        and q.year = m.year
        and q.hs_code = m.hs_code
        and q.unit = m.unit`,
  );
}

/** An attempt that gives back what it took, with its buyer and the year it was taken from. */
export type GoodsReturn = {
  readonly buyerKey: string;
  readonly year: number;
  readonly declarationId: string;
  readonly attempt: number;
  readonly at: number;
};

const stageReturn = defineStage<GoodsReturn>('stage_goods_quota_return', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['at', 'timestamptz', (row) => row.at],
]);

/**
 * The end of a statement whose `inserted` gives goods back: takes what really went in, summed by
 * key, out of what the quotas say is used.
 */
export const GIVE_BACK_INSERTED_GOODS = `), moved as (
       select buyer_key, year, hs_code, unit, sum(quantity) as quantity
         from inserted
        group by buyer_key, year, hs_code, unit
     )
     update single_window.goods_quota q
        set used = q.used - m.quantity
       from moved m
      where q.buyer_key = m.buyer_key
        and q.year = m.year
        and q.hs_code = m.hs_code
        and q.unit = m.unit`;

/** Whether a correction gave back what the attempt of a row `s` held of these goods. */
export const GOODS_CORRECTED = `exists (select 1
                      from single_window.goods_quota_entry c
                     where c.buyer_key = s.buyer_key
                       and c.year = s.year
                       and c.declaration_id = s.declaration_id
                       and c.attempt = s.attempt
                       and c.hs_code = s.hs_code
                       and c.unit = s.unit
                       and c.kind = 'correct')`;

/**
 * Gives back everything these attempts took; may be repeated. Locks the quantities in key order.
 */
export async function restoreGoods(tx: Tx, returns: readonly GoodsReturn[]): Promise<void> {
  if (returns.length === 0) return;
  await tx.stage(stageReturn, returns);
  const taken = await tx.query<GoodsRow>(
    `select distinct e.buyer_key, e.year, e.hs_code, e.unit
       from stage_goods_quota_return r
      cross join lateral (select *
                            from single_window.goods_quota_entry e
                           where e.buyer_key = r.buyer_key
                             and e.year = r.year
                             and e.declaration_id = r.declaration_id
                             and e.attempt = r.attempt
                          offset 0) e`,
  );
  if (taken.length === 0) return;
  await lockGoods(tx, taken.map(toKey));
  await tx.query(
    `with inserted as (
       insert into single_window.goods_quota_entry
              (buyer_key, year, hs_code, unit, declaration_id, attempt, kind, quantity, at)
       select e.buyer_key, e.year, e.hs_code, e.unit, e.declaration_id, e.attempt, 'restore',
              case when e.is_corrected then 0 else e.quantity end, r.at
         from stage_goods_quota_return r
        cross join lateral (select e.*, ${GOODS_CORRECTED.replaceAll('s.', 'e.')} as is_corrected
                              from single_window.goods_quota_entry e
                             where e.buyer_key = r.buyer_key
                               and e.year = r.year
                               and e.declaration_id = r.declaration_id
                               and e.attempt = r.attempt
                               and e.kind = 'spend'
                            offset 0) e
           on conflict do nothing
       returning buyer_key, year, hs_code, unit, quantity
     ${GIVE_BACK_INSERTED_GOODS}`,
  );
}

type GoodsRow = { buyer_key: string; year: number; hs_code: string; unit: string };

function toKey(row: GoodsRow): GoodsKey {
  return { buyerKey: row.buyer_key, year: row.year, hsCode: row.hs_code, unit: row.unit };
}

/** What a buyer had of limited goods in a year. */
export async function listGoods(
  q: Queryable,
  of: { buyerKey: string; year: number },
): Promise<{ hsCode: string; unit: string; used: bigint }[]> {
  const rows = await q.query<{ hs_code: string; unit: string; used: string }>(
    `select hs_code, unit, used
       from single_window.goods_quota
      where buyer_key = $1 and year = $2
      order by hs_code, unit`,
    [of.buyerKey, of.year],
  );
  return rows.map((row) => ({
    hsCode: row.hs_code,
    unit: row.unit,
    used: parseUnits(row.used) ?? 0n,
  }));
}
