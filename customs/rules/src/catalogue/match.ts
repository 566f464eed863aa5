import { detailOf } from '../codes/customs-detail-codes.ts';
import type { Rule } from '../rule.ts';
import { platformRule, warningRule } from './fields.ts';

const SPEC = 'Message specification 202205';
const RECEIPTS = 'Real customs receipts';
const WAYBILL_FIX = {
  fix: 'Make waybill and order agree, then declare the list again.',
  fixZh: '请使运单与订单一致后重新申报清单。',
};

/** A rule under customs' detail code: customs' text with our addition, and its fix. */
function customsRule(code: string, texts: { zh: string; en: string; basis?: string }): Rule {
  const official = detailOf(code);
  return {
    code,
    source: 'customs',
    severity: 'error',
    zh: official.zh + texts.zh,
    en: texts.en,
    basis: texts.basis ?? RECEIPTS,
    fix: official.fix ?? '',
    fixZh: official.fixZh ?? '',
  };
}

/** Matching of order, payment, waybill and list (三单比对). Personal values arrive masked. */
export const matchRules = {
  missingOrder: platformRule('PZ-MISSING-ORDER', {
    zh: '电商平台[{0}]订单编号[{1}]的电子订单不存在',
    en: 'The order {1} of the platform {0} has not arrived.',
    basis: `${SPEC}: a list refers to its order by ebpCode and orderNo`,
    fix: 'Send the order (CEB311) with appStatus 2; the list goes on by itself.',
    fixZh: '请以业务状态2发送电子订单（CEB311），清单将自动继续处理。',
  }),
  missingPayment: platformRule('PZ-MISSING-PAYMENT', {
    zh: '对应电商平台为[{0}]订单号为[{1}]支付信息不存在',
    en: 'No payment for the order {1} of the platform {0} has arrived.',
    basis: `${SPEC}: a payment refers to its order by ebpCode and orderNo; text of real receipts`,
    fix: 'Let the payment enterprise send the payment (CEB411); the list goes on by itself.',
    fixZh: '请支付企业发送支付单（CEB411），清单将自动继续处理。',
  }),
  missingWaybill: platformRule('PZ-MISSING-WAYBILL', {
    zh: '物流企业[{0}]运单编号[{1}]的物流运单不存在',
    en: 'The waybill {1} of the carrier {0} has not arrived.',
    basis: `${SPEC}: a list refers to its waybill by logisticsCode and logisticsNo`,
    fix: 'Let the carrier send the waybill (CEB511); the list goes on by itself.',
    fixZh: '请物流企业发送运单（CEB511），清单将自动继续处理。',
  }),
  orderKey: platformRule('PZ-ORDER-KEY', {
    zh: '清单与订单的电商平台代码或订单编号不一致：清单[{0}]，订单[{1}]',
    en: 'The list is for the order {0}, but was compared with {1}.',
    basis: `${SPEC}: ebpCode and orderNo are the key of an order`,
    fix: 'Name the right platform and order number in the list.',
    fixZh: '请在清单中填写正确的电商平台代码和订单编号。',
  }),
  paymentKey: platformRule('PZ-PAYMENT-KEY', {
    zh: '清单与支付单的电商平台代码或订单编号不一致：清单[{0}]，支付单[{1}]',
    en: 'The list is for the order {0}, but the payment is for {1}.',
    basis: `${SPEC}: a payment refers to its order by ebpCode and orderNo`,
    fix: 'Name the right platform and order number in the payment.',
    fixZh: '请在支付单中填写正确的电商平台代码和订单编号。',
  }),
  waybillKey: platformRule('PZ-WAYBILL-KEY', {
    zh: '清单与运单的物流企业代码或运单编号不一致：清单[{0}]，运单[{1}]',
    en: 'The list is for the waybill {0}, but was compared with {1}.',
    basis: `${SPEC}: logisticsCode and logisticsNo are the key of a waybill`,
    fix: 'Name the right carrier and waybill number in the list.',
    fixZh: '请在清单中填写正确的物流企业代码和运单编号。',
  }),
  waybillOrder: platformRule('PZ-WAYBILL-ORDER', {
    zh: '运单上的订单编号[{0}]与清单上的订单编号[{1}]不一致',
    en: 'The waybill belongs to the order {0}, the list to {1}.',
    basis: `${SPEC}, CEB511 orderNo`,
    fix: 'Correct orderNo of the waybill, or the waybill number of the list.',
    fixZh: '请更正运单的订单编号或清单的运单编号。',
  }),
  amount: customsRule('1332', {
    zh: '：订单[{0}]，支付单[{1}]',
    en: 'The order was to be paid with {0}, but the payment is {1}.',
    basis: `${SPEC}, acturalPaid and amountPaid; tolerance 0; ${RECEIPTS}`,
  }),
  payerName: customsRule('1327', {
    zh: '：姓名，订单[{0}]，支付单[{1}]，第{2}个字符起不同',
    en: 'The buyer {0} of the order and the payer {1} differ by name from character {2} on.',
  }),
  payerId: customsRule('1327', {
    zh: '：身份证号码，订单[{0}]，支付单[{1}]，第{2}个字符起不同',
    en: 'Buyer {0} and payer {1} differ by id number from character {2} on.',
  }),
  payCode: customsRule('13035', {
    zh: '：订单[{0}]，支付单[{1}]',
    en: 'The order names the payment enterprise {0}, the payment comes from {1}.',
  }),
  payTransaction: warningRule('PZ-PAYMENT-TRANSACTION', {
    zh: '订单上的支付交易编号[{0}]与支付单[{1}]不一致',
    en: 'The order names the payment transaction {0}, the payment on file is {1}.',
    basis: `${SPEC}, payTransactionId; no receipt shows that customs compares it`,
    fix: 'Correct payTransactionId of the order, or let the payment named arrive.',
    fixZh: '请更正订单的支付交易编号，或等待所填支付单到达。',
  }),
  lineCount: customsRule('1320', {
    zh: '：订单[{0}]项，清单[{1}]项',
    en: 'The order has {0} lines, the list {1}.',
  }),
  lineMissing: customsRule('1322', {
    zh: '：订单没有第[{0}]项',
    en: 'Line {0} of the list is not in the order.',
    basis: `${SPEC}, CEB621 gnum: lines correspond one by one; ${RECEIPTS}`,
  }),
  line: customsRule('1322', {
    zh: '：第[{0}]项{1}，订单[{2}]，清单[{3}]',
    en: 'Line {0} differs in {1}: "{2}" in the order, "{3}" in the list.',
    basis: `${SPEC}, CEB621 gnum and gname; ${RECEIPTS}`,
  }),
  buyerName: customsRule('13127', {
    zh: '：订单[{0}]，清单[{1}]，第{2}个字符起不同',
    en: 'The buyer is {0} in the order and {1} in the list (differs from character {2} on).',
  }),
  buyerTelephone: customsRule('130126', {
    zh: '：订单[{0}]，清单[{1}]，第{2}个字符起不同',
    en: 'The telephone is {0} in the order and {1} in the list (differs from character {2} on).',
  }),
  buyerId: platformRule('PZ-BUYER-ID', {
    zh: '清单上的订购人证件号码与订单上的订购人证件号码不一致：订单[{0}]，清单[{1}]，第{2}个字符起不同',
    en: 'The id number is {0} in the order and {1} in the list (differs from character {2} on).',
    basis: 'By the pattern of 13127 and 130126',
    fix: 'Make list and order agree, then declare the list again.',
    fixZh: '请使清单与订单一致后重新申报清单。',
  }),
  merchant: platformRule('PZ-MERCHANT', {
    zh: '清单上的电商企业[{1}]与订单上的电商企业[{0}]不一致',
    en: 'The merchant is {0} in the order and {1} in the list.',
    basis: 'Receipts identify a list by ebcCode and orderNo',
    fix: 'Make list and order agree, then declare the list again.',
    fixZh: '请使清单与订单一致后重新申报清单。',
  }),
  consignee: platformRule('PZ-CONSIGNEE', {
    zh: '收货人姓名与运单不一致：订单[{0}]，运单[{1}]，第{2}个字符起不同',
    en: 'The consignee is {0} in the order and {1} in the waybill (differs from character {2} on).',
    basis: `${SPEC}, CEB311 consignee: must equal the waybill`,
    ...WAYBILL_FIX,
  }),
  consigneeTelephone: platformRule('PZ-CONSIGNEE-TELEPHONE', {
    zh: '收货人电话与运单不一致：订单[{0}]，运单[{1}]，第{2}个字符起不同',
    en: 'The telephone is {0} in the order and {1} in the waybill (differs from character {2} on).',
    basis: `${SPEC}, CEB311 consigneeTelephone: must equal the waybill`,
    ...WAYBILL_FIX,
  }),
  consigneeAddress: platformRule('PZ-CONSIGNEE-ADDRESS', {
    zh: '收货地址与运单不一致：订单[{0}]，运单[{1}]，第{2}个字符起不同',
    en: 'The address is {0} in the order and {1} in the waybill (differs from character {2} on).',
    basis: `${SPEC}, CEB311 consigneeAddress: must equal the waybill`,
    ...WAYBILL_FIX,
  }),
} as const satisfies Record<string, Rule>;
