import { assert } from '@pilotzone/kernel/errors';
import { findField, positionOf, type FactVector } from './facts.ts';
import { toNumberLine } from './operators.ts';
import type { Operand, RuleCondition } from './rule-table.ts';

/** One comparison as a closure. False on an unknown fact. */
export type Test = (facts: FactVector) => boolean;

/**
 * Makes a closure of a checked condition. No code is generated and no text is evaluated: the
 * operator selects one of the closures below, and the field is a name of the catalogue.
 */
export function compileCondition(condition: RuleCondition): Test {
  const field = findField(condition.field);
  assert(field, `rule on unknown field ${condition.field}`);
  switch (field.type) {
    case 'text':
      return compileText(condition);
    case 'texts':
      return compileTexts(condition);
    case 'flag':
      return compileFlag(condition);
    case 'integer':
      return compileRange(condition, { toValue: Number });
    case 'decimal':
      return compileRange(condition, { toValue: toNumberLine });
  }
}

function compileFlag({ field, operand }: RuleCondition): Test {
  const at = positionOf(field);
  return (facts) => facts[at] === operand;
}

function compileText({ field, operator, operand }: RuleCondition): Test {
  const at = positionOf(field);
  const listed = new Set([operand].flat().map(String));
  const start = String(operand);
  switch (operator) {
    case 'startsWith':
      return (facts) => (facts[at] as string | undefined)?.startsWith(start) ?? false;
    case 'notIn':
      return (facts) => {
        const value = facts[at];
        return value !== undefined && !listed.has(value as string);
      };
    default:
      return (facts) => listed.has(facts[at] as string);
  }
}

function compileTexts({ field, operator, operand }: RuleCondition): Test {
  const at = positionOf(field);
  const listed = new Set([operand].flat().map(String));
  const wanted = operator === 'includesAny';
  return (facts) => {
    const values = facts[at] as readonly string[] | undefined;
    if (values === undefined) return false;
    for (const value of values) if (listed.has(value)) return wanted;
    return !wanted;
  };
}

/** All numeric operators as one closure each over plain `number` or `bigint` comparisons. */
function compileRange(
  { field, operator, operand }: RuleCondition,
  { toValue }: { toValue: (operand: Operand) => number | bigint },
): Test {
  const at = positionOf(field);
  const [low, high = low] = [operand].flat().map(toValue);
  assert(low !== undefined && high !== undefined, `rule on ${field} without operand`);
  // `undefined` compares as NaN: every comparison with it is false, so an unknown fact matches
  // nothing.
  const value = (facts: FactVector) => facts[at] as number | bigint;
  switch (operator) {
    case '<':
      return (facts) => value(facts) < low;
    case '<=':
      return (facts) => value(facts) <= low;
    case '>':
      return (facts) => value(facts) > low;
    case '>=':
      return (facts) => value(facts) >= low;
    case 'between':
      return (facts) => value(facts) >= low && value(facts) <= high;
    default:
      return (facts) => value(facts) === low;
  }
}
