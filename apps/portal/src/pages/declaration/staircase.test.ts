import { expect, it } from 'vitest';
import type { TaxSteps } from '../../api/shapes.ts';
import { staircase } from './staircase.ts';

const STEPS = {
  totals: {
    dutiablePrice: '400',
    tariff: '0',
    consumptionTax: '0',
    valueAddedTax: '36.4',
    total: '36.4',
  },
  lines: [
    { price: '300', charges: '10' },
    { price: '80', charges: '10' },
  ],
} as unknown as TaxSteps;

it('each stair begins where the ones before it end', () => {
  const stairs = staircase(STEPS);
  const at = (step: string) => stairs.find((stair) => stair.step === step);
  expect(at('price')).toMatchObject({ amount: '380.00', from: 0 });
  expect(at('charges')).toMatchObject({ amount: '20.00', from: at('price')?.to });
  expect(at('charges')?.to).toBe(at('dutiablePrice')?.to);
  expect(at('valueAddedTax')).toMatchObject({ from: at('dutiablePrice')?.to, to: 1 });
  expect(at('withTax')).toMatchObject({ amount: '436.40', from: 0, to: 1 });
});
