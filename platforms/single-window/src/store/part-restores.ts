import { defineStage, type Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import { UNLESS_CORRECTED } from './allowance.ts';
import { GIVE_BACK_INSERTED_GOODS, GOODS_CORRECTED, lockGoods } from './goods-quota.ts';
import type { GoodsKey } from './goods-quota.ts';

/** Which part of which attempt gives back. */
type PartKey = {
  readonly buyerKey: string;
  readonly year: number;
  readonly declarationId: string;
  readonly attempt: number;
  readonly part: number;
  readonly at: number;
};

/** What a part gives back of its buyer's yearly allowance, in 1/100 000 CNY. */
export type AllowancePart = PartKey & { readonly amount: bigint };

const stageAllowance = defineStage<AllowancePart>('stage_allowance_part', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['part', 'int2', (row) => row.part],
  ['amount', 'numeric', (row) => row.amount],
  ['at', 'timestamptz', (row) => row.at],
]);

/** Gives parts of allowances back, locked in key order; a part given back already is ignored. */
export async function restoreAllowanceParts(
  tx: Tx,
  parts: readonly AllowancePart[],
): Promise<void> {
  if (parts.length === 0) return;
  await tx.stage(stageAllowance, parts);
  await tx.query(
    `select 1
       from (select distinct buyer_key, year from stage_allowance_part order by 1, 2) k
      cross join lateral (select 1
                            from single_window.allowance a
                           where a.buyer_key = k.buyer_key and a.year = k.year
                          offset 0 for no key update) a`,
  );
  await tx.query(
    `with inserted as (
       insert into single_window.allowance_entry
              (buyer_key, year, declaration_id, attempt, kind, part, amount, at)
       select s.buyer_key, s.year, s.declaration_id, s.attempt, 'restore', s.part,
              ${UNLESS_CORRECTED}, s.at
         from stage_allowance_part s
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
      where a.buyer_key = m.buyer_key and a.year = m.year`,
  );
}

/** What a part gives back of limited goods, in 1/100 000 of their unit. */
export type GoodsPart = PartKey & Pick<GoodsKey, 'hsCode' | 'unit'> & { readonly quantity: bigint };

const stageGoods = defineStage<GoodsPart>('stage_goods_part', [
  ['buyer_key', 'uuid', (row) => row.buyerKey],
  ['year', 'int2', (row) => row.year],
  ['hs_code', 'text', (row) => row.hsCode],
  ['unit', 'text', (row) => row.unit],
  ['declaration_id', 'uuid', (row) => row.declarationId],
  ['attempt', 'int4', (row) => row.attempt],
  ['part', 'int2', (row) => row.part],
  ['quantity', 'numeric', (row) => row.quantity],
  ['at', 'timestamptz', (row) => row.at],
]);

/** Gives parts of limited quantities back; a part given back already is ignored. */
export async function restoreGoodsParts(tx: Tx, parts: readonly GoodsPart[]): Promise<void> {
  if (parts.length === 0) return;
  const keys = parts.map(({ buyerKey, year, hsCode, unit }) => ({ buyerKey, year, hsCode, unit }));
  await lockGoods(tx, [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()]);
  await tx.stage(stageGoods, parts);
  await tx.query(
    `with inserted as (
       insert into single_window.goods_quota_entry
              (buyer_key, year, hs_code, unit, declaration_id, attempt, kind, part, quantity, at)
       select s.buyer_key, s.year, s.hs_code, s.unit, s.declaration_id, s.attempt, 'restore',
              s.part, case when ${GOODS_CORRECTED} then 0 else s.quantity end, s.at
         from stage_goods_part s
           on conflict do nothing
       returning buyer_key, year, hs_code, unit, quantity
     ${GIVE_BACK_INSERTED_GOODS}`,
  );
}

/** What an attempt took of limited goods. */
export type GoodsTaken = { readonly hsCode: string; readonly unit: string; readonly taken: bigint };

/** What these attempts took of limited goods, by declaration id. */
export async function listGoodsTaken(
  tx: Tx,
  attempts: readonly Pick<PartKey, 'buyerKey' | 'year' | 'declarationId' | 'attempt'>[],
): Promise<Map<string, GoodsTaken[]>> {
  const rows = await tx.query<{
    declaration_id: string;
    hs_code: string;
    unit: string;
    quantity: string;
  }>(
    `select e.declaration_id, e.hs_code, e.unit, e.quantity
       from unnest($1::uuid[], $2::int[], $3::uuid[], $4::int[])
            k (buyer_key, year, declaration_id, attempt)
       join single_window.goods_quota_entry e
         on e.buyer_key = k.buyer_key and e.year = k.year
        and e.declaration_id = k.declaration_id and e.attempt = k.attempt
      where e.kind = 'spend'
      order by e.declaration_id, e.hs_code desc`,
    [
      attempts.map((key) => key.buyerKey),
      attempts.map((key) => key.year),
      attempts.map((key) => key.declarationId),
      attempts.map((key) => key.attempt),
    ],
  );
  const taken = new Map<string, GoodsTaken[]>();
  for (const row of rows) {
    const goods = taken.get(row.declaration_id) ?? [];
    goods.push({ hsCode: row.hs_code, unit: row.unit, taken: parseUnits(row.quantity) ?? 0n });
    taken.set(row.declaration_id, goods);
  }
  return taken;
}
