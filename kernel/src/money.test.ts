import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMoney,
  cny,
  formatMoney,
  formatUnits,
  parseUnits,
  roundHalfUp,
  roundMoney,
  subtractMoney,
  ZERO_CNY,
} from './money.ts';

/** Everything an N19,5 field can hold, and beyond. */
const units = fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n });

describe('parsing', () => {
  test.each([
    ['0', 0n],
    ['12.5', 1_250_000n],
    ['-3', -300_000n],
    ['+3', 300_000n],
    ['0.00001', 1n],
    ['.5', 50_000n],
    ['5.', 500_000n],
    ['007.50', 750_000n],
    ['1.0000000', 100_000n],
    ['99999999999999.99999', 9_999_999_999_999_999_999n],
  ])('%s is %s units', (text, expected) => {
    expect(parseUnits(text)).toBe(expected);
  });

  test.each([
    '',
    '.',
    '-',
    '1,5',
    '1e3',
    ' 1',
    '1 ',
    '0x10',
    '１',
    '1.000001',
    'NaN',
    '--1',
    '1.2.3',
  ])('"%s" is no amount', (text) => {
    expect(parseUnits(text)).toBeUndefined();
  });

  test('what is formatted parses to the same amount', () => {
    fc.assert(
      fc.property(units, (value) => {
        expect(parseUnits(formatUnits(value))).toBe(value);
        expect(parseUnits(formatMoney(cny(value)))).toBe(value);
      }),
    );
  });

  test('no text whatever makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseUnits(text) !== 'number'));
  });
});

describe('formatting', () => {
  test.each([
    [3_640_000n, '36.4', '36.40'],
    [0n, '0', '0.00'],
    [-1n, '-0.00001', '-0.00001'],
    [100_001n, '1.00001', '1.00001'],
    [-50_000n, '-0.5', '-0.50'],
    [12_345_600_000n, '123456', '123456.00'],
  ])('%s units', (value, plain, money) => {
    expect(formatUnits(value)).toBe(plain);
    expect(formatMoney(cny(value))).toBe(money);
  });

  test('money has at least two decimals and no more than it needs', () => {
    fc.assert(
      fc.property(units, (value) => {
        expect(formatMoney(cny(value))).toMatch(/^-?\d+\.(\d\d|\d{2,4}[1-9])$/);
      }),
    );
  });
});

describe('rounding', () => {
  test.each([
    ['0.005', '0.01'],
    ['0.00499', '0'],
    ['-0.005', '-0.01'],
    ['1.015', '1.02'],
    ['2.675', '2.68'],
    ['1.00499', '1'],
  ])('%s to the fen is %s', (before, after) => {
    const rounded = roundMoney(cny(parseUnits(before) ?? 0n), { places: 2, mode: 'half-up' });
    expect(formatUnits(rounded.units)).toBe(after);
  });

  test('a rounded amount is a whole step, at most half a step away, and rounds to itself', () => {
    const places = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(units, places, (value, to) => {
        const how = { places: to, mode: 'half-up' } as const;
        const rounded = roundMoney(cny(value), how);
        const step = 10n ** BigInt(5 - to);
        const distance = rounded.units - value;
        expect(rounded.units % step).toBe(0n);
        expect(2n * (distance < 0n ? -distance : distance) <= step).toBe(true);
        expect(roundMoney(rounded, how)).toEqual(rounded);
      }),
    );
  });

  test('halves go away from zero, alike on both sides', () => {
    const denominator = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(units, denominator, (numerator, over) => {
        expect(roundHalfUp(-numerator, over)).toBe(-roundHalfUp(numerator, over));
      }),
    );
    expect(roundHalfUp(5n, 2n)).toBe(3n);
    expect(roundHalfUp(-5n, 2n)).toBe(-3n);
  });
});

describe('adding', () => {
  test('adding and taking away again changes nothing', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(subtractMoney(addMoney(cny(a), cny(b)), cny(b))).toEqual(cny(a));
        expect(addMoney(cny(a), ZERO_CNY)).toEqual(cny(a));
      }),
    );
  });

  test('different currencies are a bug', () => {
    const dollars = JSON.parse('{"units":0,"currency":"USD"}') as typeof ZERO_CNY;
    expect(() => addMoney(ZERO_CNY, { ...dollars, units: 1n })).toThrow('CNY and USD');
  });
});
