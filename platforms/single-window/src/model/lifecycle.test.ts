import { RETURN_STATUSES } from '@pilotzone/rules/codes/return-statuses';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareReceipts,
  isAtCustoms,
  isDecided,
  isLive,
  mayFollow,
  NEXT,
  outcomeOf,
  statusOfReceipt,
} from './lifecycle.ts';
import type { DeclarationStatus } from './lifecycle.ts';

const STATUSES = Object.keys(NEXT) as DeclarationStatus[];

// Rows: from; columns, in this order: to. `=` stays, `+` allowed, `.` not.
const COLUMNS: readonly DeclarationStatus[] = [
  'staged',
  'filed',
  'waiting',
  'held',
  'sent',
  'customs-held',
  'rejected',
  'released',
  'returned',
  'cancelled',
];
const TABLE: Record<DeclarationStatus, string> = {
  staged: '=++++.+..+',
  filed: '+=+++.+..+',
  waiting: '++=++.+..+',
  held: '...=+.+..+',
  sent: '....=+++++',
  'customs-held': '.....=++++',
  rejected: '+++++.=..+',
  released: '.......=++',
  returned: '........=.',
  cancelled: '+++++.+..=',
};

describe('the life of a declaration', () => {
  test.each(STATUSES.flatMap((from) => COLUMNS.map((to) => [from, to] as const)))(
    'from %s to %s',
    (from, to) => {
      const cell = TABLE[from][COLUMNS.indexOf(to)];
      expect(mayFollow(from, to)).toBe(cell !== '.');
      expect(cell === '=').toBe(from === to);
    },
  );

  test('a list keeps what it holds exactly while it is on its way or released', () => {
    expect(STATUSES.filter(isLive)).toEqual([
      'held',
      'sent',
      'customs-held',
      'released',
      'returned',
    ]);
  });

  test('only lists that customs has follow its receipts', () => {
    expect(STATUSES.filter(isAtCustoms)).toEqual([
      'sent',
      'customs-held',
      'rejected',
      'released',
      'returned',
    ]);
    expect(STATUSES.filter(isDecided)).toEqual(['rejected', 'released', 'returned']);
  });

  test('every state has its word in the outer contract', () => {
    expect(Object.fromEntries(STATUSES.map((status) => [status, outcomeOf(status)]))).toEqual({
      staged: 'staged',
      filed: 'waiting',
      waiting: 'waiting',
      held: 'held',
      sent: 'waiting',
      'customs-held': 'held',
      rejected: 'rejected',
      released: 'released',
      returned: 'returned',
      cancelled: 'cancelled',
    });
  });
});

describe('what a receipt makes of a list', () => {
  const EXPECTED: Record<string, DeclarationStatus | undefined> = {
    '1': undefined,
    '2': undefined,
    '4': undefined,
    '3': undefined,
    '120': undefined,
    '400': undefined,
    '300': 'customs-held',
    '399': undefined,
    '500': 'customs-held',
    '600': 'customs-held',
    '501': 'customs-held',
    '502': 'customs-held',
    '503': 'customs-held',
    '505': 'customs-held',
    '599': 'customs-held',
    '99': 'rejected',
    '100': 'rejected',
    '800': 'released',
    '899': 'released',
    '700': 'returned',
  };

  test.each([...RETURN_STATUSES.keys()])('status %s', (code) => {
    expect(Object.keys(EXPECTED)).toContain(code);
    expect(statusOfReceipt(code)).toBe(EXPECTED[code]);
  });

  test.each(['-1', '-621001', '-621004', '-10102'])('a negative status rejects: %s', (code) => {
    expect(statusOfReceipt(code)).toBe('rejected');
  });

  test.each(['', '7', '-', '-x', 'abc', '8000'])(
    'an unknown status changes nothing: %s',
    (code) => {
      expect(statusOfReceipt(code)).toBeUndefined();
    },
  );
});

describe('which receipt counts more', () => {
  const mark = fc.record({
    returnStatus: fc.constantFrom(...RETURN_STATUSES.keys(), '-621001', '-621007', '77'),
    returnTime: fc.constantFrom('20261120235959000', '20261120235959001', '20261121000000000'),
  });

  test('a total order: whatever the order of arrival, one receipt decides', () => {
    fc.assert(
      fc.property(mark, mark, mark, (a, b, c) => {
        expect(Math.sign(compareReceipts(a, b))).toBe(-Math.sign(compareReceipts(b, a)) + 0);
        if (compareReceipts(a, b) === 0) expect(a).toEqual(b);
        if (compareReceipts(a, b) > 0 && compareReceipts(b, c) > 0) {
          expect(compareReceipts(a, c)).toBeGreaterThan(0);
        }
      }),
    );
  });

  test.each([
    ['a release', '800', 'a later hold', '500'],
    ['a rejection', '100', 'later progress', '120'],
    ['a hold', '300', 'later progress', '399'],
    ['a return', '700', 'a later release', '800'],
  ])('%s (%s) counts more than %s (%s)', (_, strong, __, weak) => {
    const early = { returnStatus: strong, returnTime: '20261120000000000' };
    const late = { returnStatus: weak, returnTime: '20261121000000000' };
    expect(compareReceipts(early, late)).toBeGreaterThan(0);
  });
});
