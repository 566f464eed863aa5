import { parseCustomsDate, parseCustomsTime } from '@pilotzone/kernel/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCustomsDay, isCustomsTime, isReturnTime } from './calendar.ts';

describe('days and times of customs', () => {
  it.each([
    ['20240229', true],
    ['20230229', false],
    ['19000229', false],
    ['20000229', true],
    ['20261131', false],
    ['20261301', false],
    ['2026110', false],
    ['202611011', false],
    ['2026 1 1', false],
  ])('%s is a day: %s', (text, expected) => {
    expect(isCustomsDay(text)).toBe(expected);
  });

  it('agree with the kernel on every text of digits', () => {
    const number = (max: number, width: number) =>
      fc.nat(max).map((n) => String(n).padStart(width, '0'));
    const parts = fc.tuple(
      fc.constantFrom('0001', '1900', '2000', '2023', '2024', '9999'),
      number(13, 2),
      number(32, 2),
      number(24, 2),
      number(60, 2),
      number(60, 2),
      number(999, 3),
    );
    fc.assert(
      fc.property(parts, (texts) => {
        const day = texts.slice(0, 3).join('');
        const time = texts.slice(0, 6).join('');
        expect(isCustomsDay(day)).toBe(parseCustomsDate(day) !== undefined);
        expect(isCustomsTime(time)).toBe(parseCustomsTime(time) !== undefined);
        expect(isReturnTime(texts.join(''))).toBe(parseCustomsTime(texts.join('')) !== undefined);
      }),
    );
  });
});
