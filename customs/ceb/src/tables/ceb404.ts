import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** ReceiptsReturn: fields in schema order. */
export const exportReceiptsReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('ebcCode', '电商企业代码', 0, 18),
  text('orderNo', '电商订单/海外仓订仓单编号', 0, 60),
  optionalText('payNo', '支付交易编号', 0, 60),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息（如', 0, 1000),
] as const;

export type ExportReceiptsReturn = RecordOf<typeof exportReceiptsReturnFields>;

export const ceb404 = {
  type: 'CEB404Message',
  zh: '收款单回执',
  en: 'receipt-of-payment receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'ReceiptsReturn',
    max: 100,
    head: { element: 'ReceiptsReturn', fields: exportReceiptsReturnFields },
  },
} as const satisfies MessageTable;
