import type { Tx } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { formatReturnTime } from '@pilotzone/kernel/time';
import { returnInfoOf } from '@pilotzone/rules/verdict';
import { DECLARATIONS_CONCLUDED, DECLARATION_NOT_FOUND, DECLARATION_NOT_HELD } from './contract.ts';
import { freeReservations } from './free-reservations.ts';
import type { FreeingNeeds } from './free-reservations.ts';
import { loadCases } from './load-cases.ts';
import { isDeclarationId } from './model/declaration.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { catalogued } from './model/findings.ts';
import { causeOfDecision } from './model/public-cause.ts';
import { sendToCustoms } from './send-to-customs.ts';
import type { SendingNeeds } from './send-to-customs.ts';
import { appendTransitions } from './store/declaration-documents.ts';
import { lockByIds, updateDeclarations } from './store/declarations.ts';
import { saveReceipts } from './store/receipts.ts';
import { concludedEvent } from './write-verdicts.ts';

/**
 * An officer's decision on a held list. The note is kept with it and told to the trader when the
 * list is refused.
 */
export type HoldDecision = {
  readonly declarationId: string;
  readonly decision: 'release' | 'reject';
  readonly officer: string;
  /** The officer as a person; a key has none. */
  readonly personId?: string | undefined;
  readonly note: string;
  /** Number of the proposal that the officer answers, where two decide. */
  readonly proposal?: number | undefined;
};

/** What became of a decision: `isFinal` false means that it waits for a second officer. */
export type HoldRecorded = {
  readonly repeated: boolean;
  readonly isFinal: boolean;
  /** What the first officer proposed and this one confirms. */
  readonly first?: { readonly proposedBy: string; readonly note: string };
};

export type HoldNeeds = Runtime &
  SendingNeeds &
  FreeingNeeds & {
    /** `repeated`: the same decision stands already and nothing was written. */
    recordHoldDecision(tx: Tx, decision: HoldDecision): Promise<HoldRecorded>;
    publish(tx: Tx, kind: string, payload: object): Promise<void>;
  };

/**
 * Lets a held list go on to customs, or refuses it; both with the officer and the note on record.
 * Where two officers decide, the first one's word leaves it held.
 * Throws DECLARATION_NOT_FOUND, DECLARATION_NOT_HELD, or what the risk system says of a second
 * decision.
 */
export async function decideHold(
  needs: HoldNeeds,
  decision: HoldDecision,
): Promise<{ readonly row: DeclarationRow; readonly isFinal: boolean }> {
  return needs.db.transaction(async (tx) => {
    const ids = [decision.declarationId].filter(isDeclarationId);
    const [row] = await lockByIds(tx, needs.zoneCode, ids);
    if (!row) {
      throw new PilotError(
        DECLARATION_NOT_FOUND,
        `there is no declaration ${decision.declarationId} in this zone`,
      );
    }
    const recorded = await needs.recordHoldDecision(tx, decision);
    const { repeated, isFinal } = recorded;
    if (repeated) return { row, isFinal };
    if (row.status !== 'held') {
      const state = `declaration ${row.declarationId} is ${row.status}, not held`;
      throw new PilotError(DECLARATION_NOT_HELD, `${state}; only a held one can be decided`);
    }
    if (!isFinal) return { row, isFinal };
    const held = { row, decision: jointDecision(decision, recorded) };
    const act = decision.decision === 'release' ? letGo : refuse;
    return { row: await act(needs, tx, held), isFinal };
  });
}

/** The decision as it is told: where two made it, with both names and both notes. */
export function jointDecision(
  decision: HoldDecision,
  { first }: Pick<HoldRecorded, 'first'>,
): HoldDecision {
  if (!first) return decision;
  return {
    ...decision,
    officer: `${first.proposedBy}, ${decision.officer}`,
    note: first.note === decision.note ? first.note : `${first.note}; ${decision.note}`,
  };
}

type Held = { readonly row: DeclarationRow; readonly decision: HoldDecision };

async function letGo(needs: HoldNeeds, tx: Tx, { row, decision }: Held): Promise<DeclarationRow> {
  const [held] = await loadCases(needs, tx, [row]);
  if (held) await sendToCustoms(needs, tx, [{ list: held.list, row }]);
  return step(needs, tx, { known: row, decision, row: { ...row, status: 'sent', reasons: null } });
}

async function refuse(needs: HoldNeeds, tx: Tx, { row, decision }: Held): Promise<DeclarationRow> {
  const now = needs.clock.now();
  const reasons = [...(row.reasons ?? []), catalogued('PZ-HOLD-REJECTED', [decision.note])];
  const rejected: DeclarationRow = {
    ...row,
    status: 'rejected',
    returnStatus: '100',
    returnTime: formatReturnTime(now),
    reasons,
    decidedAt: now,
  };
  await freeReservations(needs, tx, [rejected]);
  await saveReceipts(tx, needs.zoneCode, [
    {
      declarationId: row.declarationId,
      attempt: row.attempt,
      returnStatus: '100',
      returnTime: formatReturnTime(now),
      returnInfo: returnInfoOf(reasons),
      preNo: null,
      invtNo: null,
      source: 'platform',
      exchangeId: null,
      receivedAt: now,
    },
  ]);
  await needs.publish(tx, DECLARATIONS_CONCLUDED, concludedEvent(needs, [rejected]));
  return step(needs, tx, { known: row, decision, row: rejected });
}

async function step(
  needs: HoldNeeds,
  tx: Tx,
  { known, row, decision }: { known: DeclarationRow; row: DeclarationRow; decision: HoldDecision },
): Promise<DeclarationRow> {
  const next = { ...row, version: row.version + 1 };
  await updateDeclarations(tx, needs.zoneCode, [next]);
  await appendTransitions(tx, needs.zoneCode, [
    {
      declarationId: row.declarationId,
      version: next.version,
      attempt: row.attempt,
      fromStatus: known.status,
      toStatus: next.status,
      at: needs.clock.now(),
      cause: causeOfDecision(decision.decision, decision.note),
      actor: decision.officer,
    },
  ]);
  return next;
}
