import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { Scope } from '../contract.ts';

export type StoredApiKey = {
  readonly keySha256: Buffer;
  /** The key itself, sealed, where it signs requests. */
  readonly secretSealed: Buffer | null;
  readonly participantCode: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
};

/** Stores a key's hash. */
export async function insertApiKey(
  q: Queryable,
  zoneCode: string,
  key: StoredApiKey & { readonly apiKeyId: string; readonly createdAt: Instant },
): Promise<void> {
  await q.query(
    `insert into information_sharing.api_key
      (zone_code, api_key_id, key_sha256, participant_code, name, scopes, created_at, secret_sealed)
    values ($1, $2, $3, $4, $5, $6::text[], to_timestamp($7::int8 / 1000.0), $8)`,
    [
      zoneCode,
      key.apiKeyId,
      key.keySha256,
      key.participantCode,
      key.name,
      key.scopes,
      key.createdAt,
      key.secretSealed,
    ],
  );
}

/**
 * Revokes a key, with an owner only one of that participant; false when there is none. Revoking
 * again keeps the first time.
 */
export async function markRevoked(
  q: Queryable,
  zoneCode: string,
  key: { readonly apiKeyId: string; readonly owner: string | undefined; readonly at: Instant },
): Promise<boolean> {
  const rows = await q.query(
    `update information_sharing.api_key
    set revoked_at = coalesce(revoked_at, to_timestamp($3::int8 / 1000.0))
    where zone_code = $1 and api_key_id = $2 and ($4::text is null or participant_code = $4)
    returning 1 as found`,
    [zoneCode, key.apiKeyId, key.at, key.owner ?? null],
  );
  return rows.length > 0;
}

/** The valid keys with these hashes; none of those that only sign. */
export async function findApiKeys(
  q: Queryable,
  zoneCode: string,
  keysSha256: readonly Buffer[],
): Promise<StoredApiKey[]> {
  return q.query<StoredApiKey>(
    `select key_sha256 as "keySha256", secret_sealed as "secretSealed",
      participant_code as "participantCode", name, scopes
    from information_sharing.api_key
    where zone_code = $1
      and key_sha256 = any($2::bytea[])
      and revoked_at is null
      and secret_sealed is null`,
    [zoneCode, keysSha256],
  );
}

/** The valid key of this id that signs. */
export async function findSigningKey(
  q: Queryable,
  zoneCode: string,
  apiKeyId: string,
): Promise<(StoredApiKey & { readonly secretSealed: Buffer }) | undefined> {
  const rows = await q.query<StoredApiKey & { readonly secretSealed: Buffer }>(
    `select key_sha256 as "keySha256", secret_sealed as "secretSealed",
      participant_code as "participantCode", name, scopes
    from information_sharing.api_key
    where zone_code = $1 and api_key_id = $2 and revoked_at is null
      and secret_sealed is not null`,
    [zoneCode, apiKeyId],
  );
  return rows[0];
}

/** Notes a nonce; false when it was used before. */
export async function useNonce(
  q: Queryable,
  zoneCode: string,
  nonce: { readonly apiKeyId: string; readonly nonce: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await q.query(
    `insert into information_sharing.used_nonce (zone_code, api_key_id, nonce, used_at)
    values ($1, $2, $3, to_timestamp($4::int8 / 1000.0))
    on conflict do nothing
    returning 1`,
    [zoneCode, nonce.apiKeyId, nonce.nonce, nonce.at],
  );
  return rows.length > 0;
}

/** Forgets nonces used before. */
export async function deleteNonces(q: Queryable, zoneCode: string, before: Instant): Promise<void> {
  await q.query(
    `delete from information_sharing.used_nonce
    where zone_code = $1 and used_at < to_timestamp($2::int8 / 1000.0)`,
    [zoneCode, before],
  );
}

export type ListedApiKey = Omit<StoredApiKey, 'keySha256' | 'secretSealed'> & {
  readonly apiKeyId: string;
  readonly signs: boolean;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
};

/** A page of keys, newest first, with an owner only those of that participant. */
export async function listApiKeyRows(
  q: Queryable,
  zoneCode: string,
  page: { readonly owner: string | undefined; readonly before: string | undefined; limit: number },
): Promise<ListedApiKey[]> {
  return q.query<ListedApiKey>(
    `select api_key_id as "apiKeyId", participant_code as "participantCode", name, scopes,
      created_at as "createdAt", revoked_at as "revokedAt", secret_sealed is not null as signs
    from information_sharing.api_key
    where zone_code = $1
      and ($2::text is null or participant_code = $2)
      and ($3::uuid is null or api_key_id < $3)
    order by api_key_id desc
    limit $4`,
    [zoneCode, page.owner ?? null, page.before ?? null, page.limit],
  );
}
