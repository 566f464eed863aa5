import { describe, expect, test } from 'vitest';
import shipped from '../../rules/retail-import.json' with { type: 'json' };
import { checkRuleTable } from './check-table.ts';
import { listFields } from './facts.ts';
import { OPERATORS } from './operators.ts';
import { canonicalText, compareTables } from './rule-table.ts';

const row = {
  id: 'r1',
  conditions: [{ field: 'lineCount', operator: '>', operand: 3 }],
  score: 10,
  code: 'PZ-RISK-TEST',
  reason: { zh: '测试', en: 'Test.' },
  basis: 'test',
  validFrom: '2026-01-01',
  owner: 'test',
};
const table = { name: 'test', thresholds: { amber: 30, red: 70 }, rows: [row] };

function errorsOf(value: unknown) {
  const check = checkRuleTable(value);
  return check.kind === 'invalid' ? check.errors : [];
}

function conditionErrors(field: string, operator: string, operand: unknown) {
  const conditions = [{ field, operator, operand }];
  return errorsOf({ ...table, rows: [{ ...row, conditions }] }).map(({ code }) => code);
}

function contradiction(texts: readonly string[]) {
  const conditions = texts.map((text) => {
    const [field, operator, operand = ''] = text.split(' ');
    return { field, operator, operand: JSON.parse(operand) };
  });
  return errorsOf({ ...table, rows: [{ ...row, conditions }] }).map(({ code }) => code);
}

describe('the shipped table', () => {
  test('is valid', () => expect(errorsOf(shipped)).toEqual([]));
});

describe('a table', () => {
  test('takes a normal form: sorted lists, decimals without needless zeros', () => {
    const conditions = [
      { field: 'dutiablePrice', operator: '>=', operand: '4500.00' },
      { field: 'tradeMode', operator: 'in', operand: ['9610', '1210'] },
    ];
    const check = checkRuleTable({ ...table, rows: [{ ...row, conditions }] });
    expect(check).toMatchObject({
      kind: 'valid',
      table: { rows: [{ conditions: [{ operand: '4500' }, { operand: ['1210', '9610'] }] }] },
    });
  });

  test('reports every error with its row, id and path', () => {
    const broken = {
      ...row,
      id: 'r2',
      score: 101,
      code: 'RISK',
      validFrom: '2026-02-30',
      conditions: [{ field: 'nothing', operator: '=', operand: 1 }],
    };
    const found = errorsOf({ ...table, rows: [row, broken] });
    expect(found.map(({ row, id, path, code }) => [row, id, path, code])).toEqual([
      [2, 'r2', 'score', 'INTEGER_EXPECTED'],
      [2, 'r2', 'code', 'CODE_FORM'],
      [2, 'r2', 'conditions[0].field', 'FIELD_UNKNOWN'],
      [2, 'r2', 'validFrom', 'DATE_FORM'],
    ]);
  });

  test.each([null, 7, 'x', [], {}])('that is %j is refused, not a crash', (value) => {
    expect(errorsOf(value).length).toBeGreaterThan(0);
  });

  test('names each id once', () => {
    expect(errorsOf({ ...table, rows: [row, row] })).toMatchObject([
      { row: 2, code: 'ID_REPEATED' },
    ]);
  });

  test('refuses keys without meaning, so that a misspelt lane is not lost', () => {
    expect(errorsOf({ ...table, rows: [{ ...row, Lane: 'red' }] })).toMatchObject([
      { row: 1, path: 'Lane', code: 'KEY_UNKNOWN' },
    ]);
  });

  test.each([
    ['lane', 'green', 'LANE_UNKNOWN'],
    ['score', 0, 'ROW_WITHOUT_EFFECT'],
    ['owner', ' ', 'TEXT_EXPECTED'],
    ['conditions', [], 'LIST_EMPTY'],
    ['validUntil', '2025-12-31', 'VALIDITY_EMPTY'],
    ['reason', { zh: '多于3项', en: 'Too many lines.' }, 'REASON_REVEALS_OPERAND'],
  ])('refuses a row with %s %j', (key, value, code) => {
    const found = errorsOf({ ...table, rows: [{ ...row, [key]: value }] });
    expect(found.map((error) => error.code)).toEqual([code]);
  });

  test('needs amber below red', () => {
    expect(errorsOf({ ...table, thresholds: { amber: 70, red: 70 } })).toMatchObject([
      { row: null, code: 'THRESHOLDS_ORDER' },
    ]);
  });

  test('cannot reach a prototype', () => {
    const text = JSON.stringify(table).replace(
      '"name":"test"',
      '"name":"test","__proto__":{"x":1}',
    );
    expect(errorsOf(JSON.parse(text))).toMatchObject([{ code: 'KEY_UNKNOWN' }]);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(conditionErrors(name, '=', 'x')).toEqual(['FIELD_UNKNOWN']);
    }
  });
});

