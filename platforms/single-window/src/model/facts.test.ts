import { expect, test } from 'vitest';
import { withNumbers } from './facts.ts';

const NUMBERS = { preNo: 'B20261120000000001', invtNo: '46122026I000000001' };

test('stored facts get the numbers that customs issued, and nothing else changes', () => {
  const facts = { copNo: 'C1', preNo: '', invtNo: '', ebpCode: 'E1', lines: [{ name: '奶粉' }] };
  expect(JSON.parse(withNumbers(JSON.stringify(facts), NUMBERS))).toEqual({ ...facts, ...NUMBERS });
});

test('a number of a trader that looks like the fields is left alone', () => {
  const facts = { copNo: '"preNo":"","invtNo":""', preNo: '', invtNo: '' };
  const text = withNumbers(JSON.stringify(facts), NUMBERS);
  expect(JSON.parse(text)).toEqual({ ...facts, ...NUMBERS });
});

test('numbers that customs did not issue stay empty', () => {
  const text = JSON.stringify({ copNo: 'C1', preNo: '', invtNo: '' });
  expect(withNumbers(text, { preNo: null, invtNo: null })).toBe(text);
});

test('facts in another order, as an earlier version may have stored them, get theirs, too', () => {
  const text = JSON.stringify({ invtNo: '', copNo: 'C1', preNo: '' });
  expect(JSON.parse(withNumbers(text, NUMBERS))).toEqual({ copNo: 'C1', ...NUMBERS });
});
