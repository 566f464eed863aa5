import type { Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import { GIVE_BACK_INSERTED_GOODS } from './goods-quota.ts';

/** A list that somebody declared in a person's name, and when that was found. */
export type FalseList = {
  readonly buyerKey: string;
  readonly declarationId: string;
  readonly at: number;
};

/**
 * Gives a person back whatever of her yearly allowances a list still holds, by one correcting entry
 * an attempt; answers how much. What was given back before is left out, and may be repeated.
 */
export async function correctAllowances(tx: Tx, list: FalseList): Promise<bigint> {
  const key = [list.buyerKey, list.declarationId];
  // In the order of `lockAllowances`; the sums below are taken under these locks.
  await tx.query(
    `select 1
       from single_window.allowance
      where buyer_key = $1
        and year in (select e.year
                       from single_window.allowance_entry e
                      where e.buyer_key = $1 and e.declaration_id = $2::uuid)
      order by buyer_key, year
        for no key update`,
    key,
  );
  const rows = await tx.query<{ amount: string }>(
    `with held as (
       select e.buyer_key, e.year, e.declaration_id, e.attempt,
              sum(case e.kind when 'spend' then e.amount else -e.amount end) as amount
         from single_window.allowance a
         join single_window.allowance_entry e
           on e.buyer_key = a.buyer_key and e.year = a.year and e.declaration_id = $2::uuid
        where a.buyer_key = $1
        group by e.buyer_key, e.year, e.declaration_id, e.attempt
     ), inserted as (
       insert into single_window.allowance_entry
              (buyer_key, year, declaration_id, attempt, kind, amount, at)
       select buyer_key, year, declaration_id, attempt, 'correct', amount,
              to_timestamp($3::int8 / 1000.0)
         from held
        where amount > 0
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
      where a.buyer_key = m.buyer_key and a.year = m.year
     returning m.amount`,
    [...key, list.at],
  );
  return rows.reduce((sum, { amount }) => sum + (parseUnits(amount) ?? 0n), 0n);
}

/** The same for the quantities of limited goods. */
export async function correctGoods(tx: Tx, list: FalseList): Promise<void> {
  const key = [list.buyerKey, list.declarationId];
  await tx.query(
    `select 1
       from single_window.goods_quota
      where buyer_key = $1
        and (year, hs_code, unit) in (select e.year, e.hs_code, e.unit
                                        from single_window.goods_quota_entry e
                                       where e.buyer_key = $1 and e.declaration_id = $2::uuid)
      order by buyer_key, year, hs_code, unit
        for no key update`,
    key,
  );
  await tx.query(
    `with held as (
       select e.buyer_key, e.year, e.hs_code, e.unit, e.declaration_id, e.attempt,
              sum(case e.kind when 'spend' then e.quantity else -e.quantity end) as quantity
         from single_window.goods_quota_entry e
        where e.buyer_key = $1
          and e.declaration_id = $2::uuid
          and e.year in (select q.year from single_window.goods_quota q where q.buyer_key = $1)
        group by e.buyer_key, e.year, e.hs_code, e.unit, e.declaration_id, e.attempt
     ), inserted as (
       insert into single_window.goods_quota_entry
              (buyer_key, year, hs_code, unit, declaration_id, attempt, kind, quantity, at)
       select buyer_key, year, hs_code, unit, declaration_id, attempt, 'correct', quantity,
              to_timestamp($3::int8 / 1000.0)
         from held
        where quantity > 0
           on conflict do nothing
       returning buyer_key, year, hs_code, unit, quantity
     ${GIVE_BACK_INSERTED_GOODS}`,
    [...key, list.at],
  );
}
