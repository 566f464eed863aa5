import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant } from '@pilotzone/kernel/time';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { appendParcelEvents } from './store/parcel-events.ts';
import { appendParcelMovements } from './store/parcel-movements.ts';

/**
 * Enters into the timeline of each parcel that its release was taken back, and why, or what
 * part of it came back. Repeats change nothing.
 */
export async function onDeclarationsUndone(
  tx: Tx,
  event: DeclarationsUndone,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  const occurredAt = parseInstant(event.at);
  assert(occurredAt !== undefined, `event ${event.eventId} has no valid time`);
  const parts = event.declarations.flatMap(({ part, ...facts }) => (part ? [{ part, facts }] : []));
  await appendParcelMovements(
    tx,
    needs.zoneCode,
    parts.map(({ part, facts }) => ({
      logisticsCode: facts.logisticsCode,
      logisticsNo: facts.logisticsNo,
      kind: 'part-returned' as const,
      subjectId: facts.declarationId,
      step: part.no,
      occurredAt,
      reference: facts.invtNo,
      place: part.lines.map((line) => `${line.lineNo}×${line.quantity}`).join(' '),
    })),
  );
  const ended = event.declarations.filter(({ part }) => !part?.remains);
  const rows = ended.map((declaration) => ({
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
