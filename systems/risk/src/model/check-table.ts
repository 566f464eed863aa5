import { parsePlainDate, type PlainDate } from '@pilotzone/kernel/time';
import { findContradictions } from './contradictions.ts';
import { findField } from './facts.ts';
import { checkOperand, isOperatorOf, OPERATORS } from './operators.ts';
import {
  own,
  readInteger,
  readList,
  readObject,
  readText,
  refuseUnknownKeys,
  reporter,
} from './read-json.ts';
import type { Report, Source } from './read-json.ts';
import type { RuleCondition, RuleRow, RuleTable, TableError } from './rule-table.ts';

export type TableCheck =
  | { readonly kind: 'valid'; readonly table: RuleTable }
  | { readonly kind: 'invalid'; readonly errors: readonly TableError[] };

/** More rows than this are a sign of a generated list, which belongs in an operand. */
const ROWS_MAX = 1000;
const CONDITIONS_MAX = 20;
const DEFAULT_FIX =
  'Nothing, if what was declared is true; otherwise correct it and declare again.';

/**
 * Reads a table from JSON that nobody has checked and reports everything that is wrong with it, by
 * row. Only the keys of the form are read, and only own ones, so that no key of the data can reach
 * an object's prototype.
 */
export function checkRuleTable(value: unknown): TableCheck {
  const errors: TableError[] = [];
  const report = reporter(errors, null, '');
  const source = readObject(value, '', report);
  refuseUnknownKeys(source, { known: ['name', 'thresholds', 'rows'], prefix: '' }, report);
  const name = readText(source, 'name', report);
  const thresholds = readThresholds(own(source, 'thresholds'), report);
  const rowValues = readList(own(source, 'rows'), { path: 'rows', max: ROWS_MAX }, report);
  const rows = rowValues.map((row, index) => readRow(row, index + 1, errors));
  reportDuplicates(rows, errors);
  if (errors.length > 0) return { kind: 'invalid', errors };
  return { kind: 'valid', table: { name, thresholds, rows } };
}

function readThresholds(value: unknown, report: Report): RuleTable['thresholds'] {
  const source = readObject(value, 'thresholds', report);
  refuseUnknownKeys(source, { known: ['amber', 'red'], prefix: 'thresholds.' }, report);
  const amber = readInteger(
    source,
    { key: 'amber', path: 'thresholds.amber', min: 1, max: 10_000 },
    report,
  );
  const red = readInteger(
    source,
    { key: 'red', path: 'thresholds.red', min: 1, max: 10_000 },
    report,
  );
  if (amber >= red) report('thresholds', 'THRESHOLDS_ORDER', 'amber must be lower than red');
  return { amber, red };
}

const ROW_KEYS = [
  'id',
  'conditions',
  'score',
  'lane',
  'code',
  'reason',
  'fix',
  'fixZh',
  'basis',
  'basisZh',
  'validFrom',
  'validUntil',
  'owner',
];

function readRow(value: unknown, row: number, errors: TableError[]): RuleRow {
  const anonymous = readObject(value, '', () => undefined);
  const givenId = own(anonymous, 'id');
  const report = reporter(errors, row, typeof givenId === 'string' ? givenId : '');
  const source = readObject(value, '', report);
  refuseUnknownKeys(source, { known: ROW_KEYS, prefix: '' }, report);
  const id = readText(source, 'id', report);
  const score = readInteger(source, { key: 'score', path: 'score', min: 0, max: 100 }, report);
  const lane = readLane(source, report);
  if (own(source, 'score') === 0 && lane === null)
    report('score', 'ROW_WITHOUT_EFFECT', 'a row needs a score or a lane');
  const code = readText(source, 'code', report);
  if (!/^PZ-RISK-[A-Z0-9]+(-[A-Z0-9]+)*$/.test(code)) {
    report('code', 'CODE_FORM', 'the code must look like PZ-RISK-SAME-ADDRESS');
  }
  const conditions = readConditions(own(source, 'conditions'), report);
  const reason = readReason(own(source, 'reason'), report);
  reportRevealedOperands(conditions, reason, report);
  const fix = own(source, 'fix') === undefined ? DEFAULT_FIX : readText(source, 'fix', report);
  const validity = readValidity(source, report);
  const basis = readText(source, 'basis', report);
  const owner = readText(source, 'owner', report);
  const chinese = {
    ...optionalText(source, 'fixZh', report),
    ...optionalText(source, 'basisZh', report),
  };
  return { id, conditions, score, lane, code, reason, fix, basis, ...chinese, ...validity, owner };
}

