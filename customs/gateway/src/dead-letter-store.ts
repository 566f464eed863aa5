import type { Queryable, Sealing } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';

/** A message that could not be handed over. */
export type DeadLetter = {
  readonly deadLetterId: string;
  /** Name of the channel: "customs", "to customs", "intake NAME". */
  readonly channel: string;
  readonly messageId: string;
  readonly reason: string;
  readonly exchangeId: string | undefined;
  readonly diedAt: number;
  readonly bodyLength: number;
  readonly settled: Settlement | undefined;
};

export type Settlement = {
  readonly at: number;
  readonly by: string;
  readonly outcome: 'replayed' | 'discarded';
  /** Why it was discarded. */
  readonly reason: string | undefined;
};

export type NewDeadLetter = Pick<
  DeadLetter,
  'deadLetterId' | 'channel' | 'messageId' | 'reason'
> & {
  readonly body: Uint8Array;
  readonly exchangeId?: string;
};

/** Keeps dead letters. */
export async function insertDeadLetters(
  q: Sealing,
  zoneCode: string,
  { letters, now }: { letters: readonly NewDeadLetter[]; now: number },
): Promise<void> {
  for (const letter of letters)
    await q.query(
      `insert into gateway.dead_letter
              (zone_code, dead_letter_id, channel, message_id, reason, body, exchange_id, died_at,
               body_length)
       values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9)`,
      [
        ...[zoneCode, letter.deadLetterId, letter.channel, letter.messageId, letter.reason],
        ...[await sealOne(q, letter.body), letter.exchangeId ?? null, now, letter.body.length],
      ],
    );
}

type Row = {
  dead_letter_id: string;
  channel: string;
  message_id: string;
  reason: string;
  exchange_id: string | null;
  died_at: number;
  body_length: number;
  settled_at: number | null;
  settled_by: string | null;
  outcome: 'replayed' | 'discarded' | null;
  settled_reason: string | null;
};

const COLUMNS = `dead_letter_id, channel, message_id, reason, exchange_id, died_at,
                 body_length, settled_at, settled_by, outcome,
                 settled_reason`;

function boundTo(of: Pick<Row, 'dead_letter_id'>): string {
  return `why letter ${of.dead_letter_id}`;
}
const REASON = { settled_reason: { as: 'text', boundTo } } as const;

/** One page, newest first; `before` is the id to go on before. */
export async function listDeadLetters(
  q: Queryable,
  zoneCode: string,
  filter: {
    open: boolean;
    channel?: string | undefined;
    before: string | undefined;
    limit: number;
  },
): Promise<DeadLetter[]> {
  const rows = await q.query<Row>(
    `select ${COLUMNS}
       from gateway.dead_letter
      where zone_code = $1
        and (settled_at is null or not $2)
        and ($3::uuid is null or dead_letter_id < $3::uuid)
        and ($5::text is null or channel = $5)
      order by dead_letter_id desc
      limit $4`,
    [zoneCode, filter.open, filter.before ?? null, filter.limit, filter.channel ?? null],
    REASON,
  );
  return rows.map(letterOf);
}

/** A letter with its body; locked for the transaction that settles it. */
export async function findDeadLetter(
  q: Queryable,
  zoneCode: string,
  id: string,
): Promise<(DeadLetter & { readonly body: Buffer }) | undefined> {
  const [row] = await q.query<Row & { body: Buffer }>(
    `select ${COLUMNS}, body
       from gateway.dead_letter
      where zone_code = $1 and dead_letter_id = $2`,
    [zoneCode, id],
    { ...REASON, body: 'bytes' },
  );
  return row && { ...letterOf(row), body: row.body };
}

/** Settles a letter that is open; false when somebody else has. */
export async function settleDeadLetter(
  q: Sealing,
  zoneCode: string,
  { id, ...how }: Settlement & { id: string },
): Promise<boolean> {
  const rows = await q.query(
    `update gateway.dead_letter
        set settled_at = to_timestamp($3::float8 / 1000), settled_by = $4, outcome = $5,
            settled_reason = $6
      where zone_code = $1 and dead_letter_id = $2 and settled_at is null
      returning dead_letter_id`,
    [
      zoneCode,
      id,
      how.at,
      how.by,
      how.outcome,
      await sealOne(q, how.reason, boundTo({ dead_letter_id: id })),
    ],
  );
  return rows.length > 0;
}

function letterOf(row: Row): DeadLetter {
  const { settled_at: at, settled_by: by, outcome, settled_reason } = row;
  const reason = settled_reason ?? undefined;
  return {
    deadLetterId: row.dead_letter_id,
    channel: row.channel,
    messageId: row.message_id,
    reason: row.reason,
    exchangeId: row.exchange_id ?? undefined,
    diedAt: row.died_at,
    bodyLength: row.body_length,
    settled:
      at !== null && by !== null && outcome !== null ? { at, by, outcome, reason } : undefined,
  };
}
