import type { Queryable, Sealing } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';

/** A message as the page shows it. */
export type SeenMessage = {
  readonly messageNo: number;
  readonly channel: string;
  readonly sender: string;
  readonly messageId: string;
  readonly messageType: string;
  readonly explanation: string;
  readonly receivedAt: number;
  readonly repeats: number;
};

export type NewMessage = Omit<SeenMessage, 'messageNo' | 'receivedAt' | 'repeats'> & {
  readonly sha256: Buffer;
  readonly body: Uint8Array;
};

/** Keeps a message; false when one with its id is known. */
export async function insertMessage(
  q: Sealing,
  zoneCode: string,
  { message, now }: { message: NewMessage; now: number },
): Promise<boolean> {
  const rows = await q.query(
    `insert into gateway.simulator_message
            (zone_code, channel, sender, message_id, sha256, message_type, body, explanation,
             received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000))
         on conflict do nothing
     returning message_no`,
    [
      ...[zoneCode, message.channel, message.sender, message.messageId, message.sha256],
      ...[message.messageType, await sealOne(q, message.body), message.explanation, now],
    ],
  );
  return rows.length > 0;
}

/** Counts a repeat; the hash of what is known under this id, `undefined` when nothing is. */
export async function noteRepeat(
  q: Queryable,
  zoneCode: string,
  { sender, messageId }: { sender: string; messageId: string },
): Promise<Buffer | undefined> {
  const rows = await q.query<{ sha256: Buffer }>(
    `update gateway.simulator_message
        set repeats = repeats + 1
      where zone_code = $1 and sender = $2 and message_id = $3
      returning sha256`,
    [zoneCode, sender, messageId],
  );
  return rows[0]?.sha256;
}

type MessageRow = {
  message_no: number;
  channel: string;
  sender: string;
  message_id: string;
  message_type: string;
  explanation: string;
  received_at: number;
  repeats: number;
};

/** What was received, newest first. */
export async function listMessages(
  q: Queryable,
  zoneCode: string,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<SeenMessage[]> {
  const rows = await q.query<MessageRow>(
    `select message_no, channel, sender, message_id, message_type, explanation, received_at, repeats
       from gateway.simulator_message
      where zone_code = $1 and ($2::int8 is null or message_no < $2::int8)
      order by message_no desc
      limit $3`,
    [zoneCode, before ?? null, limit],
  );
  return rows.map(messageOf);
}

/** One message with its bytes. */
export async function findMessage(
  q: Queryable,
  zoneCode: string,
  messageNo: number,
): Promise<(SeenMessage & { readonly body: Buffer }) | undefined> {
  const rows = await q.query<MessageRow & { body: Buffer }>(
    `select message_no, channel, sender, message_id, message_type, explanation, received_at,
            repeats, body
       from gateway.simulator_message
      where zone_code = $1 and message_no = $2`,
    [zoneCode, messageNo],
    { body: 'bytes' },
  );
  const [row] = rows;
  return row && { ...messageOf(row), body: row.body };
}

function messageOf(row: MessageRow): SeenMessage {
  return {
    messageNo: row.message_no,
    channel: row.channel,
    sender: row.sender,
    messageId: row.message_id,
    messageType: row.message_type,
    explanation: row.explanation,
    receivedAt: row.received_at,
    repeats: row.repeats,
  };
}

/** An answer on its way. */
export type Receipt = {
  readonly receiptId: string;
  readonly channel: string;
  readonly receiver: string;
  readonly messageType: string;
  readonly body: Uint8Array;
};

export type NewReceipt = Receipt & {
  readonly summary: string;
  readonly dueAt: number;
  readonly state: 'due' | 'lost';
};

/** Puts answers on their way. */
export async function insertReceipts(
  q: Sealing,
  zoneCode: string,
  receipts: readonly NewReceipt[],
): Promise<void> {
  for (const one of receipts)
    await q.query(
      `insert into gateway.simulator_receipt
              (zone_code, receipt_id, channel, receiver, message_type, body, summary, due_at, state)
       values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9)`,
      [
        ...[zoneCode, one.receiptId, one.channel, one.receiver, one.messageType],
        ...[await sealOne(q, one.body), one.summary, one.dueAt, one.state],
      ],
    );
}

/** Answers that are due on a channel, and for one receiver where one is named; oldest first. */
export async function listDue(
  q: Queryable,
  zoneCode: string,
  due: { channel: string; receiver?: string; now: number; limit: number },
): Promise<Receipt[]> {
  const rows = await q.query<{
    receipt_id: string;
    channel: string;
    receiver: string;
    message_type: string;
    body: Buffer;
  }>(
    `select receipt_id, channel, receiver, message_type, body
       from gateway.simulator_receipt
      where zone_code = $1 and channel = $2 and state = 'due'
        and ($3::text is null or receiver = $3)
        and due_at <= to_timestamp($4::float8 / 1000)
      order by due_at, receipt_id
      limit $5`,
    [zoneCode, due.channel, due.receiver ?? null, due.now, due.limit],
    { body: 'bytes' },
  );
  return rows.map((row) => ({
    receiptId: row.receipt_id,
    channel: row.channel,
    receiver: row.receiver,
    messageType: row.message_type,
    body: row.body,
  }));
}

/** Notes answers as taken by the other side. */
export async function markTaken(
  q: Queryable,
  zoneCode: string,
  { ids, now }: { ids: readonly string[]; now: number },
): Promise<void> {
  await q.query(
    `update gateway.simulator_receipt
        set state = 'sent', sent_at = to_timestamp($3::float8 / 1000)
      where zone_code = $1 and receipt_id = any($2::uuid[]) and state = 'due'`,
    [zoneCode, ids, now],
  );
}

/** Answers as the page shows them, newest first. */
export async function listReceipts(q: Queryable, zoneCode: string, limit: number) {
  return q.query<{
    receipt_id: string;
    receiver: string;
    message_type: string;
    summary: string;
    state: string;
    due_at: number;
  }>(
    `select receipt_id, receiver, message_type, summary, state, due_at
       from gateway.simulator_receipt
      where zone_code = $1
      order by receipt_id desc
      limit $2`,
    [zoneCode, limit],
  );
}
