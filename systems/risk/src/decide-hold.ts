import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { RISK_ERRORS } from './contract.ts';
import { needsTwo } from './model/review-policy.ts';
import { ruleInForce } from './set-review-policy.ts';
import {
  addDecision,
  findDecision,
  lockLatestHold,
  type Decision,
  type HoldDecision,
} from './store/holds.ts';
import { addProposal, listProposals, type HoldProposal } from './store/reviews.ts';

export type DecideHoldRequest = {
  readonly declarationId: string;
  readonly decision: Decision;
  /** Name of the officer who answers for it. */
  readonly officer: string;
  /** The officer as a person; a key has none, and two keys are not two pairs of eyes. */
  readonly personId?: string | undefined;
  /** Why; mandatory, becomes part of the record. */
  readonly note: string;
  /** Number of the proposal that the officer has read and answers. */
  readonly proposal?: number | undefined;
};

/**
 * `isFinal`: the hold is decided; else it waits for a second officer. `repeated`: the same officer
 * has already said just so, and nothing was written. `first`: whose proposal this confirms.
 */
export type HoldDecided = HoldDecision & {
  readonly repeated: boolean;
  readonly isFinal: boolean;
  readonly first?: HoldProposal;
};

/**
 * Records an officer's decision on the latest hold of a declaration; where the zone asks for two
 * officers, the first one's is a proposal that another person confirms, or objects to with the
 * other decision. Locks the hold until `tx` ends, so that of two officers one decides.
 *
 * Throws HOLD_NOT_FOUND, HOLD_NOTE_MISSING, HOLD_ALREADY_DECIDED for any other second decision,
 * HOLD_PROPOSAL_CHANGED when somebody proposed meanwhile, HOLD_OWN_FORBIDDEN for one's own
 * proposal, and HOLD_PERSON_FORBIDDEN for a key.
 */
export async function decideHold(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  given: DecideHoldRequest,
): Promise<HoldDecided> {
  const { declarationId } = given;
  const request = { ...given, note: noteOf(given) };
  const hold = await lockLatestHold(tx, needs.zoneCode, declarationId);
  if (!hold) {
    throw new PilotError(
      RISK_ERRORS.HOLD_NOT_FOUND,
      `declaration ${declarationId} is not held by risk control; GET /api/v1/holds lists what is`,
    );
  }
  const key = { declarationId, attempt: hold.attempt };
  const known = await findDecision(tx, needs.zoneCode, key);
  if (known) return repeatOf(known, request);
  const standing = (await listProposals(tx, needs.zoneCode, key)).at(-1);
  const isForTwo = standing ?? needsTwo(await ruleInForce(tx, needs.zoneCode), hold);
  const said = {
    ...key,
    decision: request.decision,
    decidedBy: request.officer,
    decidedAt: needs.clock.now(),
    note: request.note,
  };
  const answer = isForTwo ? judgeAnswer(request, standing) : { kind: 'decide' as const };
  if (answer.kind === 'repeat') return { ...said, repeated: true, isFinal: false };
  if (answer.kind === 'propose') {
    const { decision, note } = request;
    const { decidedBy: proposedBy, decidedAt: proposedAt } = said;
    const proposalNo = (standing?.proposalNo ?? 0) + 1;
    const { personId } = answer;
    const proposal = { ...{ proposalNo, decision, note }, proposedBy, proposedAt, personId };
    await addProposal(tx, needs.zoneCode, { ...key, ...proposal });
    return { ...said, repeated: false, isFinal: false };
  }
  const decided = { ...said, confirms: standing?.proposalNo ?? null };
  await addDecision(tx, needs.zoneCode, decided);
  return { ...decided, repeated: false, isFinal: true, ...(standing && { first: standing }) };
}

function noteOf({ note, declarationId }: DecideHoldRequest): string {
  if (note.trim() !== '') return note.trim();
  throw new PilotError(
    RISK_ERRORS.HOLD_NOTE_MISSING,
    `a decision on declaration ${declarationId} needs a note that says why`,
  );
}

type Answer =
  | { readonly kind: 'decide' }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'propose'; readonly personId: string };

/** What an officer's word is where two decide: a proposal, an objection or the confirmation. */
function judgeAnswer(request: DecideHoldRequest, standing: HoldProposal | undefined): Answer {
  const { personId, decision, note } = request;
  if (personId === undefined) {
    throw new PilotError(
      RISK_ERRORS.HOLD_PERSON_FORBIDDEN,
      'two officers decide this hold, each signed in as a person; a key cannot take part',
    );
  }
  if (!standing && request.proposal === undefined) return { kind: 'propose', personId };
  const isOwn = standing?.personId === personId;
  if (isOwn && standing.decision === decision && standing.note === note) return { kind: 'repeat' };
  if (!standing || standing.proposalNo !== request.proposal) throw changed(standing);
  // The other decision objects, and waits for a second officer in its turn.
  if (standing.decision !== decision) return { kind: 'propose', personId };
  if (!isOwn) return { kind: 'decide' };
  throw new PilotError(
    RISK_ERRORS.HOLD_OWN_FORBIDDEN,
    'you proposed this; another officer confirms it or objects',
  );
}

function changed(standing: HoldProposal | undefined): PilotError {
  const text = standing
    ? `${standing.proposedBy} has proposed ${standing.decision} (number ${standing.proposalNo}): ` +
      `"${standing.note}"; read it, then send its number as \`proposal\` to confirm or object`
    : 'nothing is proposed for this hold; send the decision without `proposal`';
  return new PilotError(RISK_ERRORS.HOLD_PROPOSAL_CHANGED, text);
}

function repeatOf(known: HoldDecision, request: DecideHoldRequest): HoldDecided {
  const same =
    known.decision === request.decision &&
    known.decidedBy === request.officer &&
    known.note === request.note;
  if (same) return { ...known, repeated: true, isFinal: true };
  throw new PilotError(
    RISK_ERRORS.HOLD_ALREADY_DECIDED,
    `the hold of declaration ${known.declarationId} is decided: ${known.decidedBy} chose ` +
      `${known.decision}; a decision is final, the declaration may be declared again if rejected`,
  );
}
