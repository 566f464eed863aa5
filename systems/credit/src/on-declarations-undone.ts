import type { Tx } from '@pilotzone/kernel/db';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { recordEvidence, type RecordEvidenceNeeds } from './record-evidence.ts';

/**
 * A release taken back is evidence of its own, beside that of the release, which stays: history is
 * only added to. Idempotent by event id.
 */
export async function onDeclarationsUndone(
  needs: RecordEvidenceNeeds,
  tx: Tx,
  { eventId, day, cause, declarations }: DeclarationsUndone,
): Promise<void> {
  // A list that comes back in several parts is one return.
  const first = declarations.filter(({ part }) => (part?.no ?? 1) === 1);
  const conclusions = first.map((facts) => ({
    ...facts,
    outcome: cause,
    reasonCodes: [],
  }));
  await recordEvidence(needs, tx, { eventId, day, conclusions });
}
