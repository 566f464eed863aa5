import type { Rule } from '../rule.ts';
import { fieldRule, sharedRules } from './fields.ts';

/** Checks of a waybill (511). */
export const waybillRules = sharedRules('waybill', [
  'appType',
  'appStatus',
  'time',
  'currency',
  'positive',
  'notNegative',
  'packNo',
]) satisfies Record<string, Rule>;

/** Checks of a waybill status (513). */
export const waybillStatusRules = {
  ...sharedRules('status', ['appType', 'appStatus', 'time']),
  status: fieldRule('status', {
    zh: '{field}物流运单状态[{0}]应为S',
    en: '{field} is "{0}"; S (signed for) is the only status.',
    basis: 'Message specification 202205, CEB513, logisticsStatus',
    fix: 'Send S, once the consignee has signed.',
    fixZh: '收货人签收后填写S。',
  }),
} as const satisfies Record<string, Rule>;
