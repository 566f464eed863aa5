import { formatMoney } from '@pilotzone/kernel/money';
import { describe, expect, it } from 'vitest';
import { createDemoTariff } from './demo.ts';
import { fraction } from './fraction.ts';
import { judgeAnnualLimit, judgeSingleLimit, regimeOn } from './limits.ts';
import type { RateRow } from './rates.ts';
import { createTariff } from './rates.ts';
import type { TaxScope } from './tax.ts';
import { assessTax, exactTaxes, roundTax } from './tax.ts';
import type { TaxableLine } from './taxable.ts';
import { dutiablePrices, isSingleItem } from './taxable.ts';
import { lineOf, listOf, onDay, rateRow, yuan } from './testing.ts';

const TODAY = '2026-11-20';
const demo = createDemoTariff();
const [milk, cream, mask, wine, shoes] = [
  '1901101000',
  '3304990029',
  '3304990049',
  '2204210000',
  '6403990090',
] as const;

type Expected = [tariff: string, consumptionTax: string, valueAddedTax: string, total: string];

/** Tax of one list by the demo tariff: tariff, consumption tax, VAT, total. */
function taxOf(lines: TaxableLine[], day = TODAY, freight = '0'): Expected {
  const on = onDay(day);
  const assessed = assessTax(listOf(lines, freight), { on, tariff: demo, regime: regimeOn(on) });
  if (assessed.kind === 'unassessable') throw new Error(JSON.stringify(assessed.findings));
  const { tariff, consumptionTax, valueAddedTax, total } = assessed.totals;
  return [tariff, consumptionTax, valueAddedTax, total].map(formatMoney) as Expected;
}

type Case = [
  name: string,
  lines: TaxableLine[],
  expected: Expected,
  day?: string,
  freight?: string,
];

const cream20g = { legal1: '0.02 035', legal2: '1 011' };
const masks = { traded: '100 140', legal1: '30 035' };

// Numbers and values: docs/protocols/tax.md §9.
const CASES: Case[] = [
  [
    '1: 2 cans of milk powder at VAT 17 %',
    twoCans(),
    ['0.00', '0.00', '47.60', '47.60'],
    '2017-06-18',
  ],
  ['2: the same at VAT 16 %', twoCans(), ['0.00', '0.00', '44.80', '44.80'], '2018-11-11'],
  ['3: the same at VAT 13 %', twoCans(), ['0.00', '0.00', '36.40', '36.40'], '2019-04-01'],
  ['4: skincare of 21.25/g', [lineOf(cream, '425', cream20g)], ['0.00', '52.50', '45.50', '98.00']],
  ['5: skincare of 9.95/g', [lineOf(cream, '199', cream20g)], ['0.00', '0.00', '18.11', '18.11']],
  [
    '6: skincare of exactly 10/ml',
    [lineOf(cream, '200', { traded: '20 096', legal1: '1 011' })],
    ['0.00', '24.71', '21.41', '46.12'],
  ],
  [
    '9: wine',
    [lineOf(wine, '1000', { legal1: '0.75 095' })],
    ['0.00', '77.78', '101.11', '178.89'],
  ],
  [
    '11: an item of 3,000 before 2019, over the limit of 2,000',
    [lineOf(shoes, '3000')],
    ['300.00', '0.00', '528.00', '828.00'],
    '2018-12-31',
  ],
  [
    '11b: the same from 2019-01-01',
    [lineOf(shoes, '3000')],
    ['0.00', '0.00', '336.00', '336.00'],
    '2019-01-01',
  ],
  [
    '11c: the same from 2019-04-01',
    [lineOf(shoes, '3000')],
    ['0.00', '0.00', '273.00', '273.00'],
    '2019-04-01',
  ],
  ['12: a single item of 6,000', [lineOf(shoes, '6000')], ['600.00', '0.00', '858.00', '1458.00']],
  [
    '15: whisky 0.7 L',
    [lineOf('2208300000', '400', { legal1: '0.7 095' })],
    ['0.00', '70.56', '45.57', '116.13'],
  ],
  [
    '16: beer 24 x 330 ml',
    [lineOf('2203000000', '120', { traded: '24 012', legal1: '7.92 095' })],
    ['0.00', '1.40', '11.10', '12.50'],
  ],
  [
    '17: freight 20 shared by price over 300 and 100',
    [lineOf(milk, '300'), lineOf(cream, '100', { legal1: '0.005 035' })],
    ['0.00', '12.97', '39.91', '52.88'],
    TODAY,
    '20',
  ],
  ['18: list 500, public discount 100', [lineOf(milk, '400')], ['0.00', '0.00', '36.40', '36.40']],
  ['19: list 500, 100 paid by coupon', [lineOf(milk, '500')], ['0.00', '0.00', '45.50', '45.50']],
  ['20: exactly 5,000.00', [lineOf(shoes, '5000')], ['0.00', '0.00', '455.00', '455.00']],
  [
    '21: 5,000.01, single item',
    [lineOf(shoes, '5000.01')],
    ['500.00', '0.00', '715.00', '1215.00'],
  ],
  ['22: a book', [lineOf('4901990000', '100')], ['0.00', '0.00', '6.30', '6.30']],
  ['23: sake', [lineOf('2206009000', '300')], ['0.00', '23.33', '30.33', '53.66']],
];

