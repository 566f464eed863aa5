import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parseInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { restoreUndone } from './draw-stock.ts';
import { newPasses } from './place-of.ts';
import type { StockWatch } from './set-stock-rule.ts';
import { revokeGatePasses } from './store/gate-passes.ts';

/**
 * Revokes the gate passes of declarations whose release was taken back, unless the goods have
 * left; where only a part came back, the rest keeps its pass. Bonded goods are in stock again.
 * Works in either order with the release itself; repeats change nothing.
 */
export async function onDeclarationsUndone(
  tx: Tx,
  event: DeclarationsUndone,
  needs: Pick<Runtime, 'zoneCode' | 'clock'> & { readonly watch: StockWatch },
): Promise<void> {
  const { cause } = event;
  if (needs.watch.isUsed()) await restoreUndone(needs, tx, event);
  const declarations = event.declarations.filter(({ part }) => !part?.remains);
  if (declarations.length === 0) return;
  const day = parsePlainDate(event.day);
  const at = parseInstant(event.at);
  assert(day && at !== undefined, `event ${event.eventId} has no valid day and time`);
  const passes = await newPasses(tx, declarations, needs);
  await revokeGatePasses(tx, needs.zoneCode, { passes, day, at, cause });
}
