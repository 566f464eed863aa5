import { describe, expect, it } from 'vitest';
import { createDemoTariff } from './demo.ts';
import { parseBasket } from './parse-basket.ts';
import type { Quote } from './quote.ts';
import { quote } from './quote.ts';

const demo = createDemoTariff();

function quoteOf(lines: object[], head: object = {}): Quote {
  const json = {
    tradeMode: '1210',
    day: '2026-11-20',
    freight: '0',
    insurance: '0',
    lines,
    ...head,
  };
  const parsed = parseBasket(json);
  if (parsed.kind === 'invalid') throw new Error(parsed.errors.join('; '));
  return quote(parsed.basket, demo);
}

const whisky = {
  hsCode: '2208300000',
  price: '400.00',
  quantity: '1',
  unit: '142',
  quantity1: '0.7',
  unit1: '095',
  quantity2: null,
  unit2: null,
};

describe('a quote', () => {
  it('shows every step from the base to the rounded tax, with the source of the rates', () => {
    const answer = quoteOf([whisky]);
    expect(answer.tax).toEqual({
      dutiablePrice: '400.00',
      tariff: '0.00',
      consumptionTax: '70.56',
      valueAddedTax: '45.57',
      total: '116.13',
    });
    expect(answer.lines[0]).toMatchObject({
      base: '500.798',
      rates: { consumptionTaxSpecific: '0.912 CNY / 095', valueAddedTax: '13' },
      tariff: { statutory: '40', share: '0', afterRounding: '0.00' },
      consumptionTax: { statutory: '100.798', share: '0.7', beforeRounding: '70.5586' },
      valueAddedTax: { beforeRounding: '45.572618', afterRounding: '45.57' },
    });
    expect(answer.lines[0]?.rates.source).toContain('unverified');
    expect(answer.findings).toEqual([]);
  });

  it('writes a base that does not end as an exact fraction', () => {
    const cream = { ...whisky, hsCode: '3304990029', quantity1: '0.02', unit1: '035' };
    expect(quoteOf([cream]).lines[0]?.base).toBe('8000/17');
  });

  it('says what would stop the basket', () => {
    const unknown = { ...whisky, hsCode: '0101210010', price: '6000' };
    const answer = quoteOf([unknown, whisky], { freight: 12 });
    expect(answer.tax).toBeNull();
    expect(answer.dutiablePrice).toBe('6412.00');
    expect(answer.findings.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'PZ-RATE-MISSING lines[0].hsCode',
      '-621005 lines',
      'PZ-POSITIVE-LIST lines[0].hsCode',
    ]);
  });
});

describe('a basket', () => {
  it('is refused with every error at once', () => {
    const parsed = parseBasket({
      tradeMode: '9810',
      day: '2026-02-30',
      freight: '-1',
      lines: [{ hsCode: '1', price: '1.000001', quantity: 'x', unit: 'kg' }, null],
    });
    const errors = parsed.kind === 'invalid' ? parsed.errors : [];
    expect(errors.map((error) => error.split(':')[0])).toEqual([
      'day',
      'tradeMode',
      'lines[0].hsCode',
      'lines[0].unit',
      'lines[0].quantity',
      'lines[0].price',
      'lines[1].hsCode',
      'lines[1].quantity',
      'lines[1].price',
      'freight',
    ]);
    expect(parseBasket([])).toEqual({ kind: 'invalid', errors: ['the basket is no JSON object'] });
  });
});
