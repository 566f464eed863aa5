import { decimal, fixedText, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PAYMENT_COMPANY } from './senders.ts';

/** PaymentHead: fields in schema order. */
export const paymentHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('payCode', '支付企业代码', 1, 18),
  text('payName', '支付企业名称', 1, 100),
  text('payTransactionId', '支付交易编号', 1, 60),
  text('orderNo', '订单编号', 1, 60),
  text('ebpCode', '电商平台代码', 1, 18),
  text('ebpName', '电商平台名称', 1, 100),
  text('payerIdType', '支付人证件类型', 1),
  text('payerIdNumber', '支付人证件号码', 1, 60),
  text('payerName', '支付人姓名', 1, 60),
  optionalText('telephone', '支付人电话', 0, 60),
  decimal('amountPaid', '支付金额'),
  fixedText('currency', '支付币制', '142'),
  text('payTime', '支付时间', 14),
  optionalText('note', '备注', 0, 1000),
] as const;

export type PaymentHead = RecordOf<typeof paymentHeadFields>;

export const ceb411 = {
  type: 'CEB411Message',
  zh: '支付凭证',
  en: 'import payment voucher',
  direction: 'import',
  sender: PAYMENT_COMPANY,
  answer: 'CEB412Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Payment',
    max: 100,
    head: { element: 'PaymentHead', fields: paymentHeadFields },
  },
} as const satisfies MessageTable;
