import type { Tx } from '@pilotzone/kernel/db';
import type { ExportsUndone } from '@pilotzone/single-window/contract';
import { recordEvidence, type RecordEvidenceNeeds } from './record-evidence.ts';

/**
 * Exports cancelled or come back are evidence of their own, as of imports. Idempotent by event id.
 */
export async function onExportsUndone(
  needs: RecordEvidenceNeeds,
  tx: Tx,
  { eventId, day, cause, declarations }: ExportsUndone,
): Promise<void> {
  const conclusions = declarations.map((facts) => ({ ...facts, outcome: cause, reasonCodes: [] }));
  await recordEvidence(needs, tx, { eventId, day, conclusions });
}
