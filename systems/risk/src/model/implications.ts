import { boundsOf } from './contradictions.ts';
import { findField } from './facts.ts';
import type { RuleCondition } from './rule-table.ts';

/** Whether whatever meets all of `given` meets all of `wanted` too. False where it is not sure. */
export function impliesAll(
  given: readonly RuleCondition[],
  wanted: readonly RuleCondition[],
): boolean {
  return wanted.every((want) =>
    given.some((own) => own.field === want.field && implies(own, want)),
  );
}

function implies(own: RuleCondition, want: RuleCondition): boolean {
  const type = findField(own.field)?.type;
  if (type === 'integer' || type === 'decimal') return isWithin(own, want);
  if (type === 'flag') return own.operand === want.operand;
  const [mine, theirs] = [textsOf(own), textsOf(want)];
  switch (want.operator) {
    case 'startsWith':
      return (
        ['=', 'in', 'startsWith'].includes(own.operator) &&
        mine.every((text) => text.startsWith(theirs[0] ?? ''))
      );
    case 'notIn':
      if (own.operator === 'notIn') return theirs.every((text) => mine.includes(text));
      return ['=', 'in'].includes(own.operator) && !mine.some((text) => theirs.includes(text));
    case 'includesNone':
      return own.operator === 'includesNone' && theirs.every((text) => mine.includes(text));
    case 'includesAny':
      return own.operator === 'includesAny' && mine.every((text) => theirs.includes(text));
    default:
      return ['=', 'in'].includes(own.operator) && mine.every((text) => theirs.includes(text));
  }
}

function isWithin(own: RuleCondition, want: RuleCondition): boolean {
  const step = findField(own.field)?.type === 'integer' ? 100_000n : 1n;
  const [low, high] = boundsOf(own, step);
  const [from, until] = boundsOf(want, step);
  const reachesDown = from === undefined || (low !== undefined && low >= from);
  return reachesDown && (until === undefined || (high !== undefined && high <= until));
}

function textsOf({ operand }: RuleCondition): string[] {
  return Array.isArray(operand) ? operand.map(String) : [String(operand)];
}
