import { assert } from '@pilotzone/kernel/errors';
import table from '../../rules/retail-import.json' with { type: 'json' };
import { checkRuleTable } from './check-table.ts';
import type { RuleTable } from './rule-table.ts';

/** The starting set of rules, checked. */
export function shippedTable(): RuleTable {
  const check = checkRuleTable(table);
  assert(check.kind === 'valid', 'the shipped rule table is invalid');
  return check.table;
}
