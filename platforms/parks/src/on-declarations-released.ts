import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { DeclarationsReleased } from '@pilotzone/single-window/contract';
import { drawReleased } from './draw-stock.ts';
import { newPasses } from './place-of.ts';
import type { StockWatch } from './set-stock-rule.ts';
import { insertGatePasses } from './store/gate-passes.ts';

/**
 * Issues a gate pass per released declaration, with the place of its goods as known now, and draws
 * bonded goods from the stock that they hold. Repeats
 * change nothing, and a declaration whose release was undone already gets none that opens.
 */
export async function onDeclarationsReleased(
  tx: Tx,
  event: DeclarationsReleased,
  needs: Pick<Runtime, 'zoneCode' | 'clock'> & { readonly watch: StockWatch },
): Promise<void> {
  const { declarations } = event;
  if (declarations.length === 0) return;
  if (needs.watch.isUsed()) await drawReleased(needs, tx, event);
  const day = parsePlainDate(event.day);
  const at = parseInstant(event.at);
  assert(day && at !== undefined, `event ${event.eventId} has no valid day and time`);
  const passes = await newPasses(tx, declarations, needs);
  await insertGatePasses(tx, needs.zoneCode, { passes, day, at });
}
