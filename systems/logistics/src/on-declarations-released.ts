import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant } from '@pilotzone/kernel/time';
import type { DeclarationsReleased } from '@pilotzone/single-window/contract';
import { appendParcelEvents } from './store/parcel-events.ts';

/**
 * Enters the release of each declaration into the timeline of its parcel. Repeats change nothing.
 */
export async function onDeclarationsReleased(
  tx: Tx,
  event: DeclarationsReleased,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  const occurredAt = parseInstant(event.at);
  assert(occurredAt !== undefined, `event ${event.eventId} has no valid time`);
  const rows = event.declarations.map((declaration) => ({
    logisticsCode: declaration.logisticsCode,
    logisticsNo: declaration.logisticsNo,
    kind: 'released' as const,
    declarationId: declaration.declarationId,
    occurredAt,
    reference: declaration.invtNo,
    place: '',
  }));
  await appendParcelEvents(tx, needs.zoneCode, rows);
}
