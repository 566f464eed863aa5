import { describe, expect, test } from 'vitest';
import { attemptOf } from './attempt-of.ts';

const FIRST = { attempt: 1, returnStatus: '100', returnTime: '20261120120000000', preNo: 'B1' };
const receipt = (changes: object) => ({
  preNo: '',
  returnStatus: '120',
  returnTime: '20261120130000000',
  ...changes,
});

describe('the attempt a receipt is about', () => {
  test.each([
    ['a new preNo is of the present attempt', { preNo: 'B2' }, null, 2],
    ['the preNo of the present attempt', { preNo: 'B2' }, 'B2', 2],
    ['the preNo of the first attempt, before the second has one', { preNo: 'B1' }, null, 1],
    ['the preNo of the first attempt, late', { preNo: 'B1' }, 'B2', 1],
    ['no preNo and known before', { returnStatus: '100', returnTime: FIRST.returnTime }, null, 1],
    ['no preNo and not known', {}, null, 2],
  ])('%s', (_, changes, preNo, expected) => {
    expect(attemptOf(receipt(changes), { attempt: 2, preNo }, [FIRST])).toBe(expected);
  });

  test('without earlier attempts every receipt is of the present one', () => {
    expect(attemptOf(receipt({ preNo: 'B9' }), { attempt: 1, preNo: 'B1' }, [])).toBe(1);
  });
});
