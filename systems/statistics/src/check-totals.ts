import { assert } from '@pilotzone/kernel/errors';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { TotalsCheck, TotalsGap } from './contract.ts';
import { readComparedCells } from './store.ts';
import type { ComparedCell } from './store.ts';

export type CheckTotalsNeeds = Pick<Runtime, 'zoneCode'> & { readonly db: Queryable };

const MEASURES = ['dutiablePrice', 'tariff', 'consumptionTax', 'valueAddedTax', 'tax'] as const;
// A gap is a bug upstream; the first hundred are enough to find it.
const GAPS_MAX = 100;

/**
 * Proves that goods facts add up to list facts to the last unit, per day, mode, port and platform,
 * and that the three taxes add up to the tax of the lists.
 */
export async function checkTotals(
  days: { from: PlainDate; until: PlainDate },
  needs: CheckTotalsNeeds,
): Promise<TotalsCheck> {
  const cells = await readComparedCells(needs.db, needs.zoneCode, days);
  const gaps = cells.flatMap(gapsOf);
  if (gaps.length > 0) return { kind: 'unbalanced', gaps: gaps.slice(0, GAPS_MAX) };
  const listCount = cells.reduce((sum, cell) => sum + cell.list_count, 0);
  const tax = cells.reduce((sum, cell) => sum + unitsOf(cell.lists[4]), 0n);
  return { kind: 'balanced', listCount, tax: formatMoney(cny(tax)) };
}

function gapsOf(cell: ComparedCell): TotalsGap[] {
  return MEASURES.flatMap((measure, i) => {
    const lists = unitsOf(cell.lists[i]);
    const goods = unitsOf(cell.goods[i]);
    if (lists === goods) return [];
    const { day, trade_mode: tradeMode, port_code: portCode, ebp_code: ebpCode } = cell;
    const amounts = { lists: formatMoney(cny(lists)), goods: formatMoney(cny(goods)) };
    return [{ day, tradeMode, portCode, ebpCode, measure, ...amounts }];
  });
}

function unitsOf(numeric: string | undefined): bigint {
  const units = parseUnits(numeric ?? '');
  assert(units !== undefined, `a sum of facts reads "${numeric}"`);
  return units;
}
