import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { SessionMethod } from '../contract.ts';

export type Session = {
  readonly sessionId: string;
  readonly personId: string;
  readonly method: SessionMethod;
  readonly client: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
};

const SESSION = `session_id as "sessionId", person_id as "personId", method, client,
  created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"`;

/** Stores a session by the hash of its cookie. */
export async function insertSession(
  q: Queryable,
  zoneCode: string,
  session: Session & { readonly tokenSha256: Buffer },
): Promise<void> {
  await q.query(
    `insert into identity.session
      (zone_code, session_id, token_sha256, person_id, method, client, created_at, last_seen_at,
       expires_at)
    values ($1, $2, $3, $4, $5, $6, to_timestamp($7::int8 / 1000.0),
      to_timestamp($7::int8 / 1000.0), to_timestamp($8::int8 / 1000.0))`,
    [
      zoneCode,
      session.sessionId,
      session.tokenSha256,
      session.personId,
      session.method,
      session.client,
      session.createdAt,
      session.expiresAt,
    ],
  );
}

/** The session of a cookie that has neither ended nor run out. */
export async function findSession(
  q: Queryable,
  zoneCode: string,
  { tokenSha256, now, idleSince }: { tokenSha256: Buffer; now: Instant; idleSince: Instant },
): Promise<Session | undefined> {
  const rows = await q.query<Session>(
    `select ${SESSION}
    from identity.session
    where zone_code = $1 and token_sha256 = $2 and ended_at is null
      and expires_at > to_timestamp($3::int8 / 1000.0)
      and last_seen_at > to_timestamp($4::int8 / 1000.0)`,
    [zoneCode, tokenSha256, now, idleSince],
  );
  return rows[0];
}

/** Notes that a session is in use. */
export async function touchSession(
  q: Queryable,
  zoneCode: string,
  { sessionId, at }: { sessionId: string; at: Instant },
): Promise<void> {
  await q.query(
    `update identity.session
    set last_seen_at = to_timestamp($3::int8 / 1000.0)
    where zone_code = $1 and session_id = $2::uuid`,
    [zoneCode, sessionId, at],
  );
}

/** Sessions of a person that are open, the newest first. */
export async function listSessions(
  q: Queryable,
  zoneCode: string,
  { personId, now }: { personId: string; now: Instant },
): Promise<Session[]> {
  return q.query<Session>(
    `select ${SESSION}
    from identity.session
    where zone_code = $1 and person_id = $2::uuid and ended_at is null
      and expires_at > to_timestamp($3::int8 / 1000.0)
    order by created_at desc
    limit 100`,
    [zoneCode, personId, now],
  );
}

/** Ends sessions of a person: one, or all but one; returns how many. */
export async function endSessions(
  q: Queryable,
  zoneCode: string,
  which: {
    readonly personId: string;
    readonly only?: string | undefined;
    readonly except?: string | undefined;
    readonly at: Instant;
  },
): Promise<number> {
  const rows = await q.query(
    `update identity.session
    set ended_at = to_timestamp($5::int8 / 1000.0)
    where zone_code = $1 and person_id = $2::uuid and ended_at is null
      and ($3::uuid is null or session_id = $3)
      and ($4::uuid is null or session_id <> $4)
    returning 1`,
    [zoneCode, which.personId, which.only ?? null, which.except ?? null, which.at],
  );
  return rows.length;
}

/** Deletes sessions that ended or ran out long ago, and challenges that nobody answered. */
export async function pruneSessions(
  q: Queryable,
  zoneCode: string,
  { before, now }: { before: Instant; now: Instant },
): Promise<void> {
  await q.query(
    `delete from identity.session
    where zone_code = $1
      and coalesce(ended_at, expires_at) < to_timestamp($2::int8 / 1000.0)`,
    [zoneCode, before],
  );
  await q.query(
    `delete from identity.challenge
    where zone_code = $1 and expires_at < to_timestamp($2::int8 / 1000.0)`,
    [zoneCode, now],
  );
}
