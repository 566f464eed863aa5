import type { ListDocument } from '@pilotzone/ceb/message';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { Tariff } from '@pilotzone/tariff/rates';
import { taxableOf } from '@pilotzone/tariff/taxable-list';
import type { LimitedGoods } from './allot.ts';

/**
 * The lines of a list whose quantity per person and year the positive list limits on a day; nearly
 * always none. What one entry of the positive list covers is counted together.
 */
export function limitedGoodsOf(
  list: ListDocument,
  buyerKey: string,
  by: { on: PlainDate; tariff: Tariff },
): LimitedGoods[] {
  const entries = list.lines.map((line) => by.tariff.entryOf(line.gcode, by.on));
  if (!entries.some((entry) => entry?.quota)) return [];
  const lines = taxableOf(list).lines;
  return entries.flatMap((entry, index) => {
    const line = lines[index];
    if (!entry?.quota || !line) return [];
    const { hsCode, quota } = entry;
    const key = goodsKey({ buyerKey, hsCode, unit: quota.unit });
    return [{ key, hsCode, quota, line, field: `InventoryList[${index}].gcode` }];
  });
}

/** Key of what is counted together: buyer, entry of the positive list, unit. */
export function goodsKey(of: { buyerKey: string; hsCode: string; unit: string }): string {
  return `${of.buyerKey}|${of.hsCode}|${of.unit}`;
}
