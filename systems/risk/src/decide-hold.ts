import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { RISK_ERRORS } from './contract.ts';
import {
  addDecision,
  findDecision,
  lockLatestHold,
  type Decision,
  type HoldDecision,
} from './store/holds.ts';

export type DecideHoldRequest = {
  readonly declarationId: string;
  readonly decision: Decision;
  /** Login of the officer who answers for it. */
  readonly officer: string;
  /** Why; mandatory, becomes part of the record. */
  readonly note: string;
};

/** `repeated`: the same officer has already decided just so, and nothing was written. */
export type HoldDecided = HoldDecision & { readonly repeated: boolean };

/**
 * Records an officer's decision on the latest hold of a declaration. Locks the hold until `tx`
 * ends, so that of two officers one decides. Throws HOLD_NOT_FOUND, HOLD_NOTE_MISSING, and
 * HOLD_ALREADY_DECIDED for any other second decision.
 */
export async function decideHold(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  request: DecideHoldRequest,
): Promise<HoldDecided> {
  const { declarationId, decision, officer } = request;
  const note = request.note.trim();
  if (note === '') {
    throw new PilotError(
      RISK_ERRORS.HOLD_NOTE_MISSING,
      `a decision on declaration ${declarationId} needs a note that says why`,
    );
  }
  const hold = await lockLatestHold(tx, needs.zoneCode, declarationId);
  if (!hold) {
    throw new PilotError(
      RISK_ERRORS.HOLD_NOT_FOUND,
      `declaration ${declarationId} is not held by risk control; GET /api/v1/holds lists what is`,
    );
  }
  const known = await findDecision(tx, needs.zoneCode, { declarationId, attempt: hold.attempt });
  if (known) return repeatOf(known, { ...request, note });
  const decidedAt = needs.clock.now();
  const decided = { ...hold, declarationId, decision, decidedBy: officer, decidedAt, note };
  await addDecision(tx, needs.zoneCode, decided);
  return { ...decided, repeated: false };
}

function repeatOf(known: HoldDecision, request: DecideHoldRequest): HoldDecided {
  const same =
    known.decision === request.decision &&
    known.decidedBy === request.officer &&
    known.note === request.note;
  if (same) return { ...known, repeated: true };
  throw new PilotError(
    RISK_ERRORS.HOLD_ALREADY_DECIDED,
    `the hold of declaration ${known.declarationId} is decided: ${known.decidedBy} chose ` +
      `${known.decision}; a decision is final, the declaration may be declared again if rejected`,
  );
}
