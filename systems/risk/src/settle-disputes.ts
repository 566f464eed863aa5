import { PilotError } from '@pilotzone/kernel/errors';
import { decodeCursor, pageOf } from '@pilotzone/kernel/http/page';
import type { Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { RISK_ERRORS } from './contract.ts';
import {
  addDispute,
  closeDispute,
  findDispute,
  listDisputeRows,
  listDisputesOf,
  lockOpenDispute,
  type DisputeOutcome,
  type DisputeRow,
} from './store/disputes.ts';

export type { DisputeRow };

/** What a citizen says about a purchase in her name. */
export type Complaint = {
  readonly declarationId: string;
  readonly buyerKey: string;
  readonly note: string;
};

export type DisputeDecision = {
  readonly disputeId: string;
  readonly outcome: DisputeOutcome;
  /** Told to the citizen. */
  readonly answer: string;
  readonly officer: string;
};

/** Disputes of citizens, as they raise and read them; the risk desk decides them. */
export function createDisputes(needs: Runtime) {
  return {
    raiseDispute: (complaint: Complaint) => raiseDispute(needs, complaint),
    listDisputes: (page: { cursor: string | undefined; open: boolean; limit: number }) =>
      listDisputes(needs, page),
    listDisputesOf: (buyerKey: string) => listDisputesOf(needs.db, needs.zoneCode, buyerKey),
  };
}

export type Disputes = ReturnType<typeof createDisputes>;

/**
 * Puts a purchase that its buyer denies before the risk desk. The caller has made sure that the
 * declaration is in her name. Throws DISPUTE_EXISTS.
 */
async function raiseDispute({ db, zoneCode, ids, clock }: Runtime, complaint: Complaint) {
  const { declarationId, buyerKey, note } = complaint;
  const disputeId = ids.newId();
  const row = { disputeId, declarationId, buyerKey, note: note.trim(), raisedAt: clock.now() };
  if (await addDispute(db, zoneCode, row)) return { disputeId };
  throw new PilotError(
    RISK_ERRORS.DISPUTE_EXISTS,
    'this purchase was disputed before; its answer appears beside it',
  );
}

/** The queue of the risk desk: who has waited longest comes first. Throws CURSOR_INVALID. */
async function listDisputes(
  { db, zoneCode }: Runtime,
  page: { cursor: string | undefined; open: boolean; limit: number },
) {
  const { cursor, open, limit } = page;
  const after = cursor === undefined ? undefined : idIn(cursor);
  const rows = await listDisputeRows(db, zoneCode, { after, open, limit: limit + 1 });
  return pageOf(rows, limit, ({ disputeId }) => [disputeId]);
}

export type DecisionNeeds = Runtime & {
  /** Gives a buyer back what a list took of her year; answers how much. */
  correctAllowance(
    tx: Tx,
    list: { readonly buyerKey: string; readonly declarationId: string },
  ): Promise<Money>;
};

/**
 * An officer's answer to a citizen. Upholding says that she did not buy: in the same transaction
 * her allowance is given back what the list took. The list itself stays, for it is customs' to
 * correct. Throws DISPUTE_NOT_FOUND, and DISPUTE_ALREADY_DECIDED with who
 * decided it.
 */
export async function decideDispute(
  needs: DecisionNeeds,
  { disputeId, outcome, answer, officer }: DisputeDecision,
): Promise<DisputeRow> {
  const { db, zoneCode, clock } = needs;
  const decision = { disputeId, outcome, answer: answer.trim(), decidedBy: officer };
  const done = await db.transaction(async (tx) => {
    const open = await lockOpenDispute(tx, zoneCode, disputeId);
    if (!open) return undefined;
    const givenBack = outcome === 'upheld' ? await needs.correctAllowance(tx, open) : undefined;
    const decided = { ...decision, decidedAt: clock.now(), givenBack: givenBack?.units ?? null };
    return closeDispute(tx, zoneCode, decided);
  });
  if (done) return done;
  const known = await findDispute(db, zoneCode, disputeId);
  if (!known)
    throw new PilotError(RISK_ERRORS.DISPUTE_NOT_FOUND, `there is no dispute ${disputeId}`);
  throw new PilotError(
    RISK_ERRORS.DISPUTE_ALREADY_DECIDED,
    `${known.decidedBy ?? 'somebody'} has decided this dispute: ${known.outcome ?? ''}`,
  );
}

function idIn(cursor: string): string {
  const id = decodeCursor(cursor, 1)[0] ?? '';
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new PilotError('CURSOR_INVALID', 'the cursor is not one that this list gave');
}
