import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parseUnits } from '@pilotzone/kernel/money';
import { declarationArbitrary, sampleDeclaration, sampleLine } from './sample-declarations.test.ts';
import { aggregateTrade } from './model.ts';

const DAY = '2026-11-20' as PlainDate;

describe('aggregateTrade', () => {
  test('lists of equal dimensions become one fact', () => {
    const declaration = sampleDeclaration({});
    const { lists } = aggregateTrade(
      [
        { declaration, day: DAY },
        { declaration, day: DAY },
      ],
      1,
    );
    expect(lists).toHaveLength(1);
    expect(lists[0]).toMatchObject({ listCount: 2, dutiablePrice: 80_000_000n, tax: 7_280_000n });
  });

  test('a list counts once, its goods count by line', () => {
    const lines = [sampleLine({ lineNo: 1 }), sampleLine({ lineNo: 2, originCountry: '502' })];
    const declaration = sampleDeclaration({ lines });
    const { lists, goods } = aggregateTrade([{ declaration, day: DAY }], 1);
    expect(lists.map((fact) => fact.listCount)).toEqual([1]);
    expect(goods.map((fact) => [fact.originCountry, fact.lineCount])).toEqual([
      ['601', 1],
      ['502', 1],
    ]);
  });

  test('quantities of different legal units stay apart', () => {
    const lines = [sampleLine({ unit1: '035', quantity1: '2.5' }), sampleLine({ unit1: '007' })];
    const { goods } = aggregateTrade([{ declaration: sampleDeclaration({ lines }), day: DAY }], 1);
    expect(goods.map((fact) => [fact.unit, fact.quantity])).toEqual([
      ['035', 250_000n],
      ['007', 100_000n],
    ]);
  });

  test('totals of the facts are the totals of the declarations', () => {
    fc.assert(
      fc.property(fc.array(declarationArbitrary(), { maxLength: 40 }), (declarations) => {
        const { lists, goods } = aggregateTrade(
          declarations.map((declaration) => ({ declaration, day: DAY })),
          1,
        );
        const tax = declarations.reduce((sum, { tax }) => sum + (parseUnits(tax) ?? 0n), 0n);
        const goodsTax = goods.reduce(
          (sum, fact) => sum + fact.tariff + fact.consumptionTax + fact.valueAddedTax,
          0n,
        );
        expect(lists.reduce((sum, fact) => sum + fact.tax, 0n)).toBe(tax);
        expect(goodsTax).toBe(tax);
        expect(lists.reduce((sum, fact) => sum + fact.listCount, 0)).toBe(declarations.length);
      }),
    );
  });

  test('undoing everything leaves nothing', () => {
    fc.assert(
      fc.property(fc.array(declarationArbitrary(), { maxLength: 20 }), (declarations) => {
        const counted = declarations.map((declaration) => ({ declaration, day: DAY }));
        const taken = aggregateTrade(counted, -1);
        aggregateTrade(counted, 1).lists.forEach((fact, i) => {
          expect(taken.lists[i]?.listCount).toBe(-fact.listCount);
          expect(taken.lists[i]?.tax).toBe(-fact.tax);
        });
      }),
    );
  });
});
