import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** Where a message came from. */
export type Origin = {
  readonly exchangeId: string;
  readonly participantCode: string;
  /** "http" or "intake NAME". */
  readonly channel: string;
  /** SenderId of its envelope; null without one. */
  readonly senderId: string | null;
};

/** A message of receipts on its way to a trader. */
export type ReturnMessage = {
  /** Its id in the exchange log, by which the trader knows a repeat. */
  readonly exchangeId: string;
  readonly participantCode: string;
  readonly channel: string;
  readonly receiverId: string | null;
  readonly messageType: string;
};

/** Notes where messages came from. */
export async function insertOrigins(
  tx: Tx,
  zoneCode: string,
  { origins, now }: { origins: readonly Origin[]; now: number },
): Promise<void> {
  if (origins.length === 0) return;
  await tx.query(
    `insert into information_sharing.message_origin
            (zone_code, exchange_id, participant_code, channel, sender_id, received_at)
     select $1, exchange_id, participant_code, channel, sender_id, to_timestamp($6::float8 / 1000)
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[])
            o (exchange_id, participant_code, channel, sender_id)`,
    [
      zoneCode,
      origins.map((row) => row.exchangeId),
      origins.map((row) => row.participantCode),
      origins.map((row) => row.channel),
      origins.map((row) => row.senderId),
      now,
    ],
  );
}

/** Where these messages came from; those that came as files are left out. */
export async function findOrigins(
  q: Queryable,
  zoneCode: string,
  exchangeIds: readonly string[],
): Promise<Map<string, Origin>> {
  const rows = await q.query<Origin>(
    `select exchange_id::text as "exchangeId", participant_code as "participantCode", channel,
            sender_id as "senderId"
       from information_sharing.message_origin
      where zone_code = $1 and exchange_id = any($2::uuid[])`,
    [zoneCode, exchangeIds],
  );
  return new Map(rows.map((row) => [row.exchangeId, row]));
}

/** Notes messages of customs to be sorted; nothing where nobody waits for any. */
export async function insertReceiptsDue(
  tx: Tx,
  zoneCode: string,
  exchangeIds: readonly string[],
): Promise<void> {
  await tx.query(
    `insert into information_sharing.receipt_due (zone_code, exchange_id)
     select $1, exchange_id
       from unnest($2::uuid[]) d (exchange_id)
      where exists (select from information_sharing.message_origin where zone_code = $1)`,
    [zoneCode, exchangeIds],
  );
}

/** Takes the oldest messages of customs that are due, for this transaction. */
export async function takeReceiptsDue(tx: Tx, zoneCode: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ exchangeId: string }>(
    `delete from information_sharing.receipt_due
      where (zone_code, exchange_id) in
            (select zone_code, exchange_id
               from information_sharing.receipt_due
              where zone_code = $1
              order by exchange_id
              limit $2
                for update skip locked)
      returning exchange_id::text as "exchangeId"`,
    [zoneCode, limit],
  );
  return rows.map(({ exchangeId }) => exchangeId).sort();
}

/** Notes receipts as passed on; gives back which of them were not before, in hexadecimal. */
export async function insertReturned(
  tx: Tx,
  zoneCode: string,
  { digests, now }: { digests: readonly Buffer[]; now: number },
): Promise<Set<string>> {
  const rows = await tx.query<{ digest: Buffer }>(
    `insert into information_sharing.returned_receipt (zone_code, digest, returned_at)
     select $1, digest, to_timestamp($3::float8 / 1000)
       from (select distinct digest from unnest($2::bytea[]) d (digest) order by digest) d
         on conflict do nothing
     returning digest`,
    [zoneCode, digests, now],
  );
  return new Set(rows.map(({ digest }) => digest.toString('hex')));
}

/** Queues messages for traders. */
export async function insertReturns(
  tx: Tx,
  zoneCode: string,
  { messages, now }: { messages: readonly ReturnMessage[]; now: number },
): Promise<void> {
  await tx.query(
    `insert into information_sharing.return_message
            (zone_code, exchange_id, participant_code, channel, receiver_id, message_type,
             queued_at)
     select $1, exchange_id, participant_code, channel, receiver_id, message_type,
            to_timestamp($7::float8 / 1000)
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
            r (exchange_id, participant_code, channel, receiver_id, message_type)`,
    [
      zoneCode,
      messages.map((row) => row.exchangeId),
      messages.map((row) => row.participantCode),
      messages.map((row) => row.channel),
      messages.map((row) => row.receiverId),
      messages.map((row) => row.messageType),
      now,
    ],
  );
}

/** The oldest messages that wait for a channel, or for one participant of it. */
export async function listWaitingReturns(
  q: Queryable,
  zoneCode: string,
  wanted: { channel: string; participantCode?: string | undefined; limit: number },
): Promise<ReturnMessage[]> {
  return q.query<ReturnMessage>(
    `select exchange_id::text as "exchangeId", participant_code as "participantCode", channel,
            receiver_id as "receiverId", message_type as "messageType"
       from information_sharing.return_message
      where zone_code = $1 and handed_at is null and channel = $2
        and ($3::text is null or participant_code = $3)
      order by exchange_id
      limit $4`,
    [zoneCode, wanted.channel, wanted.participantCode ?? null, wanted.limit],
  );
}

/** Notes that messages were handed over; of a participant's own only, where one is named. */
export async function markHanded(
  q: Queryable,
  zoneCode: string,
  what: { ids: readonly string[]; participantCode?: string | undefined; now: number },
): Promise<void> {
  await q.query(
    `update information_sharing.return_message
        set handed_at = to_timestamp($4::float8 / 1000)
      where zone_code = $1 and exchange_id = any($2::uuid[]) and handed_at is null
        and ($3::text is null or participant_code = $3)`,
    [zoneCode, what.ids, what.participantCode ?? null, what.now],
  );
}

/** How many messages wait for each channel, and since when the oldest does. */
export async function countWaitingReturns(
  q: Queryable,
  zoneCode: string,
): Promise<{ channel: string; waiting: number; oldest: number }[]> {
  return q.query(
    `select channel, count(*) as waiting, min(queued_at) as oldest
       from information_sharing.return_message
      where zone_code = $1 and handed_at is null
      group by channel
      order by channel`,
    [zoneCode],
  );
}

/** Forgets origins, receipts and messages to traders from before `before`. */
export async function deleteReturns(q: Queryable, zoneCode: string, before: number): Promise<void> {
  for (const [table, column] of AGES) {
    await q.query(
      `delete from information_sharing.${table}
        where zone_code = $1 and ${column} < to_timestamp($2::float8 / 1000)`,
      [zoneCode, before],
    );
  }
}

const AGES = [
  ['message_origin', 'received_at'],
  ['returned_receipt', 'returned_at'],
  ['return_message', 'queued_at'],
] as const;
