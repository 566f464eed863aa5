import { describe, expect, test } from 'vitest';
import { planListFiling } from './file-list.ts';
import type { ArrivingList, KnownList } from './file-list.ts';
import { NEXT } from './lifecycle.ts';
import type { DeclarationStatus } from './lifecycle.ts';

const STATUSES = Object.keys(NEXT) as DeclarationStatus[];
const [BEFORE, AT, AFTER] = ['20261120100000', '20261120110000', '20261120120000'];

const arriving = (changes: Partial<ArrivingList> = {}): ArrivingList => ({
  appType: '1',
  appStatus: '2',
  appTime: AFTER,
  body: 'new',
  orderNo: 'O-1',
  ...changes,
});
const known = (status: DeclarationStatus, changes: Partial<KnownList> = {}): KnownList => ({
  status,
  appTime: AT,
  body: 'old',
  earlier: [],
  ...changes,
});

/** The kind of the plan, or the code of its refusal. */
function planOf(list: KnownList | undefined, arrives: ArrivingList): string {
  const plan = planListFiling(list, arrives);
  return plan.kind === 'refused' ? plan.finding.code : plan.kind;
}

// For each state of the known list, what comes of another content with a later appTime …
const LATER: Record<DeclarationStatus, readonly [add: string, change: string, remove: string]> = {
  staged: ['declare', 'declare', 'cancel'],
  filed: ['-621004', 'declare', 'cancel'],
  waiting: ['-621004', 'declare', 'cancel'],
  held: ['-621004', '-621012', '-621012'],
  sent: ['-621004', '-621012', '-621012'],
  'customs-held': ['-621004', '-621012', '-621012'],
  rejected: ['declare', 'declare', 'cancel'],
  released: ['-621004', '-621012', '-621012'],
  returned: ['-621004', '-621012', '-621012'],
  cancelled: ['declare', '-621012', '-621012'],
};
// … and with the same appTime.
const SAME_TIME: Record<DeclarationStatus, readonly [add: string, change: string, remove: string]> =
  {
    staged: ['declare', 'declare', 'cancel'],
    filed: ['-621004', 'PZ-LIST-STALE', 'PZ-LIST-STALE'],
    waiting: ['-621004', 'PZ-LIST-STALE', 'PZ-LIST-STALE'],
    held: ['-621004', '-621012', '-621012'],
    sent: ['-621004', '-621012', '-621012'],
    'customs-held': ['-621004', '-621012', '-621012'],
    rejected: ['-621004', 'PZ-LIST-STALE', 'PZ-LIST-STALE'],
    released: ['-621004', '-621012', '-621012'],
    returned: ['-621004', '-621012', '-621012'],
    cancelled: ['-621004', '-621012', 'unchanged'],
  };

const CASES = STATUSES.flatMap((status) =>
  (['1', '2', '3'] as const).map((appType, column) => ({ status, appType, column })),
);

describe('a list beside one of the same numbers', () => {
  test.each(CASES)('that is $status: appType $appType, later', ({ status, appType, column }) => {
    expect(planOf(known(status), arriving({ appType }))).toBe(LATER[status][column]);
  });

  test.each(CASES)('that is $status: appType $appType, equal', ({ status, appType, column }) => {
    const plan = planOf(known(status), arriving({ appType, appTime: AT }));
    expect(plan).toBe(SAME_TIME[status][column]);
  });

  test.each(CASES)('that is $status: appType $appType, older', ({ status, appType }) => {
    const plan = planOf(known(status), arriving({ appType, appTime: BEFORE }));
    const isRepeatedDeletion = status === 'cancelled' && appType === '3';
    expect(plan).toBe(isRepeatedDeletion ? 'unchanged' : 'PZ-LIST-STALE');
  });

  test.each(STATUSES)(
    'that is %s: the same content with the same appTime is unchanged',
    (status) => {
      const same = arriving({ body: 'old', appTime: AT });
      expect(planOf(known(status), same)).toBe('unchanged');
    },
  );

  test.each(STATUSES)('that is %s: the same content with a later appTime', (status) => {
    const isOver = status === 'rejected' || status === 'cancelled';
    const plan = planOf(known(status), arriving({ body: 'old' }));
    expect(plan).toBe(isOver ? 'declare' : 'unchanged');
  });

  test('an earlier version sent again is unchanged, not stale', () => {
    const list = known('released', { earlier: ['first', 'second'] });
    const again = arriving({ body: 'first', appTime: BEFORE });
    expect(planOf(list, again)).toBe('unchanged');
    expect(planOf(list, { ...again, body: 'third' })).toBe('PZ-LIST-STALE');
  });

  test('appStatus 1 stages what would be declared', () => {
    expect(planOf(undefined, arriving({ appStatus: '1' }))).toBe('stage');
    expect(planOf(known('rejected'), arriving({ appStatus: '1' }))).toBe('stage');
    expect(planOf(known('staged'), arriving({ appStatus: '1' }))).toBe('stage');
    expect(planOf(known('sent'), arriving({ appStatus: '1' }))).toBe('-621004');
  });
});

describe('the first list of its numbers', () => {
  test.each([
    ['1', 'declare'],
    ['2', '-621011'],
    ['3', '-621011'],
  ])('appType %s', (appType, expected) => {
    expect(planOf(undefined, arriving({ appType }))).toBe(expected);
  });
});

test('a refusal names the order, both times and the state', () => {
  const plan = planListFiling(known('released'), arriving());
  expect(plan).toMatchObject({
    kind: 'refused',
    finding: { source: 'eport', values: ['O-1', AFTER, AT, 'released'] },
  });
});
