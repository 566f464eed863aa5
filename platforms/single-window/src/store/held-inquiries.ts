import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** Notes lists that customs holds now, to be asked for at `nextAt`; one that is noted stays so. */
export async function noteHeld(
  tx: Tx,
  zoneCode: string,
  { ids, nextAt }: { ids: readonly string[]; nextAt: number },
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `insert into single_window.held_inquiry (zone_code, declaration_id, next_at)
     select $1, k.declaration_id, to_timestamp($3::float8 / 1000)
       from unnest($2::uuid[]) k (declaration_id)
         on conflict do nothing`,
    [zoneCode, ids, nextAt],
  );
}

/** Held lists to be asked for now, the longest due first. */
export async function listHeldDue(
  q: Queryable,
  zoneCode: string,
  { now, limit }: { now: number; limit: number },
): Promise<string[]> {
  const rows = await q.query<{ id: string }>(
    `select declaration_id as id
       from single_window.held_inquiry
      where zone_code = $1 and next_at <= to_timestamp($2::float8 / 1000)
      order by next_at
      limit $3`,
    [zoneCode, now, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Puts the next question off, twice as long as the last time. Gives back which lists were still
 * due: another process may have asked meanwhile. Their declarations must be locked.
 */
export async function putOffHeld(
  tx: Tx,
  zoneCode: string,
  about: { ids: readonly string[]; now: number; firstMs: number; maxMs: number },
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `update single_window.held_inquiry h
        set asked = h.asked + 1,
            next_at = to_timestamp(
              ($3::float8 + least($4::float8 * 2 ^ least(h.asked + 1, 30), $5::float8)) / 1000)
      where h.zone_code = $1 and h.declaration_id = any($2::uuid[])
        and h.next_at <= to_timestamp($3::float8 / 1000)
      returning h.declaration_id as id`,
    [zoneCode, about.ids, about.now, about.firstMs, about.maxMs],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Forgets lists that customs does not hold any more. */
export async function forgetHeld(tx: Tx, zoneCode: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `delete from single_window.held_inquiry
      where zone_code = $1 and declaration_id = any($2::uuid[])`,
    [zoneCode, ids],
  );
}
