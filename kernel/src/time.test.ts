import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  dayOf,
  endOfDay,
  formatAppTime,
  formatInstant,
  formatReturnTime,
  parseCustomsDate,
  parseCustomsTime,
  parseInstant,
  parsePlainDate,
  startOfDay,
  type Instant,
  type PlainDate,
} from './time.ts';

const instants = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => ms as Instant);

function at(text: string): Instant {
  return parseInstant(text) ?? (0 as Instant);
}

describe('days in China', () => {
  test('begin at 16:00 UTC', () => {
    expect(dayOf(at('2026-11-20T15:59:59.999Z'))).toBe('2026-11-20');
    expect(dayOf(at('2026-11-20T16:00:00Z'))).toBe('2026-11-21');
  });

  test('contain their first and last millisecond, and not the ones beside', () => {
    fc.assert(
      fc.property(instants, (moment) => {
        const day = dayOf(moment);
        expect(startOfDay(day) <= moment && moment <= endOfDay(day)).toBe(true);
        expect(dayOf((startOfDay(day) - 1) as Instant)).toBe(addDays(day, -1));
        expect(dayOf((endOfDay(day) + 1) as Instant)).toBe(addDays(day, 1));
      }),
    );
  });

  test('are counted over months, years and leap days', () => {
    expect(addDays('2028-02-28' as PlainDate, 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31' as PlainDate, 1)).toBe('2027-01-01');
    expect(addDays('2026-11-20' as PlainDate, -31)).toBe('2026-10-20');
    expect(addDays('0001-01-01' as PlainDate, -45)).toBe('0001-01-01');
    expect(addDays('9999-12-31' as PlainDate, 45)).toBe('9999-12-31');
    expect(parsePlainDate('0000-12-31')).toBeUndefined();
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '20261120',
    '',
    '2026-11-20T00:00:00Z',
    '0000-00-00',
  ])('"%s" is no day', (text) => {
    expect(parsePlainDate(text)).toBeUndefined();
  });
});

describe('customs’ times', () => {
  test('are local times of China', () => {
    expect(formatInstant(parseCustomsTime('20261120083000') ?? (0 as Instant))).toBe(
      '2026-11-20T00:30:00.000Z',
    );
    expect(parseCustomsTime('20261120083000123')).toBe(at('2026-11-20T00:30:00.123Z'));
    expect(parseCustomsDate('20261120')).toBe('2026-11-20');
  });

  test.each([
    '20261120240000',
    '20261120006000',
    '20260229000000',
    '2026112008300',
    '202611200830001',
    'x',
  ])('"%s" is none', (text) => {
    expect(parseCustomsTime(text)).toBeUndefined();
  });

  test('that are written read back as the same moment', () => {
    fc.assert(
      fc.property(instants, (moment) => {
        expect(parseCustomsTime(formatReturnTime(moment))).toBe(moment);
        expect(parseCustomsTime(formatAppTime(moment))).toBe(moment - (moment % 1000));
        expect(parseInstant(formatInstant(moment))).toBe(moment);
      }),
    );
  });
});
