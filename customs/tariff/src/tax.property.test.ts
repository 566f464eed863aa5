import { cny } from '@pilotzone/kernel/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_GOODS } from './demo-goods.ts';
import { createDemoTariff } from './demo.ts';
import type { Fraction } from './fraction.ts';
import {
  addFractions,
  compareFractions,
  fraction,
  multiplyFractions,
  subtractFractions,
} from './fraction.ts';
import { regimeOn } from './limits.ts';
import type { RateRow } from './rates.ts';
import type { TaxAssessment } from './tax.ts';
import { assessTax } from './tax.ts';
import type { TaxableLine, TaxableList } from './taxable.ts';
import { dutiablePrices } from './taxable.ts';
import { onDay } from './testing.ts';

const demo = createDemoTariff();
const on = onDay('2026-11-20');
const regime = regimeOn(on);

const units = (max: bigint) => fc.bigInt({ min: 0n, max });
const aLine: fc.Arbitrary<TaxableLine> = fc.record({
  hsCode: fc.constantFrom(...DEMO_GOODS.map((goods) => goods.hsCode)),
  price: units(600_000_000n).map(cny),
  quantity: fc.record({ units: units(1_000_000n), unit: fc.constantFrom('142', '096', '020') }),
  legal1: fc.record({
    units: fc.bigInt({ min: 1n, max: 1_000_000n }),
    unit: fc.constantFrom('035', '036', '095', '008'),
  }),
  legal2: fc.option(
    fc.record({ units: fc.bigInt({ min: 1n, max: 9_000_000n }), unit: fc.constant('095') }),
    { nil: undefined },
  ),
});
const aList: fc.Arbitrary<TaxableList> = fc.record({
  lines: fc.array(aLine, { minLength: 1, maxLength: 6 }),
  freight: units(10_000_000n).map(cny),
  insurance: units(1_000_000n).map(cny),
});

function assess(list: TaxableList): TaxAssessment {
  return assessTax(list, { on, tariff: demo, regime });
}

describe('tax of any list', () => {
  it('has totals that its lines and taxes add up to', () => {
    fc.assert(
      fc.property(aList, (list) => {
        const assessed = assess(list);
        if (assessed.kind !== 'assessed') return;
        const { totals, lines } = assessed;
        const keys = [
          'dutiablePrice',
          'tariff',
          'consumptionTax',
          'valueAddedTax',
          'total',
        ] as const;
        for (const key of keys) {
          expect(lines.reduce((sum, line) => sum + line[key].units, 0n)).toBe(totals[key].units);
        }
        const { tariff, consumptionTax, valueAddedTax } = totals;
        const parts = tariff.units + consumptionTax.units + valueAddedTax.units;
        expect(parts).toBe(totals.total.units);
        expect(totals.total.units % 1_000n).toBe(0n);
      }),
    );
  });

  it('shares out exactly the freight and insurance, all but the last share in whole fens', () => {
    fc.assert(
      fc.property(aList, (list) => {
        const { total, lines } = dutiablePrices(list);
        expect(lines.reduce((sum, price) => sum + price, 0n)).toBe(total);
        const shares = lines.map((price, i) => price - (list.lines[i]?.price.units ?? 0n));
        expect(shares.slice(0, -1).every((share) => share % 1_000n === 0n)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(
          list.freight.units + list.insurance.units,
        );
      }),
    );
  });

  it('never falls when the price of a single line rises', () => {
    fc.assert(
      fc.property(aLine, units(100_000_000n), (line, more) => {
        const [low, high] = [0n, more].map((extra) =>
          assess({
            lines: [{ ...line, price: cny(line.price.units + extra) }],
            freight: cny(0n),
            insurance: cny(0n),
          }),
        );
        if (low?.kind !== 'assessed' || high?.kind !== 'assessed') return;
        expect(high.totals.total.units).toBeGreaterThanOrEqual(low.totals.total.units);
      }),
    );
  });

  it('equals a slow oracle that keeps every step as a rational number', () => {
    fc.assert(
      fc.property(aList, (list) => {
        const assessed = assess(list);
        if (assessed.kind !== 'assessed') return;
        for (const line of assessed.lines) {
          const parts = [line.tariff, line.consumptionTax, line.valueAddedTax];
          const expected = oracle(line.rate, line.line, line.dutiablePrice.units, assessed.scope);
          expect(parts.map((part) => part.units)).toEqual(expected);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The text-book formulas step by step (tax.md §3), reducing every fraction. */
function oracle(rate: RateRow, line: TaxableLine, price: bigint, scope: string): bigint[] {
  const isFull = scope === 'full';
  const share = isFull ? fraction(1n) : fraction(7n, 10n);
  const paid = fraction(price);
  const duty = isFull ? multiplyFractions(paid, rate.mfnRate) : fraction(0n);
  const litres = [line.legal1, line.legal2, line.quantity].find((q) => q?.unit === '095');
  const millilitres = line.quantity.unit === '096' ? line.quantity.units : 0n;
  const volume = litres ? fraction(litres.units) : fraction(millilitres, 1_000n);
  const specific = rate.ctSpecific ? multiplyFractions(volume, rate.ctSpecific.cny) : fraction(0n);
  const beforeTax = addFractions(addFractions(paid, duty), specific);
  const base = multiplyFractions(beforeTax, inverse(subtractFractions(fraction(1n), rate.ctRate)));
  const consumption = addFractions(multiplyFractions(base, rate.ctRate), specific);
  const taxedPrice = addFractions(addFractions(paid, duty), consumption);
  const valueAdded = multiplyFractions(taxedPrice, rate.vatRate);
  return [
    nearestFen(duty),
    nearestFen(multiplyFractions(consumption, share)),
    nearestFen(multiplyFractions(valueAdded, share)),
  ];
}

function inverse(value: Fraction): Fraction {
  return fraction(value.denominator, value.numerator);
}

/**
 * Half-up by comparison instead of by division: the largest whole fen not above value + half a fen.
 */
function nearestFen(value: Fraction): bigint {
  const limit = addFractions(value, fraction(500n));
  let fens = limit.numerator / (limit.denominator * 1_000n);
  if (compareFractions(fraction((fens + 1n) * 1_000n), limit) <= 0n) fens += 1n;
  return fens * 1_000n;
}
