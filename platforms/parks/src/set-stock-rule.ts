import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, parsePlainDate, type PlainDate } from '@pilotzone/kernel/time';
import { STOCK_RULE_INVALID } from './contract.ts';
import type { StockRuleBody, StockRuleList } from './contract.ts';
import { isCheckedOn } from './model/stock.ts';
import type { StockRule } from './model/stock.ts';
import { insertRule, selectRules } from './store/bonded-entries.ts';

/** The rules of stock as this process knows them; nothing is asked while clearing. */
export type StockWatch = {
  /** Whether lists received on this day are held against the stock. */
  isChecked(on: PlainDate): boolean;
  /** Whether they ever were: only then may a list hold stock. */
  isUsed(): boolean;
  /** Looks again: another process may have set a rule. */
  look(q: Queryable): Promise<void>;
};

/** No rule, until a look finds one. */
export function createStockWatch(zoneCode: string): StockWatch {
  let rules: readonly StockRule[] = [];
  return {
    isChecked: (on) => rules.length > 0 && isCheckedOn(rules, on),
    isUsed: () => rules.some(({ isChecked }) => isChecked),
    look: async (q) => {
      rules = await selectRules(q, zoneCode);
    },
  };
}

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'db'> & { readonly watch: StockWatch };

/**
 * Has lists of bonded goods held against the stock from a day on, or not any more. Today at the
 * earliest: what was cleared stays as it was cleared. Throws PARKS_STOCK_RULE_INVALID.
 */
export async function setStockRule(
  needs: Needs,
  rule: StockRuleBody,
  actor: string,
): Promise<StockRuleList> {
  const effectiveFrom = parsePlainDate(rule.effectiveFrom);
  const today = dayOf(needs.clock.now());
  if (!effectiveFrom || effectiveFrom < today) {
    const text = `"${rule.effectiveFrom}" cannot be; a rule takes effect on ${today} or later`;
    throw new PilotError(STOCK_RULE_INVALID, text);
  }
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  await insertRule(needs.db, { ...rule, effectiveFrom, setBy: actor }, at);
  await needs.watch.look(needs.db);
  return listStockRules(needs);
}

/** Every rule in the order in which they were set, and whether lists are checked today. */
export async function listStockRules(needs: Needs): Promise<StockRuleList> {
  const rules = await selectRules(needs.db, needs.zoneCode);
  return {
    isCheckedToday: isCheckedOn(rules, dayOf(needs.clock.now())),
    items: rules.map(({ setAt, ...rule }) => ({ ...rule, setAt: formatInstant(setAt) })),
  };
}
