import { assert } from '@pilotzone/kernel/errors';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import { DECLARATIONS_RELEASED } from '@pilotzone/single-window/contract';
import type { DeclarationsReleased } from '@pilotzone/single-window/contract';
import { aggregatePlaces, aggregateTrade } from './model.ts';
import { importRows } from './model/fact-block.ts';
import { appendFacts, appendPlaces, openRevision } from './store.ts';
import { appendBlock } from './store/fact-blocks.ts';
import { findParks, type ParkNeeds } from './find-parks.ts';

export type OnReleasedNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & ParkNeeds;

/**
 * Counts released lists on the day of their release, as one new revision of the zone's numbers.
 * Idempotent by event id; five statements whatever the batch.
 */
export async function onDeclarationsReleased(
  tx: Tx,
  event: DeclarationsReleased,
  needs: OnReleasedNeeds,
): Promise<void> {
  if (event.declarations.length === 0) return;
  const day = parsePlainDate(event.day);
  const at = parseInstant(event.at);
  assert(day && at !== undefined, `event ${event.eventId} has no valid day and time`);
  const { zoneCode, clock } = needs;
  const { eventId, declarations } = event;
  const listCount = declarations.length;
  const counted = { eventId, kind: DECLARATIONS_RELEASED, day, at, listCount };
  const revision = await openRevision(tx, zoneCode, { event: counted, today: dayOf(clock.now()) });
  if (!revision) return;
  const lists = declarations.map((declaration) => ({ declaration, day }));
  const key = { ...revision, zoneCode };
  await appendFacts(tx, key, aggregateTrade(lists, 1));
  await appendPlaces(tx, key, aggregatePlaces(lists, 1));
  await appendBlock(tx, key, importRows(lists, await findParks(tx, declarations, needs), 1));
}
