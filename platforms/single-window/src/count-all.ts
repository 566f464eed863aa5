import { addMoney, cny, parseUnits, ZERO_CNY } from '@pilotzone/kernel/money';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { outcomeOf } from './model/lifecycle.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { countAllByStatus } from './store/read.ts';

/**
 * How many declarations the zone has by outcome, and the tax of the released ones. Reads the whole
 * table.
 */
export async function countAll(
  runtime: Runtime,
): Promise<{ outcomes: Record<string, number>; releasedTax: Money }> {
  const rows = await countAllByStatus(runtime.db, runtime.zoneCode);
  const outcomes: Record<string, number> = {};
  let releasedTax = ZERO_CNY;
  for (const { status, count, tax } of rows) {
    const outcome = outcomeOf(status as DeclarationStatus);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    if (outcome === 'released')
      releasedTax = addMoney(releasedTax, cny(parseUnits(tax ?? '0') ?? 0n));
  }
  return { outcomes, releasedTax };
}