describe('a condition', () => {
  test.each([
    ['tradeMode', '>', '1210', 'OPERATOR_UNKNOWN'],
    ['tradeMode', 'constructor', '1210', 'OPERATOR_UNKNOWN'],
    ['tradeMode', '=', 1210, 'OPERAND_TYPE'],
    ['tradeMode', '=', '', 'OPERAND_EMPTY'],
    ['tradeMode', 'in', [], 'OPERAND_EMPTY'],
    ['tradeMode', 'in', ['1210', ' '], 'OPERAND_EMPTY'],
    ['tradeMode', 'in', ['1210', '1210'], 'OPERAND_REPEATED'],
    ['tradeMode', 'in', '1210', 'OPERAND_TYPE'],
    ['lineCount', '>', '3', 'OPERAND_TYPE'],
    ['lineCount', '>', 3.5, 'OPERAND_TYPE'],
    ['lineCount', 'between', [3], 'OPERAND_TYPE'],
    ['lineCount', 'between', [5, 3], 'OPERAND_RANGE_EMPTY'],
    ['dutiablePrice', '>', 5000, 'OPERAND_TYPE'],
    ['dutiablePrice', '>', '5e3', 'OPERAND_TYPE'],
    ['dutiablePrice', 'between', ['5000', '4999.9'], 'OPERAND_RANGE_EMPTY'],
    ['payerIsBuyer', '=', 'false', 'OPERAND_TYPE'],
    ['hsChapters', '=', '71', 'OPERATOR_UNKNOWN'],
  ])('%s %s %j is refused', (field, operator, operand, code) => {
    expect(conditionErrors(field, operator, operand)).toEqual([code]);
  });

  test('holds a list of 1000 entries at most', () => {
    const list = (length: number) => Array.from({ length }, (_, n) => `${n}`);
    expect(conditionErrors('portCode', 'in', list(1000))).toEqual([]);
    expect(conditionErrors('portCode', 'in', list(1001))).toEqual(['OPERAND_TOO_LONG']);
  });

  test('may use every operator that its field is listed with', () => {
    const operands = {
      text: { in: ['a'], notIn: ['a'] },
      texts: { includesAny: ['a'], includesNone: ['a'] },
      integer: { between: [1, 2] },
      decimal: { between: ['1', '2'] },
      flag: {},
    };
    const single = { text: 'a', texts: ['a'], integer: 1, decimal: '1', flag: true };
    for (const [name, { type }] of listFields()) {
      for (const operator of OPERATORS[type]) {
        const special = (operands[type] as Record<string, unknown>)[operator];
        expect(conditionErrors(name, operator, special ?? single[type])).toEqual([]);
      }
    }
  });
});

describe('conditions on one field', () => {
  test.each([
    ['lineCount > 5', 'lineCount < 3'],
    ['lineCount > 4', 'lineCount < 5'],
    ['lineCount = 4', 'lineCount between [5,9]'],
    ['tradeMode = "1210"', 'tradeMode = "9610"'],
    ['tradeMode in ["1210"]', 'tradeMode notIn ["1210"]'],
    ['tradeMode = "1210"', 'tradeMode startsWith "9"'],
    ['tradeMode startsWith "1"', 'tradeMode startsWith "9"'],
    ['hsChapters includesAny ["71"]', 'hsChapters includesNone ["71","91"]'],
    ['payerIsBuyer = true', 'payerIsBuyer = false'],
  ])('that never hold together are refused: %s and %s', (...conditions) => {
    expect(contradiction(conditions)).toEqual(['CONDITIONS_CONTRADICT']);
  });

  test.each([
    ['dutiablePrice > "4"', 'dutiablePrice < "5"'],
    ['lineCount >= 4', 'lineCount <= 4'],
    ['tradeMode in ["1210","9610"]', 'tradeMode notIn ["1210"]'],
    ['tradeMode startsWith "1"', 'tradeMode startsWith "12"'],
    ['hsChapters includesAny ["71","42"]', 'hsChapters includesNone ["71"]'],
  ])('that can hold together pass: %s and %s', (...conditions) => {
    expect(contradiction(conditions)).toEqual([]);
  });
});

describe('two tables', () => {
  function parse(value: unknown) {
    const check = checkRuleTable(value);
    if (check.kind === 'invalid') throw new Error(JSON.stringify(check.errors));
    return check.table;
  }

  test('with the same rows in another order have one canonical text', () => {
    const reordered = { rows: shipped.rows.toReversed(), thresholds: { red: 70, amber: 30 } };
    const same = parse({ ...reordered, name: shipped.name });
    expect(canonicalText(same)).toBe(canonicalText(parse(shipped)));
  });

  test('differ by the ids that were added, removed and changed', () => {
    const before = parse({ ...table, rows: [row, { ...row, id: 'r2' }] });
    const rows = [
      { ...row, score: 20 },
      { ...row, id: 'r3' },
    ];
    expect(compareTables(before, parse({ ...table, rows }))).toEqual({
      added: ['r3'],
      removed: ['r2'],
      changed: ['r1'],
      thresholdsChanged: false,
    });
  });
});
