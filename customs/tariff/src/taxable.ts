import type { Money } from '@pilotzone/kernel/money';
import { roundHalfUp, UNITS_PER_FEN, UNITS_PER_ONE } from '@pilotzone/kernel/money';

/**
 * A quantity in a customs unit: `units` counts 1/100 000 of it, `unit` is the 3-digit code (035 is
 * kg).
 */
export type Quantity = { readonly units: bigint; readonly unit: string };

/** One line of goods, as far as tax looks at it. */
export type TaxableLine = {
  readonly hsCode: string;
  /** Price of the whole line (totalPrice), before freight. */
  readonly price: Money;
  /** As traded (qty, unit). */
  readonly quantity: Quantity;
  /** First legal quantity 法定数量 (qty1, unit1). */
  readonly legal1: Quantity;
  /** Second legal quantity 第二法定数量 (qty2, unit2). */
  readonly legal2: Quantity | undefined;
};

/**
 * A list (清单) as far as tax looks at it: lines in order, with the freight and insurance of its
 * head.
 */
export type TaxableList = {
  readonly lines: readonly TaxableLine[];
  readonly freight: Money;
  readonly insurance: Money;
};

/**
 * The line's quantity in a unit: its legal quantity in that unit, else its traded quantity in that
 * unit. A quantity of zero counts as none.
 */
export function quantityIn(line: TaxableLine, unit: string): Quantity | undefined {
  if (line.legal1.unit === unit && line.legal1.units > 0n) return line.legal1;
  if (line.legal2?.unit === unit && line.legal2.units > 0n) return line.legal2;
  if (line.quantity.unit === unit && line.quantity.units > 0n) return line.quantity;
  return undefined;
}

/** Grams in a unit of mass and millilitres in a unit of volume. */
const SIZES = new Map<string, { kind: 'mass' | 'volume'; size: bigint }>([
  ['036', { kind: 'mass', size: 1n }],
  ['035', { kind: 'mass', size: 1_000n }],
  ['070', { kind: 'mass', size: 1_000_000n }],
  ['096', { kind: 'volume', size: 1n }],
  ['095', { kind: 'volume', size: 1_000n }],
  ['063', { kind: 'volume', size: 1_000_000n }],
]);

/**
 * The line's quantity in a unit, as an exact fraction of 1/100 000 units; mass and volume are
 * converted when the line has none in the unit itself (ml for a rate per litre). `undefined` when
 * nothing fits.
 */
export function quantityConvertedTo(
  line: TaxableLine,
  unit: string,
): { numerator: bigint; denominator: bigint } | undefined {
  const direct = quantityIn(line, unit);
  if (direct) return { numerator: direct.units, denominator: 1n };
  const target = SIZES.get(unit);
  if (!target) return undefined;
  for (const quantity of [line.legal1, line.legal2, line.quantity]) {
    const from = quantity && SIZES.get(quantity.unit);
    if (!quantity || quantity.units <= 0n || from?.kind !== target.kind) continue;
    return { numerator: quantity.units * from.size, denominator: target.size };
  }
  return undefined;
}

/** The single-item exception (单件): one line of quantity 1. */
export function isSingleItem(list: TaxableList): boolean {
  const [only, second] = list.lines;
  return second === undefined && only?.quantity.units === UNITS_PER_ONE;
}

/**
 * The dutiable price (完税价格) of a list and of each line, in units of 1/100 000 CNY: price plus
 * freight and insurance. Shares by price are rounded half-up to 0.01, the remainder goes to the
 * last line; without any price the last line carries all. Coupons and points are means of payment
 * and are not deducted.
 * Source: docs/protocols/tax.md §2.
 */
export function dutiablePrices(list: TaxableList): { total: bigint; lines: readonly bigint[] } {
  const charges = list.freight.units + list.insurance.units;
  let goods = 0n;
  for (const line of list.lines) goods += line.price.units;
  if (charges === 0n) return { total: goods, lines: list.lines.map((line) => line.price.units) };
  let rest = charges;
  const last = list.lines.length - 1;
  const lines = list.lines.map((line, index) => {
    if (index === last) return line.price.units + rest;
    const share = shareOf(charges, line.price.units, goods);
    rest -= share;
    return line.price.units + share;
  });
  return { total: goods + charges, lines };
}

function shareOf(charges: bigint, price: bigint, goods: bigint): bigint {
  if (goods <= 0n) return 0n;
  return roundHalfUp(charges * price, goods * UNITS_PER_FEN) * UNITS_PER_FEN;
}
