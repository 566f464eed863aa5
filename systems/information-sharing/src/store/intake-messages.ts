import type { Queryable, Sealing, Tx } from '@pilotzone/kernel/db';

/** A message that waits to be cleared. `head` is all of it but its bytes, as JSON. */
export type WaitingMessage = {
  readonly messageId: string;
  readonly handedInBy: string;
  readonly head: unknown;
  readonly body: Buffer;
};

/** An answer; `receipt` is absent where the message broke the program. */
export type StoredAnswer = {
  readonly messageId: string;
  readonly answer: unknown;
  readonly receipt: Buffer | null;
};

const BODY = { body: 'bytes' } as const;

/** Puts messages in line. */
export async function insertWaiting(
  q: Sealing,
  zoneCode: string,
  messages: readonly WaitingMessage[],
): Promise<void> {
  const sealed = await q.seal(messages.map(({ body }) => body));
  await q.query(
    `insert into information_sharing.intake_message
            (zone_code, message_id, handed_in_by, head, byte_count, body)
     select $1, m.message_id, m.handed_in_by, m.head::jsonb, m.byte_count, m.body
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int4[], $6::bytea[])
            m (message_id, handed_in_by, head, byte_count, body)`,
    [
      zoneCode,
      messages.map(({ messageId }) => messageId),
      messages.map(({ handedInBy }) => handedInBy),
      messages.map(({ head }) => JSON.stringify(head)),
      messages.map(({ body }) => body.byteLength),
      sealed,
    ],
  );
}

/**
 * Claims the messages that have waited longest and that nobody else has, until the transaction
 * ends: a process that is killed lets go of them at once. At most `limit` of them, and only the
 * first of those that together are longer than `bytesMax`.
 */
export function claimWaiting(
  tx: Tx,
  zoneCode: string,
  { limit, bytesMax }: { limit: number; bytesMax: number },
): Promise<WaitingMessage[]> {
  return tx.query<WaitingMessage>(
    `with free as materialized (
       select message_id, handed_in_by, head, byte_count, body
         from information_sharing.intake_message
        where zone_code = $1 and answered_at is null
        order by message_id
        limit $2
          for update skip locked
     ), summed as (
       select *, sum(byte_count) over (order by message_id) - byte_count as before
         from free
     )
     select message_id as "messageId", handed_in_by as "handedInBy", head, body
       from summed
      where before = 0 or before + byte_count <= $3
      order by message_id`,
    [zoneCode, limit, bytesMax],
    BODY,
  );
}

/** Claims one message, when nobody else has it. */
export function claimOne(tx: Tx, zoneCode: string, messageId: string): Promise<WaitingMessage[]> {
  return tx.query<WaitingMessage>(
    `select message_id as "messageId", handed_in_by as "handedInBy", head, body
       from information_sharing.intake_message
      where zone_code = $1 and message_id = $2 and answered_at is null
        for update skip locked`,
    [zoneCode, messageId],
    BODY,
  );
}

/** Writes what became of messages. */
export async function writeAnswers(
  q: Sealing,
  zoneCode: string,
  answers: readonly StoredAnswer[],
): Promise<void> {
  const receipts = await q.seal(answers.map(({ receipt }) => receipt));
  await q.query(
    `update information_sharing.intake_message m
        set answered_at = now(), answer = a.answer::jsonb, receipt = a.receipt
       from unnest($2::uuid[], $3::text[], $4::bytea[]) a (message_id, answer, receipt)
      where m.zone_code = $1 and m.message_id = a.message_id`,
    [
      zoneCode,
      answers.map(({ messageId }) => messageId),
      answers.map(({ answer }) => JSON.stringify(answer)),
      receipts,
    ],
  );
}

/** Takes out the answers that are there. */
export function takeAnswers(
  q: Queryable,
  zoneCode: string,
  messageIds: readonly string[],
): Promise<StoredAnswer[]> {
  return q.query<StoredAnswer>(
    `delete from information_sharing.intake_message
      where zone_code = $1 and message_id = any($2::uuid[]) and answered_at is not null
     returning message_id as "messageId", answer, receipt`,
    [zoneCode, messageIds],
    { receipt: 'bytes' },
  );
}

/** Which of these are still in line or being cleared. */
export async function findInLine(
  q: Queryable,
  zoneCode: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ message_id: string }>(
    `select message_id
       from information_sharing.intake_message
      where zone_code = $1 and message_id = any($2::uuid[])`,
    [zoneCode, messageIds],
  );
  return new Set(rows.map(({ message_id }) => message_id));
}

/** Takes messages out of the line that nobody has cleared; waits for who is about to. */
export async function withdrawWaiting(
  q: Queryable,
  zoneCode: string,
  messageIds: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ message_id: string }>(
    `delete from information_sharing.intake_message
      where zone_code = $1 and message_id = any($2::uuid[]) and answered_at is null
     returning message_id`,
    [zoneCode, messageIds],
  );
  return new Set(rows.map(({ message_id }) => message_id));
}

/** How many wait, and since when the first does. */
export async function countWaiting(
  q: Queryable,
  zoneCode: string,
): Promise<{ waiting: number; oldest: number | null }> {
  const rows = await q.query<{ waiting: number; oldest: number | null }>(
    `select count(*)::int4 as waiting, min(handed_in_at) as oldest
       from information_sharing.intake_message
      where zone_code = $1 and answered_at is null`,
    [zoneCode],
  );
  return rows[0] ?? { waiting: 0, oldest: null };
}

/** Deletes answers that nobody fetched: the process that waited for them is gone. */
export async function deleteUnfetched(q: Queryable, zoneCode: string): Promise<void> {
  await q.query(
    `delete from information_sharing.intake_message
      where zone_code = $1 and answered_at < now() - interval '10 minutes'`,
    [zoneCode],
  );
}
