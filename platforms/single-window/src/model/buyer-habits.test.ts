import { parseUnits } from '@pilotzone/kernel/money';
import { regimeOn } from '@pilotzone/tariff/limits';
import { expect, test } from 'vitest';
import { DAY } from '../testing/verdicts.ts';
import { allot } from './allot.ts';
import type { Demand, Means } from './allot.ts';
import { countHabits } from './buyer-habits.ts';

const units = (text: string): bigint => parseUnits(text) ?? 0n;

function demand(orderNo: string, price: string, buyerKey = 'B1'): Demand {
  return {
    ...{ declarationId: orderNo, orderNo, buyerKey, dutiablePrice: units(price), tax: 0n },
    ...{ guarantorCode: 'G1', logisticsCode: 'C1', logisticsNo: orderNo, goods: [], stock: [] },
  };
}

test('lists are counted on top of earlier ones, shares with what was given before', () => {
  const means: Means = {
    regime: regimeOn(DAY),
    allowance: new Map([['B1', units('20800')]]),
    quota: new Map(),
    cover: new Map([['G1', units('1000')]]),
    stock: new Map(),
    takenWaybills: new Set(),
  };
  const habits = countHabits([{ buyerKey: 'B1', counted: { today: 2, year: 30 } }]);
  const asked = [demand('1', '2600'), demand('2', '4000'), demand('3', '1300')];
  const told = asked.map((one) => {
    const told = habits(one, means);
    allot(means, one);
    return told;
  });
  expect(told).toEqual([
    { declarationsToday: 3, declarationsYear: 31, allowanceUsedShare: 9_000 },
    // Refused: it would be more than all.
    { declarationsToday: 4, declarationsYear: 32, allowanceUsedShare: 10_538 },
    { declarationsToday: 5, declarationsYear: 33, allowanceUsedShare: 9_500 },
  ]);
  expect(habits(demand('4', '260', 'B2'), means)).toEqual({
    declarationsToday: 1,
    declarationsYear: 1,
    allowanceUsedShare: 100,
  });
});
