import fc from 'fast-check';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { describe, expect, it } from 'vitest';
import type { DeclarationFacts } from '../contract.ts';
import { addQuantities, partOf, restOf } from './part.ts';
import type { LineQuantities } from './part.ts';

const units = (text: string) => parseUnits(text) ?? 0n;
const FEN = 1_000n;

/** A line of `count` pieces; amounts in fen, as rounding by line leaves them. */
const lineArbitrary = fc
  .record({
    count: fc.bigInt({ min: 1n, max: 40n }),
    legal: fc.bigInt({ min: 1n, max: 9_999_999n }),
    price: fc.bigInt({ min: 0n, max: 500_000n }),
    taxes: fc.tuple(...Array.from({ length: 3 }, () => fc.bigInt({ min: 0n, max: 90_000n }))),
  })
  .map(({ count, legal, price, taxes: [a = 0n, b = 0n, c = 0n] }) => ({
    quantity: formatUnits(count * 100_000n),
    quantity1: formatUnits(legal),
    dutiablePrice: formatUnits(price * FEN),
    tariff: formatUnits(a * FEN),
    consumptionTax: formatUnits(b * FEN),
    valueAddedTax: formatUnits(c * FEN),
  }));

const factsArbitrary = fc
  .record({
    lines: fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }),
    weight: fc.bigInt({ min: 1n, max: 3_000_000n }),
  })
  .map(({ lines, weight }) => {
    const numbered = lines.map((line, index) => ({ lineNo: index + 1, ...line }));
    const sum = (name: 'dutiablePrice' | 'tariff' | 'consumptionTax' | 'valueAddedTax') =>
      formatUnits(numbered.reduce((total, line) => total + units(line[name]), 0n));
    // Only what parts are made from: the rest of the facts is nobody's here.
    return {
      grossWeightKg: formatUnits(weight),
      dutiablePrice: sum('dutiablePrice'),
      tariff: sum('tariff'),
      consumptionTax: sum('consumptionTax'),
      valueAddedTax: sum('valueAddedTax'),
      lines: numbered,
    } as unknown as DeclarationFacts;
  });

/** Cuts what is left into returns, by draws from 0 to 99: a share of each line, at last all. */
function cut(facts: DeclarationFacts, draws: readonly number[]): LineQuantities[] {
  const returns: LineQuantities[] = [];
  for (const draw of draws) {
    const rest = restOf(facts, addQuantities(returns));
    const now = [...rest].map(([no, left]) => [no, (left * BigInt(draw)) / 100n] as const);
    const some = now.filter(([, quantity]) => quantity > 0n);
    if (some.length > 0) returns.push(new Map(some));
  }
  const rest = restOf(facts, addQuantities(returns));
  return rest.size > 0 ? [...returns, rest] : returns;
}

describe('the parts of a release', () => {
  it('add up to the whole of it exactly, in every amount, quantity and weight', () => {
    fc.assert(
      fc.property(
        factsArbitrary,
        fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 5 }),
        (facts, draws) => {
          const returns = cut(facts, draws);
          const parts = returns.map((now, index) =>
            partOf(facts, { no: index + 1, before: addQuantities(returns.slice(0, index)), now }),
          );
          for (const name of [
            'dutiablePrice',
            'tariff',
            'consumptionTax',
            'valueAddedTax',
          ] as const) {
            const sum = parts.reduce((total, part) => total + units(part[name]), 0n);
            expect(sum).toBe(units(facts[name]));
          }
          const weight = parts.reduce((total, part) => total + units(part.grossWeightKg), 0n);
          expect(weight).toBe(units(facts.grossWeightKg));
          const legal = parts
            .flatMap(({ lines }) => lines)
            .reduce((total, line) => total + units(line.quantity1), 0n);
          const allLegal = facts.lines.reduce((total, line) => total + units(line.quantity1), 0n);
          expect(legal).toBe(allLegal);
          expect(parts.map(({ remains }) => remains)).toEqual(
            parts.map((_, index) => index < parts.length - 1),
          );
          expect(parts.flatMap(({ lines }) => lines).filter(({ isLast }) => isLast)).toHaveLength(
            facts.lines.length,
          );
        },
      ),
    );
  });

  it('are never negative', () => {
    fc.assert(
      fc.property(factsArbitrary, fc.integer({ min: 0, max: 99 }), (facts, draw) => {
        const returns = cut(facts, [draw, draw]);
        returns.forEach((now, index) => {
          const before = addQuantities(returns.slice(0, index));
          const part = partOf(facts, { no: index + 1, before, now });
          for (const text of [part.dutiablePrice, part.tax, part.grossWeightKg]) {
            expect(units(text)).toBeGreaterThanOrEqual(0n);
          }
        });
      }),
    );
  });
});
