import { addMoney, cny, parseUnits, ZERO_CNY } from '@pilotzone/kernel/money';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { exportOutcomeOf } from './model/export-lifecycle.ts';
import { outcomeOf } from './model/lifecycle.ts';
import type { DeclarationStatus } from './model/lifecycle.ts';
import { countListsByStatus } from './store/export-cases.ts';
import { countAllByStatus } from './store/read.ts';

type Counts = Record<string, number>;

/**
 * How many declarations of imports and lists of exports the zone has by outcome, and the tax of the
 * released imports. Reads the whole tables.
 */
export async function countAll(
  runtime: Runtime,
): Promise<{ outcomes: Counts; exports: Counts; releasedTax: Money }> {
  const rows = await countAllByStatus(runtime.db, runtime.zoneCode);
  const outcomes: Counts = {};
  let releasedTax = ZERO_CNY;
  for (const { status, count, tax } of rows) {
    const outcome = outcomeOf(status as DeclarationStatus);
    add(outcomes, outcome, count);
    if (outcome === 'released')
      releasedTax = addMoney(releasedTax, cny(parseUnits(tax ?? '0') ?? 0n));
  }
  const exports: Counts = {};
  for (const { status, count } of await countListsByStatus(runtime.db, runtime.zoneCode))
    add(exports, exportOutcomeOf(status), count);
  return { outcomes, exports, releasedTax };
}

function add(counts: Counts, outcome: string, count: number): void {
  counts[outcome] = (counts[outcome] ?? 0) + count;
}
