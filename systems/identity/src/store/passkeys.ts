import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

export type Passkey = {
  readonly credentialId: string;
  readonly personId: string;
  readonly name: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
};

const PASSKEY = `credential_id as "credentialId", person_id as "personId", name,
  public_key as "publicKey", counter, transports, created_at as "createdAt",
  last_used_at as "lastUsedAt"`;

/** The passkey of this credential id. */
export async function findPasskey(q: Queryable, zoneCode: string, credentialId: string) {
  const rows = await q.query<Passkey>(
    `select ${PASSKEY}
    from identity.passkey
    where zone_code = $1 and credential_id = $2`,
    [zoneCode, credentialId],
  );
  return rows[0];
}

/** The passkeys of a person, oldest first. */
export async function listPasskeys(q: Queryable, zoneCode: string, personId: string) {
  return q.query<Passkey>(
    `select ${PASSKEY}
    from identity.passkey
    where zone_code = $1 and person_id = $2::uuid
    order by created_at
    limit 100`,
    [zoneCode, personId],
  );
}

/** Adds a passkey; false when this credential is registered already. */
export async function insertPasskey(
  q: Queryable,
  zoneCode: string,
  key: Omit<Passkey, 'lastUsedAt'>,
): Promise<boolean> {
  const rows = await q.query(
    `insert into identity.passkey
      (zone_code, credential_id, person_id, name, public_key, counter, transports, created_at)
    values ($1, $2, $3, $4, $5, $6, $7::text[], to_timestamp($8::int8 / 1000.0))
    on conflict do nothing
    returning 1`,
    [
      zoneCode,
      key.credentialId,
      key.personId,
      key.name,
      key.publicKey,
      key.counter,
      key.transports,
      key.createdAt,
    ],
  );
  return rows.length > 0;
}

/** Notes that a passkey was used. */
export async function markPasskeyUsed(
  q: Queryable,
  zoneCode: string,
  used: { credentialId: string; counter: number; at: Instant },
): Promise<void> {
  await q.query(
    `update identity.passkey
    set counter = $3, last_used_at = to_timestamp($4::int8 / 1000.0)
    where zone_code = $1 and credential_id = $2`,
    [zoneCode, used.credentialId, used.counter, used.at],
  );
}

/** Removes a passkey of a person; false when she has no such. */
export async function deletePasskey(
  q: Queryable,
  zoneCode: string,
  { personId, credentialId }: { personId: string; credentialId: string },
): Promise<boolean> {
  const rows = await q.query(
    `delete from identity.passkey
    where zone_code = $1 and person_id = $2::uuid and credential_id = $3
    returning 1`,
    [zoneCode, personId, credentialId],
  );
  return rows.length > 0;
}
