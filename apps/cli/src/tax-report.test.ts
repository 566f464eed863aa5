import { createDemoTariff } from '@pilotzone/tariff/demo';
import { parseBasket } from '@pilotzone/tariff/parse-basket';
import { quote } from '@pilotzone/tariff/quote';
import { expect, test } from 'vitest';
import { describeTax } from './tax-report.ts';

const LINE = { quantity: '1', unit: '035', quantity1: '1', unit1: '035' };

function reportOf(hsCode: string, price: string): string {
  const basket = parseBasket({
    ...{ tradeMode: '1210', day: '2026-11-20', freight: '0', insurance: '0' },
    lines: [{ ...LINE, hsCode, price, quantity2: null, unit2: null }],
  });
  if (basket.kind === 'invalid') throw new Error(basket.errors.join());
  return describeTax(quote(basket.basket, createDemoTariff()));
}

test('a basket is told with its totals and every step', () => {
  const report = reportOf('1905310000', '100');
  expect(report).toMatch(/^1210 on 2026-11-20, 70 % .+ \(财关税〔2018〕49号\)$/m);
  expect(report).toMatch(/^ +100\.00 +0\.00 +0\.00 +9\.10 +9\.10$/m);
  expect(report).toMatch(/value-added tax +13 % +13 +0\.7 +9\.1 +9\.10$/m);
  expect(report).toMatch(/^line 1: rates of 19053100 from /m);
});

test('what stops it is told with the way out', () => {
  const report = reportOf('00000000', '100');
  expect(report).toMatch(/no tax can be computed/);
  expect(report).toMatch(/^error {3}PZ-RATE-MISSING lines\[0\]\.hsCode$/m);
  expect(report).toMatch(/^ +→ Correct the HS code/m);
});
