import { expect, test } from 'vitest';
import { cellsOf, columnOf, EMPTY, pasteCells, rowOf } from './rule-cells.ts';

const TYPES = new Map([
  ['lineCount', 'integer'],
  ['tradeMode', 'text'],
  ['payerIsBuyer', 'flag'],
  ['dutiablePrice', 'decimal'],
]);

test('conditions are read by the type of their field', () => {
  const when =
    'lineCount between 3, 9 & tradeMode in 1210, 9610 ' +
    '& payerIsBuyer = false & dutiablePrice >= 4500.5';
  expect(rowOf({ ...EMPTY, when }, TYPES)['conditions']).toEqual([
    { field: 'lineCount', operator: 'between', operand: [3, 9] },
    { field: 'tradeMode', operator: 'in', operand: ['1210', '9610'] },
    { field: 'payerIsBuyer', operator: '=', operand: false },
    { field: 'dutiablePrice', operator: '>=', operand: '4500.5' },
  ]);
});

test('what cannot be read is left to the server', () => {
  expect(rowOf({ ...EMPTY, when: 'nonsense', score: 'much' }, TYPES)).toMatchObject({
    conditions: [{ field: 'nonsense', operator: '', operand: '' }],
    score: 'much',
  });
});

test('a row comes back from its cells as it was', () => {
  const row = {
    id: 'arms',
    conditions: [
      { field: 'hsChapters', operator: 'includesAny', operand: ['36', '93'] },
      { field: 'payerIsBuyer', operator: '=', operand: true },
      { field: 'lineCount', operator: '>=', operand: 9 },
    ],
    ...{ score: 50, lane: 'red', code: 'PZ-RISK-ARMS' },
    reason: { zh: '限制类商品', en: 'Restricted goods.' },
    ...{ fix: 'Show the licence.', fixZh: '请提供许可证。', basis: 'law', basisZh: '法' },
    ...{ validFrom: '2026-01-01', validUntil: null, owner: 'zone' },
  };
  expect(rowOf(cellsOf(row), TYPES)).toEqual(row);
});

test('a clipboard is laid over the cells, with rows that are missing', () => {
  const pasted = pasteCells([EMPTY], 'a\tlineCount >= 5\nb\tlineCount >= 9\n', {
    row: 0,
    column: 'id',
  });
  expect(pasted.map(({ id, when }) => [id, when])).toEqual([
    ['a', 'lineCount >= 5'],
    ['b', 'lineCount >= 9'],
  ]);
});

test('an error stands at its cell', () => {
  expect(['conditions[0].operand', 'reason.en', 'score', 'lane', 'x'].map(columnOf)).toEqual([
    ...['when', 'reasonEn', 'score', 'lane', 'id'],
  ]);
});
