import { assert } from '@pilotzone/kernel/errors';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import { DECLARATIONS_UNDONE } from '@pilotzone/single-window/contract';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { aggregatePlaces, aggregateTrade } from './model.ts';
import { findParks, type ParkNeeds } from './find-parks.ts';
import { importRows } from './model/fact-block.ts';
import { appendFacts, appendPlaces, openRevision } from './store.ts';
import { appendBlock } from './store/fact-blocks.ts';

export type OnUndoneNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & ParkNeeds;

/**
 * Takes cancelled and returned lists, or the parts of them that came back, out of the numbers by
 * negative facts on the day of their release, entered on the day on which statistics learned of it.
 * Idempotent by event id.
 */
export async function onDeclarationsUndone(
  tx: Tx,
  event: DeclarationsUndone,
  needs: OnUndoneNeeds,
): Promise<void> {
  if (event.declarations.length === 0) return;
  const day = parsePlainDate(event.day);
  const at = parseInstant(event.at);
  assert(day && at !== undefined, `event ${event.eventId} has no valid day and time`);
  const { zoneCode, clock } = needs;
  const { eventId, declarations } = event;
  const listCount = declarations.length;
  const counted = { eventId, kind: DECLARATIONS_UNDONE, day, at, listCount };
  const revision = await openRevision(tx, zoneCode, { event: counted, today: dayOf(clock.now()) });
  if (!revision) return;
  const lists = declarations.map((declaration) => {
    const releasedOn = parsePlainDate(declaration.releasedOn);
    assert(releasedOn, `event ${eventId} has a declaration without the day of its release`);
    return { declaration, day: releasedOn, part: declaration.part };
  });
  const key = { ...revision, zoneCode };
  await appendFacts(tx, key, aggregateTrade(lists, -1));
  await appendPlaces(tx, key, aggregatePlaces(lists, -1));
  await appendBlock(tx, key, importRows(lists, await findParks(tx, declarations, needs), -1));
}
