import { commonWarnings } from './catalogue/fields.ts';
import { filingRules } from './catalogue/filing.ts';
import { listRules } from './catalogue/list.ts';
import { matchRules } from './catalogue/match.ts';
import { orderRules } from './catalogue/order.ts';
import { paymentRules } from './catalogue/payment.ts';
import { receiptRules } from './catalogue/receipt.ts';
import { waybillRules, waybillStatusRules } from './catalogue/waybill.ts';
import type { Rule } from './rule.ts';

/** A rule with its name: `<group>.<rule>`. */
export type NamedRule = Rule & { readonly id: string };

/** A group of rules as docs/protocols/checks.md shows it. */
export type RuleGroup = { readonly title: string; readonly rules: readonly NamedRule[] };

/** Every rule that the checks of this package use, by group. */
export const CATALOGUE: readonly RuleGroup[] = [
  group('Filing again 重复申报', 'filing', filingRules),
  group('Every document', 'document', commonWarnings),
  group('Order 电子订单 (311)', 'order', orderRules),
  group('Payment 支付单 (411)', 'payment', paymentRules),
  group('Waybill 运单 (511)', 'waybill', waybillRules),
  group('Waybill status 运单状态 (513)', 'status', waybillStatusRules),
  group('List 清单 (621)', 'list', listRules),
  group('Matching 三单比对', 'match', matchRules),
  group('Receipts 回执', 'receipt', receiptRules),
];

function group(title: string, name: string, rules: Readonly<Record<string, Rule>>): RuleGroup {
  return {
    title,
    rules: Object.entries(rules).map(([key, rule]) => ({ ...rule, id: `${name}.${key}` })),
  };
}
