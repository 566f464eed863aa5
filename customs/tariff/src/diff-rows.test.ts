import { addDays } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { expect, test } from 'vitest';
import { diffRows, firstDayOf } from './diff-rows.ts';

type Row = { code: string; rate: string; validFrom: PlainDate; validUntil: PlainDate | undefined };

const NEW_YEAR = '2027-01-01' as PlainDate;
const textOf = ({ code, rate, validFrom, validUntil }: Row) =>
  [code, rate, validFrom, validUntil ?? ''].join(',');
const row = (rate: string, validFrom: string, validUntil?: string): Row => {
  const days = { validFrom: validFrom as PlainDate, validUntil: validUntil as PlainDate };
  return { code: '1', rate, ...days };
};
const firstDay = (existing: Row[], incoming: Row[]) =>
  firstDayOf(diffRows(existing, incoming, { codeOf: ({ code }) => code, textOf }), textOf);

test('a rate that ends and the next that follows it count from the day of the next', () => {
  const next = [row('5', '2019-04-01', addDays(NEW_YEAR, -1)), row('7', NEW_YEAR)];
  expect(firstDay([row('5', '2019-04-01')], next)).toBe(NEW_YEAR);
});

test('an end moved later counts from the day after the earlier end', () => {
  const moved = [row('5', '2019-04-01', '2027-06-30')];
  expect(firstDay([row('5', '2019-04-01', '2026-12-31')], moved)).toBe(NEW_YEAR);
});

test('another rate, or a row left out, counts from the first day of the row', () => {
  expect(firstDay([row('5', '2019-04-01')], [row('6', '2019-04-01', '2026-12-31')])).toBe(
    '2019-04-01',
  );
  const both = [row('5', '2019-04-01'), row('7', NEW_YEAR)];
  expect(firstDay(both, both.slice(0, 1))).toBe(NEW_YEAR);
});

test('what changes nothing has no first day', () => {
  expect(firstDay([row('5', '2019-04-01')], [row('5', '2019-04-01')])).toBeUndefined();
});
