import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** A message in the queue to customs. */
export type Outbound = {
  readonly exchangeId: string;
  readonly messageType: string;
  readonly subjectIds: readonly string[];
};

/** A message that this process sends now. `attempts` counts this try. */
export type Claimed = Outbound & { readonly attempts: number };

/** Puts messages into the queue; sent after the transaction commits. */
export async function insertOutbound(
  tx: Tx,
  zoneCode: string,
  { messages, now }: { messages: readonly Outbound[]; now: number },
): Promise<void> {
  await tx.append<Outbound>(
    'gateway.outbound',
    [
      ['zone_code', 'text', () => zoneCode],
      ['exchange_id', 'uuid', (row) => row.exchangeId],
      ['message_type', 'text', (row) => row.messageType],
      ['subject_ids', 'uuid[]', (row) => row.subjectIds],
      ['state', 'text', () => 'queued'],
      ['queued_at', 'timestamptz', () => now],
      ['next_at', 'timestamptz', () => now],
    ],
    messages,
  );
}

/**
 * Takes due messages, oldest first, under a lease: another process takes them when this one is
 * lost.
 */
export async function claimDue(
  q: Queryable,
  zoneCode: string,
  { now, leaseUntil, limit }: { now: number; leaseUntil: number; limit: number },
): Promise<Claimed[]> {
  const rows = await q.query<{
    exchange_id: string;
    message_type: string;
    subject_ids: string[];
    attempts: number;
  }>(
    `update gateway.outbound o
        set state = 'sending', attempts = o.attempts + 1, next_at = to_timestamp($3::float8 / 1000)
      where (o.zone_code, o.exchange_id) in
            (select zone_code, exchange_id
               from gateway.outbound
              where zone_code = $1 and state in ('queued', 'sending')
                and next_at <= to_timestamp($2::float8 / 1000)
              order by next_at, exchange_id
              limit $4
                for update skip locked)
    returning o.exchange_id, o.message_type, o.subject_ids, o.attempts`,
    [zoneCode, now, leaseUntil, limit],
  );
  return rows
    .map((row) => ({
      exchangeId: row.exchange_id,
      messageType: row.message_type,
      subjectIds: row.subject_ids,
      attempts: row.attempts,
    }))
    .sort((a, b) => (a.exchangeId < b.exchangeId ? -1 : 1));
}

/**
 * Notes that customs took these messages. One that another process took over and that is looked
 * after already stays so.
 */
export async function markSent(
  q: Queryable,
  zoneCode: string,
  { ids, now }: { ids: readonly string[]; now: number },
) {
  await q.query(
    `update gateway.outbound
        set state = 'sent', sent_at = to_timestamp($3::float8 / 1000), last_error = null
      where zone_code = $1 and exchange_id = any($2::uuid[]) and state in ('queued', 'sending')`,
    [zoneCode, ids, now],
  );
}

/**
 * Puts messages back that could not be sent, each to be tried again at its own time. One that
 * another process took over and sent meanwhile stays sent.
 */
export async function markFailed(
  q: Queryable,
  zoneCode: string,
  { retries, error }: { retries: readonly { exchangeId: string; nextAt: number }[]; error: string },
) {
  await q.query(
    `update gateway.outbound o
        set state = 'queued', next_at = to_timestamp(r.next_at / 1000), last_error = $4
       from unnest($2::uuid[], $3::float8[]) r (exchange_id, next_at)
      where o.zone_code = $1 and o.exchange_id = r.exchange_id and o.state = 'sending'`,
    [zoneCode, retries.map((row) => row.exchangeId), retries.map((row) => row.nextAt), error],
  );
}

/** Takes a message out of the queue that customs will not take; false when it is not on its way. */
export async function markRefused(
  q: Queryable,
  zoneCode: string,
  { exchangeId, reason }: { exchangeId: string; reason: string },
): Promise<boolean> {
  const rows = await q.query(
    `update gateway.outbound
        set state = 'refused', last_error = $3
      where zone_code = $1 and exchange_id = $2 and state in ('queued', 'sending', 'sent')
      returning exchange_id`,
    [zoneCode, exchangeId, reason],
  );
  return rows.length > 0;
}

/** Puts a refused message back into the queue. */
export async function requeue(
  q: Queryable,
  zoneCode: string,
  { exchangeId, now }: { exchangeId: string; now: number },
): Promise<void> {
  await q.query(
    `update gateway.outbound
        set state = 'queued', attempts = 0, next_at = to_timestamp($3::float8 / 1000)
      where zone_code = $1 and exchange_id = $2 and state = 'refused'`,
    [zoneCode, exchangeId, now],
  );
}

/** Messages sent before `before` that nobody has looked after yet. */
export async function listUnanswered(
  q: Queryable,
  zoneCode: string,
  options: { before: number; limit: number },
) {
  const rows = await q.query<{ exchange_id: string; subject_ids: string[] }>(
    `select exchange_id, subject_ids
       from gateway.outbound
      where zone_code = $1 and state = 'sent' and sent_at <= to_timestamp($2::float8 / 1000)
      order by sent_at
      limit $3`,
    [zoneCode, options.before, options.limit],
  );
  return rows.map((row) => ({ exchangeId: row.exchange_id, subjectIds: row.subject_ids }));
}

/** Closes messages whose declarations were answered or sent again. */
export async function markAnswered(
  q: Queryable,
  zoneCode: string,
  ids: readonly string[],
): Promise<void> {
  await q.query(
    `update gateway.outbound
        set state = 'answered'
      where zone_code = $1 and exchange_id = any($2::uuid[])`,
    [zoneCode, ids],
  );
}

/** How many messages wait, and since when the oldest does. */
export async function queueState(
  q: Queryable,
  zoneCode: string,
): Promise<{ waiting: number; oldest: number | null }> {
  const rows = await q.query<{ waiting: number; oldest: number | null }>(
    `select count(*) as waiting, min(queued_at) as oldest
       from gateway.outbound
      where zone_code = $1 and state in ('queued', 'sending')`,
    [zoneCode],
  );
  return rows[0] ?? { waiting: 0, oldest: null };
}
