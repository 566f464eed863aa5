import { randomBytes } from 'node:crypto';
import type { Queryable, Sealing } from './db.ts';
import { assert } from './errors.ts';
import { sealOne } from './sealing/seal-records.ts';

/**
 * A secret that is made on first use and then stays for good, 32 random bytes as base64url; the
 * same for every process. `person-key` is the key of buyers' pseudonyms (keyed hash of the id
 * number).
 */
export async function getSecret(q: Sealing, zoneCode: string, key: string): Promise<string> {
  const bound = `secret ${zoneCode} ${key}`;
  const read = () =>
    q.query<{ secret: string }>(
      'select secret from kernel.secret where zone_code = $1 and key = $2',
      [zoneCode, key],
      { secret: { as: 'text', boundTo: () => bound } },
    );
  const [known] = await read();
  if (known) return known.secret;
  const drawn = await sealOne(q, randomBytes(32).toString('base64url'), bound);
  await q.query(
    `insert into kernel.secret (zone_code, key, secret)
     values ($1, $2, $3)
     on conflict do nothing`,
    [zoneCode, key, drawn],
  );
  const [kept] = await read();
  assert(kept, `the secret ${key} was just kept`);
  return kept.secret;
}

/** The value kept under `key`; `initial` is kept when there is none yet. */
export async function getSetting(
  q: Queryable,
  the: { zoneCode: string; key: string; initial: string },
): Promise<string> {
  await q.query(
    `insert into kernel.setting (zone_code, key, value)
     values ($1, $2, $3)
     on conflict do nothing`,
    [the.zoneCode, the.key, the.initial],
  );
  const rows = await q.query<{ value: string }>(
    `select value
     from kernel.setting
     where zone_code = $1 and key = $2`,
    [the.zoneCode, the.key],
  );
  return rows[0]?.value ?? the.initial;
}

/** Keeps `value` under `key`, replacing what was there. */
export async function putSetting(
  q: Queryable,
  the: { zoneCode: string; key: string; value: string },
): Promise<void> {
  await q.query(
    `insert into kernel.setting (zone_code, key, value)
     values ($1, $2, $3)
     on conflict (zone_code, key) do update set value = excluded.value`,
    [the.zoneCode, the.key, the.value],
  );
}
