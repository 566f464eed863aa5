import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { ExportsTold, ExportsUndone } from '@pilotzone/single-window/contract';
import { newPasses } from './place-of.ts';
import { insertGatePasses, revokeGatePasses } from './store/gate-passes.ts';

/**
 * Issues a gate-in pass (入区核放单) per export list that customs has examined: its goods may enter
 * the supervised place. Repeats change nothing.
 */
export async function onExportsExamined(
  tx: Tx,
  event: ExportsTold,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  await insertGatePasses(tx, needs.zoneCode, await batchOf(tx, event, needs));
}

/** Revokes the passes of cancelled exports whose goods have not come yet. */
export async function onExportsUndone(
  tx: Tx,
  event: ExportsUndone,
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<void> {
  // Goods that come back were let in and out long ago.
  if (event.cause !== 'cancelled') return;
  const batch = await batchOf(tx, event, needs);
  await revokeGatePasses(tx, needs.zoneCode, { ...batch, cause: event.cause });
}

async function batchOf(tx: Tx, event: ExportsTold, needs: Pick<Runtime, 'zoneCode'>) {
  const day = parsePlainDate(event.day);
  const at = parseInstant(event.at);
  assert(day && at !== undefined, `event ${event.eventId} has no valid day and time`);
  const passes = await newPasses(tx, event.declarations, { ...needs, direction: 'in' });
  return { passes, day, at };
}
