import { findField } from './facts.ts';
import { toNumberLine } from './operators.ts';
import type { RuleCondition } from './rule-table.ts';

/**
 * Fields whose conditions in one row can never hold together (`> 5` and `< 3`, `= A` and `in [B]`):
 * such a row is dead and its author meant something else. Conditions must have passed checkOperand.
 */
export function findContradictions(conditions: readonly RuleCondition[]): string[] {
  const fields = new Set(conditions.map((condition) => condition.field));
  return [...fields].filter((field) =>
    isContradictory(conditions.filter((condition) => condition.field === field)),
  );
}

function isContradictory(conditions: readonly RuleCondition[]): boolean {
  if (conditions.length < 2) return false;
  const type = findField(conditions[0]?.field ?? '')?.type;
  if (type === 'integer') return isRangeEmpty(conditions, 100_000n);
  if (type === 'decimal') return isRangeEmpty(conditions, 1n);
  if (type === 'text') return isTextSetEmpty(conditions);
  if (type === 'texts') return isListSetEmpty(conditions);
  return new Set(conditions.map((condition) => condition.operand)).size > 1;
}

/**
 * `step` is the distance of two neighbouring values: `> 4` and `< 5` leave no integer but many
 * decimals.
 */
function isRangeEmpty(conditions: readonly RuleCondition[], step: bigint): boolean {
  let low: bigint | undefined;
  let high: bigint | undefined;
  for (const condition of conditions) {
    const [from, until] = boundsOf(condition, step);
    if (from !== undefined && (low === undefined || from > low)) low = from;
    if (until !== undefined && (high === undefined || until < high)) high = until;
  }
  return low !== undefined && high !== undefined && low > high;
}

/** The ends of what a numeric condition lets through, in units of 1/100 000. */
export function boundsOf(
  { operator, operand }: RuleCondition,
  step: bigint,
): [bigint | undefined, bigint | undefined] {
  if (Array.isArray(operand)) {
    const [low = 0, high = 0] = operand as readonly (string | number)[];
    return [toNumberLine(low), toNumberLine(high)];
  }
  const at = toNumberLine(operand);
  switch (operator) {
    case '<':
      return [undefined, at - step];
    case '<=':
      return [undefined, at];
    case '>':
      return [at + step, undefined];
    case '>=':
      return [at, undefined];
    default:
      return [at, at];
  }
}

function isTextSetEmpty(conditions: readonly RuleCondition[]): boolean {
  const starts = conditions.filter(hasOperator('startsWith')).map((own) => String(own.operand));
  const longest = starts.toSorted((a, b) => b.length - a.length)[0] ?? '';
  if (!starts.every((start) => longest.startsWith(start))) return true;
  const allowed = conditions
    .filter((own) => own.operator === '=' || own.operator === 'in')
    .map(textsOf);
  const first = allowed[0];
  if (!first) return false;
  const forbidden = new Set(conditions.filter(hasOperator('notIn')).flatMap(textsOf));
  return !first.some(
    (text) =>
      allowed.every((texts) => texts.includes(text)) &&
      !forbidden.has(text) &&
      starts.every((start) => text.startsWith(start)),
  );
}

function isListSetEmpty(conditions: readonly RuleCondition[]): boolean {
  const forbidden = new Set(conditions.filter(hasOperator('includesNone')).flatMap(textsOf));
  return conditions
    .filter(hasOperator('includesAny'))
    .some((own) => textsOf(own).every((text) => forbidden.has(text)));
}

function hasOperator(operator: RuleCondition['operator']) {
  return (condition: RuleCondition) => condition.operator === operator;
}

function textsOf({ operand }: RuleCondition): string[] {
  return Array.isArray(operand) ? operand.map(String) : [String(operand)];
}
