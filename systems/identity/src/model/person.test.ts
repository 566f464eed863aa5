import type { Instant } from '@pilotzone/kernel/time';
import { expect, test } from 'vitest';
import { judgePassword, lockAfter, normalizeLoginName } from './person.ts';

const now = 0 as Instant;

test('an account rests after every fifth wrong answer, longer each time', () => {
  const rests = Array.from({ length: 16 }, (_, failed) => lockAfter(failed, now));
  expect(rests.flatMap((until, failed) => (until === undefined ? [] : [[failed, until]]))).toEqual([
    [5, 900_000],
    [10, 1_800_000],
    [15, 2_700_000],
  ]);
});

test.each([
  ['short', /at least 12/],
  ['x'.repeat(201), /at most 200/],
  ['aaaaabbbbbccccc', /repeats/],
  ['my-trader-password', /login name/],
  ['My-TRADER-password', /login name/],
])('the password %.20s is weak', (password, reason) => {
  expect(judgePassword(password, { loginName: 'trader' })).toMatch(reason);
});

test('a long password of any kind of character is good, also in Chinese', () => {
  for (const password of ['correct horse battery', '海关放行以后再去仓库提货吧朋友们'])
    expect(judgePassword(password, { loginName: 'trader' })).toBeUndefined();
});

test('login names are compared without case and outer spaces', () => {
  expect(normalizeLoginName('  Li.Ming@Firm ')).toBe('li.ming@firm');
});
