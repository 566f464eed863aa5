import type { ListDocument } from '@pilotzone/ceb/message';
import { quantityShare } from '@pilotzone/tariff/share';
import { quantityIn } from '@pilotzone/tariff/taxable';
import { taxableOf } from '@pilotzone/tariff/taxable-list';
import type { ComingBack } from './part.ts';

/** Goods of a list that count against a quantity per person and year. */
export type LimitedEntry = { readonly hsCode: string; readonly unit: string };

/**
 * What a part of a list gives back of the quantities that the list took, by entry. A line belongs
 * to the entry with the longest code that covers it, as when it was taken.
 */
export function goodsOfPart(
  list: ListDocument,
  entries: readonly LimitedEntry[],
  { before, now }: ComingBack,
): (LimitedEntry & { readonly quantity: bigint })[] {
  const longestFirst = entries.toSorted((a, b) => b.hsCode.length - a.hsCode.length);
  const sums = new Map<LimitedEntry, bigint>();
  const { lines } = taxableOf(list);
  list.lines.forEach((line, index) => {
    const taxable = lines[index];
    const entry = longestFirst.find(({ hsCode }) => line.gcode.startsWith(hsCode));
    const came = now.get(line.gnum) ?? 0n;
    const taken = entry && taxable && quantityIn(taxable, entry.unit);
    if (!taken || came === 0n) return;
    const share = { before: before.get(line.gnum) ?? 0n, came, all: line.qty };
    sums.set(entry, (sums.get(entry) ?? 0n) + quantityShare(taken.units, share));
  });
  return [...sums]
    .filter(([, quantity]) => quantity > 0n)
    .map(([entry, quantity]) => ({ ...entry, quantity }));
}
