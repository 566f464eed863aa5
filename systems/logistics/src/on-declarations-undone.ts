import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant } from '@pilotzone/kernel/time';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { appendParcelEvents } from './store/parcel-events.ts';

/**
 * Enters into the timeline of each parcel that its release was taken back, and why. Repeats
 * change nothing.
 */
export async function onDeclarationsUndone(
  tx: Tx,
  event: DeclarationsUndone,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  const occurredAt = parseInstant(event.at);
  assert(occurredAt !== undefined, `event ${event.eventId} has no valid time`);
  const rows = event.declarations.map((declaration) => ({
    logisticsCode: declaration.logisticsCode,
    logisticsNo: declaration.logisticsNo,
    kind: 'release-undone' as const,
    declarationId: declaration.declarationId,
    occurredAt,
    reference: declaration.invtNo,
    place: event.cause,
  }));
  await appendParcelEvents(tx, needs.zoneCode, rows);
}
