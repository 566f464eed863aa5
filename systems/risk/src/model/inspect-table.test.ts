import { expect, test } from 'vitest';
import type { PlainDate } from '@pilotzone/kernel/time';
import { inspectTable } from './inspect-table.ts';
import type { RuleCondition, RuleRow } from './rule-table.ts';
import shipped from '../../rules/retail-import.json' with { type: 'json' };
import { checkRuleTable } from './check-table.ts';

function rowOf(id: string, conditions: readonly RuleCondition[], over: Partial<RuleRow> = {}) {
  const texts = {
    reason: { zh: '测试', en: 'A test.' },
    fix: 'none',
    basis: 'test',
    owner: 'test',
  };
  const days = { validFrom: '2026-01-01' as PlainDate, validUntil: null };
  return { id, conditions, score: 30, lane: null, code: 'PZ-RISK-X', ...texts, ...days, ...over };
}

const remarks = (...rows: RuleRow[]) =>
  inspectTable({ rows }).map(({ id, code }) => `${id} ${code}`);
const lines = (operator: RuleCondition['operator'], operand: RuleCondition['operand']) => [
  { field: 'lineCount', operator, operand },
];

test('a row that a stronger one always replaces never counts', () => {
  const wide = rowOf('wide', lines('>=', 5), { score: 50 });
  const narrow = rowOf('narrow', lines('>=', 9));
  expect(remarks(wide, narrow)).toEqual(['narrow ROW_NEVER_COUNTS']);
  expect(remarks(wide, { ...narrow, score: 70 })).toEqual([]);
  expect(remarks(wide, { ...narrow, lane: 'red' })).toEqual([]);
  expect(remarks({ ...wide, validUntil: '2026-02-01' as PlainDate }, narrow)).toEqual([]);
});

test('of twins the later one is told, under another code both count', () => {
  const one = rowOf('one', lines('>=', 5));
  expect(remarks(one, rowOf('two', lines('>=', 5)))).toEqual(['two ROW_NEVER_COUNTS']);
  expect(remarks(one, rowOf('two', lines('>=', 5), { code: 'PZ-RISK-Y' }))).toEqual([
    'two ROWS_COUNT_TWICE',
  ]);
});

test('lists and starts imply each other as sets do', () => {
  const chapters = (operand: string[], score = 30) =>
    rowOf(`c${operand.join('')}`, [{ field: 'hsChapters', operator: 'includesAny', operand }], {
      score,
    });
  expect(remarks(chapters(['36', '93'], 50), chapters(['93']))).toEqual(['c93 ROW_NEVER_COUNTS']);
  expect(remarks(chapters(['36']), chapters(['93']))).toEqual([]);
  const mode = (id: string, operator: RuleCondition['operator'], operand: string) =>
    rowOf(id, [{ field: 'tradeMode', operator, operand }]);
  expect(remarks(mode('start', 'startsWith', '12'), mode('is', '=', '1210'))).toEqual([
    'is ROW_NEVER_COUNTS',
  ]);
});

test('bands of one code that leave a hole are told with its ends', () => {
  const low = rowOf('low', lines('between', [5, 8]));
  const high = rowOf('high', lines('>=', 12), { score: 60 });
  expect(inspectTable({ rows: [low, high] })).toMatchObject([
    { id: 'high', code: 'BANDS_GAP', message: expect.stringContaining('9 to 11') as unknown },
  ]);
  expect(remarks(low, rowOf('next', lines('>=', 9), { score: 60 }))).toEqual([]);
});

test('the shipped table has no remark', () => {
  const check = checkRuleTable(shipped);
  expect(check.kind === 'valid' && inspectTable(check.table)).toEqual([]);
});
