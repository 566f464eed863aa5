import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant } from '@pilotzone/kernel/time';
import type { ExportsTold, ExportsUndone } from '@pilotzone/single-window/contract';
import { appendParcelEvents } from './store/parcel-events.ts';

/** Enters the release of each export list into the timeline of its parcel. */
export async function onExportsReleased(
  tx: Tx,
  event: ExportsTold,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  await append(tx, { ...event, kind: 'released', place: '' }, needs);
}

/** Enters that an export was cancelled or came back, and why. */
export async function onExportsUndone(
  tx: Tx,
  event: ExportsUndone,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  await append(tx, { ...event, kind: 'release-undone', place: event.cause }, needs);
}

async function append(
  tx: Tx,
  told: ExportsTold & { kind: 'released' | 'release-undone'; place: string },
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  const occurredAt = parseInstant(told.at);
  assert(occurredAt !== undefined, `event ${told.eventId} has no valid time`);
  const rows = told.declarations.map((facts) => ({
    logisticsCode: facts.logisticsCode,
    logisticsNo: facts.logisticsNo,
    kind: told.kind,
    declarationId: facts.declarationId,
    occurredAt,
    reference: facts.invtNo,
    place: told.place,
  }));
  await appendParcelEvents(tx, needs.zoneCode, rows);
}
