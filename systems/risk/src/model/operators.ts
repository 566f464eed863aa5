import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { FieldType } from './facts.ts';
import type { Operand, Operator } from './rule-table.ts';

/** Operators that a field of each type may use: a white list, checked before anything runs. */
export const OPERATORS: { readonly [T in FieldType]: readonly Operator[] } = {
  text: ['=', 'in', 'notIn', 'startsWith'],
  texts: ['includesAny', 'includesNone'],
  integer: ['=', '<', '<=', '>', '>=', 'between'],
  decimal: ['=', '<', '<=', '>', '>=', 'between'],
  flag: ['='],
};

/**
 * Longest list an operand may hold: beyond it a list belongs in a list of its own, not in a table
 * cell.
 */
export const OPERAND_LIST_MAX = 1000;

const LIST_OPERATORS: ReadonlySet<Operator> = new Set([
  'in',
  'notIn',
  'includesAny',
  'includesNone',
]);

/** Whether a field of `type` may be compared by what stands in a rule as its operator. */
export function isOperatorOf(type: FieldType, operator: unknown): operator is Operator {
  return (OPERATORS[type] as readonly unknown[]).includes(operator);
}

export type OperandCheck =
  | { readonly kind: 'valid'; readonly operand: Operand }
  | { readonly kind: 'invalid'; readonly code: string; readonly message: string };

/**
 * The operand in its normal form ("4500.00" becomes "4500"), or why it cannot stand there.
 * `operator` must be one of the type's own.
 */
export function checkOperand(type: FieldType, operator: Operator, operand: unknown): OperandCheck {
  if (operator === 'between') return checkRange(type, operand);
  if (LIST_OPERATORS.has(operator)) return checkList(operand);
  return checkSingle(type, operand);
}

function checkSingle(type: FieldType, operand: unknown): OperandCheck {
  if (type === 'flag') {
    return typeof operand === 'boolean' ? valid(operand) : wrongType('true or false');
  }
  if (type === 'integer') {
    return Number.isSafeInteger(operand) ? valid(operand as number) : wrongType('a whole number');
  }
  if (typeof operand !== 'string')
    return wrongType(type === 'decimal' ? 'a decimal as text' : 'text');
  if (operand.trim() === '') return empty();
  if (type !== 'decimal') return valid(operand);
  const units = parseUnits(operand);
  return units === undefined ? wrongType('a decimal as text') : valid(formatUnits(units));
}

function checkRange(type: FieldType, operand: unknown): OperandCheck {
  if (!Array.isArray(operand) || operand.length !== 2) return wrongType('[low, high]');
  const low = checkSingle(type, operand[0]);
  const high = checkSingle(type, operand[1]);
  if (low.kind === 'invalid') return low;
  if (high.kind === 'invalid') return high;
  if (toNumberLine(low.operand) > toNumberLine(high.operand)) {
    return invalid(
      'OPERAND_RANGE_EMPTY',
      `no value lies between ${String(low.operand)} and ${String(high.operand)}`,
    );
  }
  // Both ends went through the same check, so they are of one kind.
  return valid([low.operand, high.operand] as readonly string[] | readonly number[]);
}

function checkList(operand: unknown): OperandCheck {
  if (!Array.isArray(operand)) return wrongType('a list of texts');
  if (operand.length === 0) return empty();
  if (operand.length > OPERAND_LIST_MAX) {
    return invalid('OPERAND_TOO_LONG', `the list has more than ${OPERAND_LIST_MAX} entries`);
  }
  const texts = operand.filter((entry) => typeof entry === 'string');
  if (texts.length < operand.length) return wrongType('a list of texts');
  if (texts.some((text) => text.trim() === '')) return empty();
  if (new Set(texts).size < texts.length) {
    return invalid('OPERAND_REPEATED', 'the list names an entry twice');
  }
  return valid(texts.toSorted());
}

/** An end of a range as units of 1/100 000, so that integers and decimals share one number line. */
export function toNumberLine(operand: Operand): bigint {
  if (typeof operand === 'number') return BigInt(operand) * 100_000n;
  return parseUnits(String(operand)) ?? 0n;
}

function valid(operand: Operand): OperandCheck {
  return { kind: 'valid', operand };
}

function wrongType(wanted: string): OperandCheck {
  return invalid('OPERAND_TYPE', `the operand must be ${wanted}`);
}

function empty(): OperandCheck {
  return invalid('OPERAND_EMPTY', 'the operand is empty');
}

function invalid(code: string, message: string): OperandCheck {
  return { kind: 'invalid', code, message };
}
