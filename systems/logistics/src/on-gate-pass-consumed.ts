import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant } from '@pilotzone/kernel/time';
import type { GatePassConsumed } from '@pilotzone/parks/contract';
import { appendParcelEvents } from './store/parcel-events.ts';

/**
 * Enters into the timeline that a parcel left its park, or entered it, with gate and facility.
 * Repeats change nothing.
 */
export async function onGatePassConsumed(
  tx: Tx,
  event: GatePassConsumed,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  const occurredAt = parseInstant(event.at);
  assert(occurredAt !== undefined, `event ${event.eventId} has no valid time`);
  const rows = event.passes.map((pass) => ({
    logisticsCode: pass.logisticsCode,
    logisticsNo: pass.logisticsNo,
    kind: pass.direction === 'in' ? ('entered-park' as const) : ('left-park' as const),
    declarationId: pass.declarationId,
    occurredAt,
    reference: pass.gatePassNo,
    place: [pass.gate, pass.facilityCode].filter((part) => part !== '').join(', '),
  }));
  await appendParcelEvents(tx, needs.zoneCode, rows);
}
