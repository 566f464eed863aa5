import { declaredExportRules, listNumberRules, taxBillRules } from './catalogue/declared.ts';
import {
  exportApplicationRules,
  exportListRules,
  exportMatchRules,
  exportPaperRules,
  exportRouteRules,
} from './catalogue/export.ts';
import { movementRules } from './catalogue/export-movement.ts';
import { arrivalRules } from './catalogue/arrival.ts';
import { commonWarnings, sharedRules } from './catalogue/fields.ts';
import type { CheckedDocument } from './catalogue/fields.ts';
import { filingRules } from './catalogue/filing.ts';
import { listRules } from './catalogue/list.ts';
import { matchRules } from './catalogue/match.ts';
import { orderRules } from './catalogue/order.ts';
import { paymentRules } from './catalogue/payment.ts';
import { receiptRules } from './catalogue/receipt.ts';
import { waybillRules, waybillStatusRules } from './catalogue/waybill.ts';
import { cancellationRules, returnRules } from './catalogue/withdrawal.ts';
import { AFTER_LIST_PLANS } from './check-after-list.ts';
import { rulesOf } from './check-declared.ts';
import type { DeclaredPlan } from './check-declared.ts';
import { EXPORT_PLANS } from './check-export.ts';
import { TAX_BILL_PLANS } from './check-tax-bill.ts';
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
  group('Cancellation 撤销申请单 (623)', 'cancellation', {
    ...declaredRules('cancellation', [AFTER_LIST_PLANS.CEB623Message]),
    ...listNumberRules,
  }),
  group(
    'Return 退货申请单 (625)',
    'return',
    declaredRules('return', [AFTER_LIST_PLANS.CEB625Message]),
  ),
  group(
    'Stock entry 入库明细单 (711)',
    'delivery',
    declaredRules('delivery', [AFTER_LIST_PLANS.CEB711Message]),
  ),
  group('Tax bills 电子税单 (816, 818)', 'taxBill', {
    ...declaredRules('taxBill', Object.values(TAX_BILL_PLANS)),
    ...taxBillRules,
  }),
  group('Exports 出口 (303, 403, 505, 507, 509, 603, 605, 607, 701, 213, 215)', 'export', {
    ...declaredRules('export', Object.values(EXPORT_PLANS)),
    ...declaredExportRules,
  }),
  group('Matching 三单比对', 'match', matchRules),
  group('Cancelling a list 撤单 (623)', 'cancelling', cancellationRules),
  group('Returning goods 退货 (625)', 'returning', returnRules),
  group('Arrivals reported 入库 (711)', 'arrival', arrivalRules),
  group('Receipts 回执', 'receipt', receiptRules),
];

const exportGroups = [
  group('Export list 出口清单 (603)', 'exportList', exportListRules),
  group('Export: list or declaration form 清单或报关单', 'exportRoute', exportRouteRules),
  group('Export: matching 比对', 'exportMatch', exportMatchRules),
  group('Export: order and waybill (303, 505)', 'exportPaper', exportPaperRules),
  group('Export: applications (605, 607, 701, 213, 215)', 'application', exportApplicationRules),
  group('Export: arrival and departure (507, 509)', 'movement', movementRules),
];

/** The rules that exports have of their own, by group; what they share stands in CATALOGUE. */
export const EXPORT_CATALOGUE: readonly RuleGroup[] = exportGroups.map(({ title, rules }) => ({
  title,
  rules: rules.filter((rule) => !isShared(rule)),
}));

function isShared({ code, en }: NamedRule): boolean {
  return CATALOGUE.some((own) => own.rules.some((rule) => rule.code === code && rule.en === en));
}

/** The shared rules that the checks of some messages may use. */
function declaredRules(
  document: CheckedDocument,
  plans: readonly DeclaredPlan[],
): Record<string, Rule> {
  const names = new Set(plans.flatMap(rulesOf));
  return sharedRules(document, [...names].sort());
}

function group(title: string, name: string, rules: Readonly<Record<string, Rule>>): RuleGroup {
  return {
    title,
    rules: Object.entries(rules).map(([key, rule]) => ({ ...rule, id: `${name}.${key}` })),
  };
}
