import type { Queryable, Sealing, Tx } from '@pilotzone/kernel/db';
import { sealOne } from '@pilotzone/kernel/sealing/seal-records';
import type { Instant } from '@pilotzone/kernel/time';

export const DISPUTE_OUTCOMES = ['upheld', 'dismissed'] as const;
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

/** A citizen says that a purchase is not hers; decided or not yet. */
export type DisputeRow = {
  readonly disputeId: string;
  readonly declarationId: string;
  readonly buyerKey: string;
  readonly note: string;
  readonly raisedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly outcome: DisputeOutcome | null;
  readonly decidedBy: string | null;
  readonly answer: string | null;
  /** CNY of the yearly allowance, as text; `null` where none was given back. */
  readonly givenBack: string | null;
};

const DISPUTE = `dispute_id as "disputeId", declaration_id as "declarationId",
       buyer_key as "buyerKey", note, raised_at as "raisedAt", decided_at as "decidedAt", outcome,
       decided_by as "decidedBy", answer, given_back as "givenBack"`;

// Note and answer stand in one row, and neither opens as the other.
function noteOf(of: Pick<DisputeRow, 'disputeId'>): string {
  return `dispute ${of.disputeId} note`;
}

function answerOf(of: Pick<DisputeRow, 'disputeId'>): string {
  return `dispute ${of.disputeId} answer`;
}

const WORDS = {
  note: { as: 'text', boundTo: noteOf },
  answer: { as: 'text', boundTo: answerOf },
} as const;

/** Adds a dispute; false when there is one about this declaration already. */
export async function addDispute(
  q: Sealing,
  zoneCode: string,
  dispute: Pick<DisputeRow, 'disputeId' | 'declarationId' | 'buyerKey' | 'note' | 'raisedAt'>,
): Promise<boolean> {
  const added = await q.query(
    `insert into risk.dispute
       (zone_code, dispute_id, declaration_id, buyer_key, note, raised_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000))
     on conflict on constraint dispute_declaration_key do nothing
     returning dispute_id`,
    [
      zoneCode,
      dispute.disputeId,
      dispute.declarationId,
      dispute.buyerKey,
      await sealOne(q, dispute.note, noteOf(dispute)),
      dispute.raisedAt,
    ],
  );
  return added.length > 0;
}

/** An open dispute, locked until commit; `undefined` when it is decided or unknown. */
export async function lockOpenDispute(
  tx: Tx,
  zoneCode: string,
  disputeId: string,
): Promise<DisputeRow | undefined> {
  const rows = await tx.query<DisputeRow>(
    `select ${DISPUTE}
     from risk.dispute
     where zone_code = $1 and dispute_id = $2::uuid and decided_at is null
     for update`,
    [zoneCode, disputeId],
    WORDS,
  );
  return rows[0];
}

/** Decides an open dispute; `undefined` when it is decided or unknown. */
export async function closeDispute(
  q: Sealing,
  zoneCode: string,
  decision: {
    readonly disputeId: string;
    readonly outcome: DisputeOutcome;
    readonly decidedBy: string;
    readonly decidedAt: Instant;
    readonly answer: string;
    readonly givenBack: bigint | null;
  },
): Promise<DisputeRow | undefined> {
  const rows = await q.query<DisputeRow>(
    `update risk.dispute
     set decided_at = to_timestamp($3::float8 / 1000), outcome = $4, decided_by = $5, answer = $6,
         given_back = $7::numeric / 100000
     where zone_code = $1
       and dispute_id = $2::uuid
       and decided_at is null
     returning ${DISPUTE}`,
    [
      zoneCode,
      decision.disputeId,
      decision.decidedAt,
      decision.outcome,
      decision.decidedBy,
      await sealOne(q, decision.answer, answerOf(decision)),
      decision.givenBack === null ? null : String(decision.givenBack),
    ],
    WORDS,
  );
  return rows[0];
}

/** One dispute, `undefined` when there is none of this id. */
export async function findDispute(
  q: Queryable,
  zoneCode: string,
  disputeId: string,
): Promise<DisputeRow | undefined> {
  const rows = await q.query<DisputeRow>(
    `select ${DISPUTE} from risk.dispute where zone_code = $1 and dispute_id = $2::uuid`,
    [zoneCode, disputeId],
    WORDS,
  );
  return rows[0];
}

/** Disputes after the one of id `after`, oldest first; only open ones, or all. */
export function listDisputeRows(
  q: Queryable,
  zoneCode: string,
  page: { after: string | undefined; open: boolean; limit: number },
): Promise<DisputeRow[]> {
  return q.query<DisputeRow>(
    `select ${DISPUTE}
     from risk.dispute
     where zone_code = $1
       and ($2::uuid is null or dispute_id > $2::uuid)
       and (not $3::boolean or decided_at is null)
     order by dispute_id
     limit $4`,
    [zoneCode, page.after ?? null, page.open, page.limit],
    WORDS,
  );
}

/** Everything a citizen ever disputed, newest first. */
export function listDisputesOf(
  q: Queryable,
  zoneCode: string,
  buyerKey: string,
): Promise<DisputeRow[]> {
  return q.query<DisputeRow>(
    `select ${DISPUTE}
     from risk.dispute
     where zone_code = $1
       and buyer_key = $2::uuid
     order by dispute_id desc
     limit 200`,
    [zoneCode, buyerKey],
    WORDS,
  );
}