/** Absent stays absent, so that a table of before has the same canonical text. */
function optionalText<Key extends 'fixZh' | 'basisZh'>(
  source: Source,
  key: Key,
  report: Report,
): { readonly [K in Key]?: string } {
  if (own(source, key) === undefined) return {};
  return { [key]: readText(source, key, report) } as { readonly [K in Key]: string };
}

function readLane(source: Source, report: Report): RuleRow['lane'] {
  const lane = own(source, 'lane') ?? null;
  if (lane === null || lane === 'amber' || lane === 'red') return lane;
  report('lane', 'LANE_UNKNOWN', 'the lane must be amber, red or absent');
  return null;
}

function readConditions(value: unknown, report: Report): RuleCondition[] {
  const values = readList(value, { path: 'conditions', max: CONDITIONS_MAX }, report);
  const conditions = values.flatMap((condition, index) =>
    readCondition(condition, `conditions[${index}]`, report),
  );
  for (const field of findContradictions(conditions)) {
    report('conditions', 'CONDITIONS_CONTRADICT', `the conditions on ${field} never hold together`);
  }
  return conditions;
}

/** The condition in a list of one, or an empty list when it cannot be used. */
function readCondition(value: unknown, path: string, report: Report): RuleCondition[] {
  const source = readObject(value, path, report);
  refuseUnknownKeys(
    source,
    { known: ['field', 'operator', 'operand'], prefix: path + '.' },
    report,
  );
  const name = own(source, 'field');
  const field = typeof name === 'string' ? name : '';
  const definition = findField(field);
  if (!definition) {
    report(path + '.field', 'FIELD_UNKNOWN', `there is no field "${field}"`);
    return [];
  }
  const operator = own(source, 'operator');
  if (!isOperatorOf(definition.type, operator)) {
    const known = OPERATORS[definition.type].join(' ');
    report(path + '.operator', 'OPERATOR_UNKNOWN', `${field} can be compared by ${known}`);
    return [];
  }
  const operand = checkOperand(definition.type, operator, own(source, 'operand'));
  if (operand.kind === 'valid') return [{ field, operator, operand: operand.operand }];
  report(path + '.operand', operand.code, operand.message);
  return [];
}

function readReason(value: unknown, report: Report): RuleRow['reason'] {
  const source = readObject(value, 'reason', report);
  refuseUnknownKeys(source, { known: ['zh', 'en'], prefix: 'reason.' }, report);
  return { zh: readText(source, 'zh', report), en: readText(source, 'en', report) };
}

/** The trader's text must not tell the number that triggers the row. */
function reportRevealedOperands(
  conditions: readonly RuleCondition[],
  reason: RuleRow['reason'],
  report: Report,
): void {
  const numbers = [reason.zh, reason.en].flatMap(
    (text) => text.replaceAll(',', '').match(/\d+(\.\d+)?/g) ?? [],
  );
  for (const { field, operand } of conditions) {
    const type = findField(field)?.type;
    if (type !== 'integer' && type !== 'decimal') continue;
    const shown = [operand].flat().some((end) => numbers.includes(String(end)));
    if (shown)
      report('reason', 'REASON_REVEALS_OPERAND', `the reason tells the operand of ${field}`);
  }
}

function readValidity(source: Source, report: Report): Pick<RuleRow, 'validFrom' | 'validUntil'> {
  const validFrom = readDate(source, 'validFrom', report);
  const until = own(source, 'validUntil') ?? null;
  const validUntil = until === null ? null : readDate(source, 'validUntil', report);
  if (validUntil !== null && validUntil < validFrom) {
    report('validUntil', 'VALIDITY_EMPTY', 'validUntil is before validFrom');
  }
  return { validFrom, validUntil };
}

function readDate(source: Source, key: string, report: Report): PlainDate {
  const value = own(source, key);
  const day = typeof value === 'string' ? parsePlainDate(value) : undefined;
  if (day) return day;
  report(key, 'DATE_FORM', `${key} must be a day, YYYY-MM-DD`);
  return '0000-00-00' as PlainDate;
}

function reportDuplicates(rows: readonly RuleRow[], errors: TableError[]): void {
  const firstRow = new Map<string, number>();
  rows.forEach(({ id }, index) => {
    const first = firstRow.get(id);
    if (id === '') return;
    if (first === undefined) firstRow.set(id, index + 1);
    else reporter(errors, index + 1, id)('id', 'ID_REPEATED', `row ${first} has the id ${id} too`);
  });
}
