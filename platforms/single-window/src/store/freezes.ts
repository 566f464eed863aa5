import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** Whether anybody has frozen purchases: the look that spares a batch the other one. */
export async function hasFreezes(q: Queryable, zoneCode: string): Promise<boolean> {
  const rows = await q.query(
    'select 1 from single_window.purchase_freeze where zone_code = $1 limit 1',
    [zoneCode],
  );
  return rows.length > 0;
}

/** Those of the buyers who have frozen purchases in their name. */
export async function findFrozen(
  q: Queryable,
  zoneCode: string,
  buyerKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (buyerKeys.length === 0) return new Set();
  const rows = await q.query<{ buyer_key: string }>(
    `select f.buyer_key
       from unnest($2::uuid[]) k (buyer_key)
      cross join lateral (select f.buyer_key
                            from single_window.purchase_freeze f
                           where f.zone_code = $1 and f.buyer_key = k.buyer_key
                          offset 0) f`,
    [zoneCode, buyerKeys],
  );
  return new Set(rows.map((row) => row.buyer_key));
}

/** Since when a buyer's purchases are frozen, milliseconds; `undefined` when they are not. */
export async function findFreeze(
  q: Queryable,
  zoneCode: string,
  buyerKey: string,
): Promise<number | undefined> {
  const rows = await q.query<{ since: number }>(
    `select since from single_window.purchase_freeze where zone_code = $1 and buyer_key = $2`,
    [zoneCode, buyerKey],
  );
  return rows[0]?.since;
}

type FreezeChange = {
  readonly changeId: string;
  readonly buyerKey: string;
  readonly action: 'freeze' | 'thaw';
  readonly at: number;
};

/** Freezes or thaws a buyer's purchases and writes it down; what is so already stays as it is. */
export async function changeFreeze(tx: Tx, zoneCode: string, change: FreezeChange): Promise<void> {
  const { changeId, buyerKey, action, at } = change;
  const done = await tx.query(
    action === 'freeze'
      ? `insert into single_window.purchase_freeze (zone_code, buyer_key, since)
         values ($1, $2, to_timestamp($3::float8 / 1000))
             on conflict do nothing
         returning buyer_key`
      : `delete from single_window.purchase_freeze
          where zone_code = $1 and buyer_key = $2 and since <= to_timestamp($3::float8 / 1000)
         returning buyer_key`,
    [zoneCode, buyerKey, at],
  );
  if (done.length === 0) return;
  await tx.query(
    `insert into single_window.purchase_freeze_change (zone_code, change_id, buyer_key, action, at)
     values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [zoneCode, changeId, buyerKey, action, at],
  );
}

type FrozenRefusal = {
  readonly buyerKey: string;
  readonly declarationId: string;
  readonly attempt: number;
  readonly at: number;
};

/** Notes lists that were refused for a freeze; an attempt is refused once. */
export async function addFrozenRefusals(
  tx: Tx,
  zoneCode: string,
  refused: readonly FrozenRefusal[],
): Promise<void> {
  await tx.query(
    `insert into single_window.frozen_refusal
            (zone_code, buyer_key, declaration_id, attempt, at)
     select $1, r.buyer_key, r.declaration_id, r.attempt, to_timestamp(r.at / 1000)
       from unnest($2::uuid[], $3::uuid[], $4::int[], $5::float8[])
            r (buyer_key, declaration_id, attempt, at)
         on conflict do nothing`,
    [
      zoneCode,
      refused.map((row) => row.buyerKey),
      refused.map((row) => row.declarationId),
      refused.map((row) => row.attempt),
      refused.map((row) => row.at),
    ],
  );
}
