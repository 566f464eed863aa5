import type { TaxSteps } from '../../api/shapes.ts';
import { shareOf, sumOf } from '../../format.ts';

/** One stair: what it adds or sums up, and where its bar begins and ends, 0 to 1. */
export type Stair = {
  readonly step:
    | 'price'
    | 'charges'
    | 'dutiablePrice'
    | 'tariff'
    | 'consumptionTax'
    | 'valueAddedTax'
    | 'total'
    | 'withTax';
  readonly amount: string;
  readonly from: number;
  readonly to: number;
};

/**
 * The tax of a list as stairs: each part stands on the sum of those before it; sums (dutiable
 * price, price with tax) begin at the ground, the whole tax at the dutiable price.
 */
export function staircase({ totals, lines }: TaxSteps): readonly Stair[] {
  const withTax = sumOf([totals.dutiablePrice, totals.total]);
  const price = sumOf(lines.map((line) => line.price));
  const charges = sumOf(lines.map((line) => line.charges));
  const parts = [
    ['price', price, '0'],
    ['charges', charges, price],
    ['dutiablePrice', totals.dutiablePrice, '0'],
    ['tariff', totals.tariff, totals.dutiablePrice],
    ['consumptionTax', totals.consumptionTax, sumOf([totals.dutiablePrice, totals.tariff])],
    [
      'valueAddedTax',
      totals.valueAddedTax,
      sumOf([totals.dutiablePrice, totals.tariff, totals.consumptionTax]),
    ],
    ['total', totals.total, totals.dutiablePrice],
    ['withTax', withTax, '0'],
  ] as const;
  return parts.map(([step, amount, under]) => ({
    step,
    amount,
    from: shareOf(under, withTax),
    to: shareOf(sumOf([under, amount]), withTax),
  }));
}
