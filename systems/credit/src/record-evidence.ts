import { assert } from '@pilotzone/kernel/errors';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parsePlainDate } from '@pilotzone/kernel/time';
import { gatherEvidence, type Conclusion } from './model/evidence.ts';
import { addEvidence } from './store.ts';

export type RecordEvidenceNeeds = Pick<Runtime, 'zoneCode' | 'clock'>;

/** Keeps one event as evidence, two statements whatever the batch. Idempotent by event id. */
export async function recordEvidence(
  needs: RecordEvidenceNeeds,
  tx: Tx,
  event: { eventId: string; day: string; conclusions: readonly Conclusion[] },
): Promise<void> {
  const rows = gatherEvidence(event.conclusions);
  if (rows.length === 0) return;
  const { eventId } = event;
  const day = parsePlainDate(event.day);
  assert(day, `event ${eventId} has no valid day`);
  const recordedAt = needs.clock.now();
  const time = { eventId, day, knownOn: dayOf(recordedAt), recordedAt };
  await addEvidence(tx, needs.zoneCode, { rows, time });
}
