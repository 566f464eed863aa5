import { parseInstant, type Instant } from '@pilotzone/kernel/time';
import { expect, it } from 'vitest';
import {
  readTime,
  shareOf,
  showCount,
  showExact,
  showFullTime,
  showMoney,
  showTime,
  spanOf,
  sumOf,
} from './format.ts';

const at = (text: string): Instant => parseInstant(text) ?? (0 as Instant);

it('money has separators, two digits, and loses nothing', () => {
  expect(showMoney('36.4')).toBe('36.40');
  expect(showMoney('1234567')).toBe('1,234,567.00');
  expect(showMoney('-1000.00001')).toBe('-1,000.00001');
  expect(showCount(12_345_678)).toBe('12,345,678');
  expect(showExact('77576/247')).toBe('≈ 314.07287');
  expect(showExact('117.273')).toBe('117.273');
  expect(sumOf(['0.1', '0.2', '999'])).toBe('999.30');
  expect(shareOf('1', '0')).toBe(0);
  expect(shareOf('50', '200')).toBe(0.25);
});

it('a time of today is a clock time in China, another one says its day', () => {
  const now = at('2026-11-20T10:00:00Z');
  expect(showTime(at('2026-11-20T06:05:09Z'), now)).toBe('14:05');
  expect(showTime(at('2026-11-18T16:30:00Z'), now)).toBe('11-19 00:30');
  expect(showTime(at('2025-12-31T16:30:00Z'), now)).toBe('01-01 00:30');
  expect(showTime(at('2025-12-31T15:30:00Z'), now)).toBe('2025-12-31 23:30');
  expect(showFullTime(at('2026-11-20T06:05:09Z'))).toBe('2026-11-20T14:05:09+08:00');
  expect(readTime('20261120140509')).toBe(at('2026-11-20T06:05:09Z'));
  expect(readTime('soon')).toBeUndefined();
});

it('a span names its two largest units', () => {
  expect(spanOf(0)).toEqual([{ count: 0, unit: 'second' }]);
  expect(spanOf(61_000)).toEqual([
    { count: 1, unit: 'minute' },
    { count: 1, unit: 'second' },
  ]);
  expect(spanOf(1_207)).toEqual([{ count: 1, unit: 'second' }]);
  expect(spanOf(207)).toEqual([{ count: 207, unit: 'millisecond' }]);
  expect(spanOf(86_400_000 + 61_000)).toEqual([{ count: 1, unit: 'day' }]);
});
