import { expect, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import { advanceCase, NEW_CASE } from './case-file.ts';
import type { CaseFile, CaseStep } from './case-file.ts';

const after = (...steps: readonly (readonly [CaseStep, string])[]) =>
  steps.reduce<CaseFile>((file, [step, actor]) => advanceCase(file, step, actor), NEW_CASE);

const CONFIRMED = [{ kind: 'decided', outcome: 'confirmed' }, 'Li'] as const;
const APPEALED = [{ kind: 'appealed', appellant: '3301960001' }, 'Li'] as const;

test('a case is assigned, decided and closed', () => {
  const dueOn = '2026-12-08' as PlainDate;
  const assigned = [{ kind: 'assigned', assignee: 'Wang', dueOn }, 'Li'] as const;
  expect(after(assigned)).toMatchObject({ state: 'open', assignee: 'Wang', dueOn });
  const closed = after(assigned, CONFIRMED, [{ kind: 'closed' }, 'Li']);
  expect(closed).toMatchObject({ state: 'closed', outcome: 'confirmed', decidedBy: 'Li' });
});

test('an appeal is judged by somebody else, and turns the outcome round where it is upheld', () => {
  expect(() => after(CONFIRMED, APPEALED, [{ kind: 'appeal-upheld' }, 'Li'])).toThrow('Li has');
  const upheld = after(CONFIRMED, APPEALED, [{ kind: 'appeal-upheld' }, 'Wang']);
  expect(upheld).toMatchObject({ state: 'decided', outcome: 'cleared', decidedBy: 'Wang' });
  const dismissed = after(CONFIRMED, APPEALED, [{ kind: 'appeal-dismissed' }, 'Wang']);
  expect(dismissed).toMatchObject({ state: 'decided', outcome: 'confirmed', decidedBy: 'Li' });
});

test.each<readonly [CaseStep, readonly (readonly [CaseStep, string])[]]>([
  [{ kind: 'closed' }, []],
  [{ kind: 'appealed', appellant: 'x' }, []],
  [{ kind: 'decided', outcome: 'cleared' }, [CONFIRMED]],
  [{ kind: 'linked', links: [] }, [CONFIRMED]],
  [{ kind: 'noted' }, [CONFIRMED, [{ kind: 'closed' }, 'Li']]],
])('%j is refused, with when it may be done, after %j', (step, before) => {
  const file = after(...before);
  expect(() => advanceCase(file, step, 'Li')).toThrow(/cannot be .*; that is done while it is/);
});

test('a case that is opened anew has no outcome', () => {
  const again = after(CONFIRMED, [{ kind: 'closed' }, 'Li'], [{ kind: 'reopened' }, 'Li']);
  expect(again).toMatchObject({ state: 'open', outcome: null, decidedBy: null });
});