/** Two cans of 200 CNY: one line of 400. */
function twoCans(): TaxableLine[] {
  return [lineOf(milk, '400', { traded: '2 122', legal1: '1.8 035' })];
}

describe('worked examples of retail import', () => {
  it.each(CASES)('%s', (_, lines, expected, day, freight) => {
    expect(taxOf(lines, day, freight)).toEqual(expected);
  });

  it('7 and 7x: masks are taxed by the sheet, so the count declared decides', () => {
    // 10,000 CNY is over the single limit, so the example's own scope is asked for.
    const correct = byFormula(mask, '10000', { ...masks, legal2: '1000 011' }, 'reduced');
    expect(correct).toEqual(['0.00', '0.00', '910.00', '910.00']);
    const wrong = byFormula(mask, '10000', { ...masks, legal2: '100 011' }, 'reduced');
    expect(wrong).toEqual(['0.00', '1235.29', '1070.59', '2305.88']);
  });

  it('8 and 8x: too high a legal weight hides the consumption tax', () => {
    const at = (legal1: string) => taxOf([lineOf(cream, '700', { legal1, legal2: '1 011' })]);
    expect(at('0.05 035')).toEqual(['0.00', '86.47', '74.94', '161.41']);
    expect(at('0.0835 035')).toEqual(['0.00', '0.00', '63.70', '63.70']);
  });

  it('10: wine as general trade, in full', () => {
    const inFull = byFormula(wine, '1000', { legal1: '0.75 095' }, 'full');
    expect(inFull).toEqual(['140.00', '126.67', '164.67', '431.34']);
  });

  it('13: two items of 3,000 in one order exceed the single limit', () => {
    const list = listOf([lineOf(shoes, '3000'), lineOf(shoes, '3000')]);
    const dutiablePrice = yuan('6000');
    expect(dutiablePrices(list).total).toBe(dutiablePrice.units);
    const regime = regimeOn(onDay(TODAY));
    const single = { dutiablePrice, isSingleItem: isSingleItem(list), listNo: 'C1' };
    expect(judgeSingleLimit(single, regime)?.code).toBe('-621005');
    expect(judgeSingleLimit({ ...single, isSingleItem: true }, regime)).toBeUndefined();
  });

  it('14: a year of 24,000 and an order of 2,500 exceed the annual limit', () => {
    const use = { usedBefore: yuan('24000'), dutiablePrice: yuan('2500') };
    const finding = judgeAnnualLimit(use, regimeOn(onDay(TODAY)));
    expect(finding?.code).toBe('1313');
    expect(finding?.messageZh).toContain('totalPrice：26,500 > limitPrice: 26,000');
  });

  it('24: what a return gives back to the year is the dutiable price, not the tax', () => {
    const on = onDay(TODAY);
    const assessed = assessTax(listOf([lineOf(cream, '425', cream20g)]), {
      on,
      tariff: demo,
      regime: regimeOn(on),
    });
    if (assessed.kind !== 'assessed') throw new Error('unassessable');
    expect(formatMoney(assessed.totals.dutiablePrice)).toBe('425.00');
  });

  it('29: whisky as general trade, the specific part left out of the base', () => {
    const row = rateRow('22083000', { t: '5', c: '20' });
    expect(inFull(row, '100')).toEqual(['5.00', '26.25', '17.06', '48.31']);
  });

  it('30: skincare in 2011, tariff 10 %, consumption tax 30 %, VAT 17 %', () => {
    const row = rateRow('33049900', { t: '10', c: '30', v: '17' });
    expect(inFull(row, '100')).toEqual(['10.00', '47.14', '26.71', '83.85']);
  });
});

function inFull(row: RateRow, price: string): Expected {
  const exact = exactTaxes(row, { price: yuan(price).units, specific: fraction(0n) }, 'full');
  const parts = [exact.tariff, exact.consumptionTax, exact.valueAddedTax];
  const rounded = parts.map((part) => roundTax(part, fraction(1n)));
  const total = rounded.reduce((sum, part) => sum + part, 0n);
  const money = [...rounded, total].map((units) => formatMoney({ units, currency: 'CNY' }));
  return money as Expected;
}

/** The demo's rate for a line, taxed within or above limits that are moved out of the way. */
function byFormula(
  hsCode: string,
  price: string,
  quantities: { traded?: string; legal1: string; legal2?: string },
  scope: TaxScope,
): Expected {
  const on = onDay(TODAY);
  const limit = scope === 'reduced' ? yuan('1000000') : yuan('0');
  const regime = { ...regimeOn(on), singleLimit: limit };
  const list = listOf([lineOf(hsCode, price, quantities)]);
  const assessed = assessTax(list, { on, tariff: createTariff(demo.rows, []), regime });
  if (assessed.kind !== 'assessed') throw new Error('unassessable');
  const { tariff, consumptionTax, valueAddedTax, total } = assessed.totals;
  return [tariff, consumptionTax, valueAddedTax, total].map(formatMoney) as Expected;
}
