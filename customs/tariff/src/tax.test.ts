import { formatMoney } from '@pilotzone/kernel/money';
import { describe, expect, it } from 'vitest';
import { createDemoTariff } from './demo.ts';
import { judgeAnnualLimit, judgeSingleLimit, regimeOn } from './limits.ts';
import { createTariff } from './rates.ts';
import type { RateRow } from './rates.ts';
import { assessTax } from './tax.ts';
import type { TaxableList } from './taxable.ts';
import { dutiablePrices, isSingleItem } from './taxable.ts';
import { lineOf, listOf, onDay, rateRow, yuan } from './testing.ts';

const on = onDay('2026-11-20');
const regime = regimeOn(on);

function totalOf(rows: RateRow[], list: TaxableList): string {
  const assessed = assessTax(list, { on, tariff: createTariff(rows, []), regime });
  if (assessed.kind === 'unassessable') return assessed.findings.map((f) => f.code).join();
  return formatMoney(assessed.totals.total);
}

describe('rates by code and day', () => {
  const general = rateRow('33049900', { v: '13' });
  const special = rateRow('3304990029', { v: '9' });
  const list = listOf([lineOf('3304990029', '100')]);

  it('prefer the 10-digit code whatever the order of the rows', () => {
    expect(totalOf([general, special], list)).toBe('6.30');
    expect(totalOf([general], list)).toBe('9.10');
  });

  it('include both days of a period', () => {
    const period = { validFrom: onDay('2026-11-20'), validUntil: onDay('2026-11-20') };
    expect(totalOf([{ ...general, ...period }], list)).toBe('9.10');
    const past = { validFrom: onDay('2016-04-08'), validUntil: onDay('2026-11-19') };
    expect(totalOf([{ ...general, ...past }], list)).toBe('PZ-RATE-MISSING');
  });

  it('are missing for a code in no row, which the finding names by line', () => {
    const tariff = createTariff([general], []);
    const list = listOf([lineOf('3304990029', '1'), lineOf('0101210010', '1')]);
    const assessed = assessTax(list, { on, tariff, regime });
    expect(assessed).toMatchObject({
      kind: 'unassessable',
      findings: [{ code: 'PZ-RATE-MISSING', field: 'InventoryList[1].gcode' }],
    });
  });

  it('answer a different day differently for the same code', () => {
    const tariff = createDemoTariff();
    const vat = (day: string) => tariff.ratesOf('19011010', onDay(day))[0]?.vatRate.numerator;
    const days = [
      '2017-01-01',
      '2018-06-01',
      '2020-01-01',
      '2021-01-01',
      '2022-01-01',
      '2017-01-01',
    ];
    expect(days.map(vat)).toEqual([17n, 4n, 13n, 13n, 13n, 17n]);
  });
});

describe('a price threshold', () => {
  const rows = [
    rateRow('33049900', { c: '15', threshold: '10 036' }),
    rateRow('33049900', { c: '0' }),
  ];
  const taxAt = (price: string, quantities: Parameters<typeof lineOf>[2], freight = '0') =>
    totalOf(rows, listOf([lineOf('33049900', price, quantities)], freight));

  it('is reached at its exact amount and not a fen below', () => {
    expect(taxAt('200', { legal1: '20 036' })).toBe('46.12');
    expect(taxAt('199.99', { legal1: '20 036' })).toBe('18.20');
  });

  it('looks at the dutiable price, with freight', () => {
    expect(taxAt('190', { legal1: '20 036' }, '10')).toBe('46.12');
  });

  it('takes the legal quantity before the traded one', () => {
    expect(taxAt('200', { legal1: '20 036', traded: '30 036' })).toBe('46.12');
    expect(taxAt('200', { legal1: '1 035', legal2: '20 036' })).toBe('46.12');
    expect(taxAt('200', { traded: '30 036' })).toBe('18.20');
  });

  it('does not apply without a quantity in its unit', () => {
    expect(taxAt('200', { legal1: '0.02 035' })).toBe('18.20');
    expect(taxAt('200', { legal1: '0 036' })).toBe('18.20');
  });

  it('leaves the code without a rate when no row remains', () => {
    const line = lineOf('33049900', '1', { legal1: '20 036' });
    expect(totalOf(rows.slice(0, 1), listOf([line]))).toBe('PZ-RATE-MISSING');
  });
});

