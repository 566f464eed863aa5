import { errorText } from '../codes/error-codes.ts';
import type { Rule } from '../rule.ts';
import { fieldRule, sharedRules, warningRule } from './fields.ts';

const SPEC = 'Message specification 202205, CEB311';

/** Checks of an order (311). */
export const orderRules = {
  ...sharedRules('order', [
    'appType',
    'appStatus',
    'time',
    'currency',
    'unit',
    'country',
    'idType',
    'idForm',
    'idBirth',
    'idDigit',
    'positive',
    'notNegative',
    'lineTotal',
    'gnumGap',
  ]),
  orderType: fieldRule('order', {
    zh: '{field}订单类型[{0}]应为I',
    en: '{field} is "{0}"; an import order has I.',
    basis: `${SPEC}, orderType`,
    fix: 'Send I.',
    fixZh: '请填写I。',
  }),
  acturalPaid: fieldRule('order', {
    zh: '{field}实际支付金额[{0}]不等于商品价格+运杂费+代扣税款-非现金抵扣金额[{1}]',
    en: '{field} is {0}, but goodsValue + freight + taxTotal - discount is {1}.',
    basis: `${SPEC}, acturalPaid; tolerance 0`,
    fix: 'Correct the amounts of the order so that the sum is exact.',
    fixZh: '请更正订单金额，使各项之和完全相等。',
  }),
  district: fieldRule('order', {
    zh: '{field}行政区划代码[{0}]不正确',
    en: '{field} "{0}" is no administrative division: six digits that begin with a province.',
    basis: `${SPEC}, consigneeDistrict; GB/T 2260`,
    fix: 'Send the division of the delivery address, such as 330106, or leave the field out.',
    fixZh: '请填写收货地址的行政区划代码，如330106，或不填该项。',
  }),
  gnumTwice: {
    code: '-301002',
    source: 'eport',
    severity: 'error',
    zh: errorText('-301002') + '[{0}]',
    en: '{field} is {0}, as in an earlier line.',
    basis: 'Message specification 202205, table 7-2',
    fix: 'Number the lines 1, 2, 3 …',
    fixZh: '请将表体序号从1起连续编号。',
  },
  goodsValue: warningRule('PZ-GOODS-VALUE', {
    zh: '{field}商品价格[{0}]不等于表体总价之和[{1}]',
    en: '{field} is {0}, but the totals of the lines add up to {1}.',
    basis: 'No rule was found that demands it',
    fix: 'Check goodsValue and the lines.',
    fixZh: '请核对商品价格与表体总价。',
  }),
} as const satisfies Record<string, Rule>;
