import { expect, test } from 'vitest';
import shipped from '../../../../../systems/risk/rules/retail-import.json' with { type: 'json' };
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

test('every row shipped comes back from its cells as it was', () => {
  const types = new Map<string, string>();
  for (const { conditions } of shipped.rows)
    for (const { field, operand } of conditions) {
      const one: unknown = [operand].flat()[0];
      if (typeof one === 'number') types.set(field, 'integer');
      if (typeof one === 'boolean') types.set(field, 'flag');
    }
  for (const row of shipped.rows) expect(rowOf(cellsOf(row), types)).toMatchObject(row);
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