describe('specific consumption tax', () => {
  const rows = [rateRow('22083000', { c: '20', specific: '0.912 095' })];

  it('is counted per litre, also when the line is in millilitres', () => {
    const litres = totalOf(rows, listOf([lineOf('22083000', '400', { legal1: '0.7 095' })]));
    const millilitres = totalOf(rows, listOf([lineOf('22083000', '400', { traded: '700 096' })]));
    expect(litres).toBe('116.13');
    expect(millilitres).toBe(litres);
  });

  it('is refused for a line without volume', () => {
    expect(totalOf(rows, listOf([lineOf('22083000', '400')]))).toBe('PZ-RATE-QUANTITY');
  });
});

describe('the dutiable price', () => {
  it('gives the remainder of freight and insurance to the last line', () => {
    const lines = [lineOf('1', '1'), lineOf('2', '1'), lineOf('3', '1')];
    const { total, lines: prices } = dutiablePrices(listOf(lines, '0.07', '0.03'));
    expect(total).toBe(yuan('3.10').units);
    expect(prices.map((units) => formatMoney({ units, currency: 'CNY' }))).toEqual([
      '1.03',
      '1.03',
      '1.04',
    ]);
  });

  it('puts all freight on the last line when nothing has a price', () => {
    const { lines } = dutiablePrices(listOf([lineOf('1', '0'), lineOf('2', '0')], '5'));
    expect(lines).toEqual([0n, yuan('5').units]);
  });
});

describe('limits', () => {
  it('know one line of quantity 1 as a single item, nothing else', () => {
    const one = lineOf('64039900', '6000');
    expect(isSingleItem(listOf([one]))).toBe(true);
    expect(isSingleItem(listOf([{ ...one, quantity: { units: 200_000n, unit: '142' } }]))).toBe(
      false,
    );
    expect(isSingleItem(listOf([one, one]))).toBe(false);
  });

  it('are 2,000 and 20,000 until the end of 2018, 5,000 and 26,000 after', () => {
    const texts = ['2016-04-08', '2018-12-31', '2019-01-01'].map((day) => {
      const { singleLimit, annualLimit } = regimeOn(onDay(day));
      return [formatMoney(singleLimit), formatMoney(annualLimit)];
    });
    expect(texts).toEqual([
      ['2000.00', '20000.00'],
      ['2000.00', '20000.00'],
      ['5000.00', '26000.00'],
    ]);
    expect(() => regimeOn(onDay('2016-04-07'))).toThrow('2016-04-08');
  });

  it('pass at their exact amount', () => {
    const list = { dutiablePrice: yuan('5000'), isSingleItem: false, listNo: 'C1' };
    expect(judgeSingleLimit(list, regime)).toBeUndefined();
    expect(judgeSingleLimit({ ...list, dutiablePrice: yuan('5000.01') }, regime)).toBeDefined();
    const use = { usedBefore: yuan('21000'), dutiablePrice: yuan('5000') };
    expect(judgeAnnualLimit(use, regime)).toBeUndefined();
  });

  it('word an excess as customs does', () => {
    const use = { usedBefore: yuan('26000'), dutiablePrice: yuan('114.4') };
    const finding = judgeAnnualLimit(use, regime);
    expect(finding?.messageZh).toBe(
      '订购人购买超过年度限额,超过个人年度购买额度;totalPrice：26,114.40 > limitPrice: 26,000;',
    );
  });
});
