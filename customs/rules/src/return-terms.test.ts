import type { PlainDate } from '@pilotzone/kernel/time';
import { expect, test } from 'vitest';
import { RETURN_TERMS, returnDeadlines, returnTermsOn } from './return-terms.ts';

const day = (text: string) => text as PlainDate;

test.each([
  ['2015-01-01', 30, 30],
  ['2020-03-27', 30, 30],
  ['2020-03-28', 30, 45],
  ['2026-11-20', 30, 45],
])('on %s a return is applied for within %i days and goods are back within %i', (on, ...days) => {
  const { applyWithinDays, backWithinDays } = returnTermsOn(day(on));
  expect([applyWithinDays, backWithinDays]).toEqual(days);
});

test('deadlines count from the day of release, which is day 0', () => {
  const terms = returnTermsOn(day('2026-11-20'));
  expect(returnDeadlines(day('2026-11-20'), terms)).toEqual({
    apply: '2026-12-20',
    back: '2027-01-04',
  });
});

test('terms stand newest first, each with its source', () => {
  const days = RETURN_TERMS.map(({ validFrom }) => validFrom);
  expect(days).toEqual(days.toSorted().toReversed());
  expect(RETURN_TERMS.every(({ source }) => source !== '')).toBe(true);
});
