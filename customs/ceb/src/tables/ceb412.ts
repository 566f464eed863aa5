import { text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** PaymentReturn: fields in schema order. */
export const paymentReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('payCode', '支付企业代码', 1, 18),
  text('payTransactionId', '支付交易编号', 1, 60),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type PaymentReturn = RecordOf<typeof paymentReturnFields>;

export const ceb412 = {
  type: 'CEB412Message',
  zh: '支付凭证回执',
  en: 'payment receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'PaymentReturn',
    max: 100,
    head: { element: 'PaymentReturn', fields: paymentReturnFields },
  },
} as const satisfies MessageTable;
