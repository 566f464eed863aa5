import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

/** What a browser or a provider was asked, and what its answer is held against. */
export type Challenge = {
  readonly challengeId: string;
  readonly kind: 'passkey-new' | 'passkey-sign-in' | 'totp-new' | 'oidc';
  readonly personId: string | null;
  readonly value: Readonly<Record<string, string>>;
};

/** Keeps a challenge until it is answered or runs out. */
export async function insertChallenge(
  q: Queryable,
  zoneCode: string,
  { challenge, expiresAt }: { challenge: Challenge; expiresAt: Instant },
): Promise<void> {
  await q.query(
    `insert into identity.challenge
      (zone_code, challenge_id, kind, person_id, value, expires_at)
    values ($1, $2, $3, $4, $5::jsonb, to_timestamp($6::int8 / 1000.0))`,
    [
      zoneCode,
      challenge.challengeId,
      challenge.kind,
      challenge.personId,
      JSON.stringify(challenge.value),
      expiresAt,
    ],
  );
}

/** Takes a challenge: a second answer finds none. */
export async function takeChallenge(
  q: Queryable,
  zoneCode: string,
  which: {
    readonly challengeId: string;
    readonly kind: Challenge['kind'];
    readonly personId: string | null;
    readonly now: Instant;
  },
): Promise<Challenge | undefined> {
  const rows = await q.query<Challenge>(
    `delete from identity.challenge
    where zone_code = $1 and challenge_id = $2::uuid and kind = $3
      and person_id is not distinct from $4::uuid
      and expires_at > to_timestamp($5::int8 / 1000.0)
    returning challenge_id as "challengeId", kind, person_id as "personId", value`,
    [zoneCode, which.challengeId, which.kind, which.personId, which.now],
  );
  return rows[0];
}

/** The newest challenge of a person, replaced when another is begun. */
export async function takeNewest(
  q: Queryable,
  zoneCode: string,
  which: { readonly kind: Challenge['kind']; readonly personId: string; readonly now: Instant },
): Promise<Challenge | undefined> {
  const rows = await q.query<Challenge>(
    `delete from identity.challenge
    where zone_code = $1 and kind = $2 and person_id = $3::uuid
      and expires_at > to_timestamp($4::int8 / 1000.0)
    returning challenge_id as "challengeId", kind, person_id as "personId", value`,
    [zoneCode, which.kind, which.personId, which.now],
  );
  // Ids grow with time.
  return rows.toSorted((a, b) => (a.challengeId < b.challengeId ? 1 : -1))[0];
}
