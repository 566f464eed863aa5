import type { Queryable, Tx } from '@pilotzone/kernel/db';

/** A message in the queue to customs. */
export type Outbound = {
  readonly exchangeId: string;
  readonly messageType: string;
  readonly subjectIds: readonly string[];
  /** True: what is in the exchange log is a draft, to be signed before it is sent. */
  readonly isDraft?: boolean;
};

/** A message that this process sends now. `attempts` counts this try. */
export type Claimed = Outbound & {
  readonly attempts: number;
  /** The signed message in the exchange log, once there is one. */
  readonly signedId: string | undefined;
};

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
      ['is_draft', 'bool', (row) => row.isDraft ?? false],
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
    is_draft: boolean;
    signed_id: string | null;
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
    returning o.exchange_id, o.message_type, o.subject_ids, o.attempts, o.is_draft, o.signed_id`,
    [zoneCode, now, leaseUntil, limit],
  );
  return rows
    .map((row) => ({
      exchangeId: row.exchange_id,
      messageType: row.message_type,
      subjectIds: row.subject_ids,
      attempts: row.attempts,
      isDraft: row.is_draft,
      signedId: row.signed_id ?? undefined,
    }))
    .sort((a, b) => (a.exchangeId < b.exchangeId ? -1 : 1));
}

/**
 * Makes due what waits for a time further off than any pause lasts, because the clock was set back
 * since; how many messages. One that was sent in what is now the future counts as sent now.
 */
export async function pullForward(
  q: Queryable,
  zoneCode: string,
  { now, latest }: { now: number; latest: number },
): Promise<number> {
  const at = [zoneCode, now, latest];
  const due = await q.query(
    `update gateway.outbound
        set next_at = to_timestamp($2::float8 / 1000)
      where zone_code = $1 and state in ('queued', 'sending')
        and next_at > to_timestamp($3::float8 / 1000)
      returning exchange_id`,
    at,
  );
  await q.query(
    `update gateway.outbound
        set sent_at = to_timestamp($2::float8 / 1000)
      where zone_code = $1 and state = 'sent' and sent_at > to_timestamp($3::float8 / 1000)`,
    at,
  );
  return due.length;
}

/**
 * Notes which messages were signed; of one that another process signed meanwhile, the other's
 * stands. Gives back which were noted.
 */
export async function markSigned(
  q: Queryable,
  zoneCode: string,
  signed: readonly { exchangeId: string; signedId: string }[],
): Promise<Set<string>> {
  const rows = await q.query<{ exchange_id: string }>(
    `update gateway.outbound o
        set signed_id = s.signed_id
       from unnest($2::uuid[], $3::uuid[]) s (exchange_id, signed_id)
      where o.zone_code = $1 and o.exchange_id = s.exchange_id
        and o.state = 'sending' and o.signed_id is null
      returning o.exchange_id`,
    [zoneCode, signed.map((row) => row.exchangeId), signed.map((row) => row.signedId)],
  );
  return new Set(rows.map((row) => row.exchange_id));
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

/** How many messages wait, since when the oldest does, and why the oldest that failed did. */
export type QueueState = {
  readonly waiting: number;
  readonly oldest: number | null;
  readonly reason: string | null;
};

/** How the queue stands. */
export async function queueState(q: Queryable, zoneCode: string): Promise<QueueState> {
  const rows = await q.query<QueueState>(
    `select count(*) as waiting, min(queued_at) as oldest,
            (array_agg(last_error order by queued_at)
              filter (where last_error is not null))[1] as reason
       from gateway.outbound
      where zone_code = $1 and state in ('queued', 'sending')`,
    [zoneCode],
  );
  return rows[0] ?? { waiting: 0, oldest: null, reason: null };
}
