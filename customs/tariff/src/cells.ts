import { assert } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parsePlainDate } from '@pilotzone/kernel/time';

const EPOCH = parsePlainDate('1970-01-01');
assert(EPOCH, 'the first day of the epoch is a day');
const SOME_DAY: PlainDate = EPOCH;

/**
 * The period of a row. Reports days that no calendar has and periods that end before they begin.
 */
export function readPeriod(
  cells: { readonly valid_from: string; readonly valid_until: string },
  fail: (column: 'valid_from' | 'valid_until', message: string) => void,
): { validFrom: PlainDate; validUntil: PlainDate | undefined } {
  const validFrom = parsePlainDate(cells.valid_from);
  if (!validFrom) fail('valid_from', `"${cells.valid_from}" is no day YYYY-MM-DD`);
  if (cells.valid_until === '') return { validFrom: validFrom ?? SOME_DAY, validUntil: undefined };
  const validUntil = parsePlainDate(cells.valid_until);
  if (!validUntil) fail('valid_until', `"${cells.valid_until}" is no day YYYY-MM-DD`);
  if (validFrom && validUntil && validUntil < validFrom) {
    fail('valid_until', `${validUntil} is before valid_from ${validFrom}`);
  }
  return { validFrom: validFrom ?? SOME_DAY, validUntil };
}

/** A customs unit of 3 digits; `undefined`, and reported, when the cell holds none. */
export function readUnit<C extends string>(
  cells: Readonly<Record<C, string>>,
  column: C,
  fail: (column: C, message: string) => void,
): string | undefined {
  if (/^\d{3}$/.test(cells[column])) return cells[column];
  fail(column, `"${cells[column]}" is no customs unit of 3 digits`);
  return undefined;
}
