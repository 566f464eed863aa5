import type { Queryable } from '@pilotzone/kernel/db';

/** Whose id of a message, so that it counts once however often it arrives. */
export type MessageMark = { readonly source: string; readonly messageId: string };

/** A message that was taken, with its answer. */
export type TakenMessage = MessageMark & {
  readonly sha256: Buffer;
  readonly exchangeId: string;
  readonly receiptId: string;
  readonly receiptType: string;
  readonly messageType: string;
};

type Row = {
  source: string;
  message_id: string;
  sha256: Buffer;
  exchange_id: string;
  receipt_id: string;
  receipt_type: string;
  message_type: string;
};

/** Which of these messages were taken before. */
export async function findTaken(
  q: Queryable,
  zoneCode: string,
  marks: readonly MessageMark[],
): Promise<TakenMessage[]> {
  const rows = await q.query<Row>(
    `select m.source, m.message_id, m.sha256, m.exchange_id, m.receipt_id, m.receipt_type,
            m.message_type
       from unnest($2::text[], $3::text[]) w (source, message_id)
       join information_sharing.received_message m
         on m.zone_code = $1 and m.source = w.source and m.message_id = w.message_id`,
    [zoneCode, marks.map(({ source }) => source), marks.map(({ messageId }) => messageId)],
  );
  return rows.map((row) => ({
    source: row.source,
    messageId: row.message_id,
    sha256: row.sha256,
    exchangeId: row.exchange_id,
    receiptId: row.receipt_id,
    receiptType: row.receipt_type,
    messageType: row.message_type,
  }));
}

/** Notes messages as taken; false when another transaction took one of them meanwhile. */
export async function insertTaken(
  q: Queryable,
  zoneCode: string,
  { messages, now }: { messages: readonly TakenMessage[]; now: number },
): Promise<boolean> {
  const column = (name: keyof TakenMessage) => messages.map((row) => row[name]);
  const rows = await q.query(
    `insert into information_sharing.received_message
            (zone_code, source, message_id, sha256, exchange_id, receipt_id, receipt_type,
             message_type, received_at)
     select $1, source, message_id, sha256, exchange_id, receipt_id, receipt_type, message_type,
            to_timestamp($9::float8 / 1000)
       from unnest($2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::uuid[], $7::text[],
                   $8::text[])
            t (source, message_id, sha256, exchange_id, receipt_id, receipt_type, message_type)
      order by source, message_id
         on conflict do nothing
     returning message_id`,
    [
      zoneCode,
      ...[column('source'), column('messageId'), column('sha256'), column('exchangeId')],
      ...[column('receiptId'), column('receiptType'), column('messageType'), now],
    ],
  );
  return rows.length === messages.length;
}

/** Forgets messages taken before `before`. */
export async function deleteTaken(q: Queryable, zoneCode: string, before: number): Promise<void> {
  await q.query(
    `delete from information_sharing.received_message
      where zone_code = $1 and received_at < to_timestamp($2::float8 / 1000)`,
    [zoneCode, before],
  );
}
