import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';

/** A citizen as this module knows her: pseudonyms of her id number and her telephone. */
export type Citizen = { readonly buyerKey: string; readonly contactKey: string };

export type CitizenCode = Citizen & {
  readonly requestId: string;
  readonly codeSha256: Buffer;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

/** Keeps a code until it is answered or runs out. */
export async function insertCitizenCode(
  q: Queryable,
  zoneCode: string,
  code: CitizenCode,
): Promise<void> {
  await q.query(
    `insert into identity.citizen_code
      (zone_code, request_id, buyer_key, contact_key, code_sha256, created_at, expires_at)
    values ($1, $2, $3, $4, $5, to_timestamp($6::int8 / 1000.0), to_timestamp($7::int8 / 1000.0))`,
    [
      zoneCode,
      code.requestId,
      code.buyerKey,
      code.contactKey,
      code.codeSha256,
      code.createdAt,
      code.expiresAt,
    ],
  );
}

/** What a telephone was used for since `since`: codes asked for, and answers that were wrong. */
export async function countCitizenCodes(
  q: Queryable,
  zoneCode: string,
  { contactKey, since }: { contactKey: string; since: Instant },
): Promise<{ asked: number; wrong: number }> {
  const rows = await q.query<{ asked: number; wrong: number }>(
    `select count(*)::int4 as asked, coalesce(sum(wrong_answers), 0)::int4 as wrong
    from identity.citizen_code
    where zone_code = $1 and contact_key = $2::uuid
      and created_at > to_timestamp($3::int8 / 1000.0)`,
    [zoneCode, contactKey, since],
  );
  return rows[0] ?? { asked: 0, wrong: 0 };
}

/** From now on the right answer to this request opens a session. */
export async function markCodeSent(
  q: Queryable,
  zoneCode: string,
  { requestId, at }: { requestId: string; at: Instant },
): Promise<void> {
  await q.query(
    `update identity.citizen_code
    set sent_at = to_timestamp($3::int8 / 1000.0)
    where zone_code = $1 and request_id = $2::uuid`,
    [zoneCode, requestId, at],
  );
}

/**
 * Answers a code in one statement, so that a hundred guesses at once are a hundred wrong answers.
 * The citizen when the code was sent, is right, fresh and unused; else `undefined`, and the answer
 * is counted.
 */
export async function answerCitizenCode(
  q: Queryable,
  zoneCode: string,
  answer: { requestId: string; codeSha256: Buffer; wrongMax: number; now: Instant },
): Promise<Citizen | undefined> {
  const rows = await q.query<Citizen & { isRight: boolean }>(
    `update identity.citizen_code c
    set used_at = case when right_one then to_timestamp($5::int8 / 1000.0) end,
      wrong_answers = c.wrong_answers + case when right_one then 0 else 1 end
    from (
      select request_id, code_sha256 = $3::bytea and sent_at is not null as right_one
      from identity.citizen_code
      where zone_code = $1 and request_id = $2::uuid
      for update
    ) asked
    where c.zone_code = $1 and c.request_id = asked.request_id and c.used_at is null
      and c.wrong_answers < $4 and c.expires_at > to_timestamp($5::int8 / 1000.0)
    returning c.buyer_key as "buyerKey", c.contact_key as "contactKey", right_one as "isRight"`,
    [zoneCode, answer.requestId, answer.codeSha256, answer.wrongMax, answer.now],
  );
  const [row] = rows;
  return row?.isRight ? { buyerKey: row.buyerKey, contactKey: row.contactKey } : undefined;
}

export type CitizenSession = Citizen & { readonly sessionId: string; readonly expiresAt: Instant };

/** Stores a citizen's session by the hash of its cookie. */
export async function insertCitizenSession(
  q: Queryable,
  zoneCode: string,
  session: CitizenSession & { readonly tokenSha256: Buffer; readonly createdAt: Instant },
): Promise<void> {
  await q.query(
    `insert into identity.citizen_session
      (zone_code, session_id, token_sha256, buyer_key, contact_key, created_at, expires_at)
    values ($1, $2, $3, $4, $5, to_timestamp($6::int8 / 1000.0), to_timestamp($7::int8 / 1000.0))`,
    [
      zoneCode,
      session.sessionId,
      session.tokenSha256,
      session.buyerKey,
      session.contactKey,
      session.createdAt,
      session.expiresAt,
    ],
  );
}

/** The citizen's session of a cookie that has neither ended nor run out. */
export async function findCitizenSession(
  q: Queryable,
  zoneCode: string,
  { tokenSha256, now }: { tokenSha256: Buffer; now: Instant },
): Promise<CitizenSession | undefined> {
  const rows = await q.query<CitizenSession>(
    `select session_id as "sessionId", buyer_key as "buyerKey", contact_key as "contactKey",
      expires_at as "expiresAt"
    from identity.citizen_session
    where zone_code = $1 and token_sha256 = $2 and ended_at is null
      and expires_at > to_timestamp($3::int8 / 1000.0)`,
    [zoneCode, tokenSha256, now],
  );
  return rows[0];
}

/** Ends a citizen's session; a second time changes nothing. */
export async function endCitizenSession(
  q: Queryable,
  zoneCode: string,
  { sessionId, at }: { sessionId: string; at: Instant },
): Promise<void> {
  await q.query(
    `update identity.citizen_session
    set ended_at = to_timestamp($3::int8 / 1000.0)
    where zone_code = $1 and session_id = $2::uuid and ended_at is null`,
    [zoneCode, sessionId, at],
  );
}

/** Deletes codes and sessions that nobody can use any more. */
export async function pruneCitizens(
  q: Queryable,
  zoneCode: string,
  before: Instant,
): Promise<void> {
  for (const table of ['citizen_code', 'citizen_session']) {
    await q.query(
      `delete from identity.${table}
      where zone_code = $1 and expires_at < to_timestamp($2::int8 / 1000.0)`,
      [zoneCode, before],
    );
  }
}
