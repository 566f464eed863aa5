import type { ListDocument } from '@pilotzone/ceb/message';
import { UNITS_PER_FEN } from '@pilotzone/kernel/money';
import { shareOf } from '@pilotzone/tariff/share';
import { assessTax } from '@pilotzone/tariff/tax';
import type { TaxBasis } from '@pilotzone/tariff/tax';
import { taxableOf } from '@pilotzone/tariff/taxable-list';

/** A line of a released list with its tax; amounts and quantity in 1/100 000. */
export type BilledLine = {
  readonly gnum: number;
  readonly gcode: string;
  readonly qty: bigint;
  readonly taxPrice: bigint;
  readonly tariff: bigint;
  readonly consumptionTax: bigint;
  readonly valueAddedTax: bigint;
};

/** What came back of each line (gnum). */
export type Returned = ReadonlyMap<number, bigint>;

/** The lines of a released list as customs bills them; none when its tax cannot be assessed. */
export function billedLinesOf(list: ListDocument, basis: TaxBasis): BilledLine[] {
  const tax = assessTax(taxableOf(list), basis);
  if (tax.kind === 'unassessable') return [];
  return list.lines.flatMap(({ gnum, gcode, qty }, index) => {
    const line = tax.lines[index];
    if (!line) return [];
    const { dutiablePrice, tariff, consumptionTax, valueAddedTax } = line;
    return [
      {
        ...{ gnum, gcode, qty, taxPrice: dutiablePrice.units, tariff: tariff.units },
        ...{ consumptionTax: consumptionTax.units, valueAddedTax: valueAddedTax.units },
      },
    ];
  });
}

/**
 * What remains to be billed after returns: of each amount the whole less the share that came back,
 * by the rule that the platform's parts follow, so that both sides agree to the fen.
 */
export function remainingLines(lines: readonly BilledLine[], returned: Returned): BilledLine[] {
  return lines.flatMap((line) => {
    const came = returned.get(line.gnum) ?? 0n;
    if (came >= line.qty) return [];
    const rest = (whole: bigint) => whole - shareOf(whole, { before: 0n, came, all: line.qty });
    return [
      {
        ...{ gnum: line.gnum, gcode: line.gcode, qty: line.qty - came },
        ...{ taxPrice: rest(line.taxPrice), tariff: rest(line.tariff) },
        ...{ consumptionTax: rest(line.consumptionTax), valueAddedTax: rest(line.valueAddedTax) },
      },
    ];
  });
}

/** The same bill a fen too high, as a customs that errs would make it. */
export function miscalculated(lines: readonly BilledLine[]): BilledLine[] {
  return lines.map((line, i) =>
    i === 0 ? { ...line, valueAddedTax: line.valueAddedTax + UNITS_PER_FEN } : line,
  );
}

/** Quantities of several returns together. */
export function addReturned(
  before: Returned,
  lines: readonly { readonly gnum: number; readonly qty: bigint }[],
): Map<number, bigint> {
  const sum = new Map(before);
  for (const { gnum, qty } of lines) sum.set(gnum, (sum.get(gnum) ?? 0n) + qty);
  return sum;
}
