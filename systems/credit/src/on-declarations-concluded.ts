import type { Tx } from '@pilotzone/kernel/db';
import type { DeclarationsConcluded } from '@pilotzone/single-window/contract';
import { recordEvidence, type RecordEvidenceNeeds } from './record-evidence.ts';

/** Every outcome becomes evidence for the enterprises involved. Idempotent by event id. */
export async function onDeclarationsConcluded(
  needs: RecordEvidenceNeeds,
  tx: Tx,
  { eventId, day, declarations }: DeclarationsConcluded,
): Promise<void> {
  await recordEvidence(needs, tx, { eventId, day, conclusions: declarations });
}
