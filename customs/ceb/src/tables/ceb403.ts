import { decimal, emptyMeans, lengthIn2018, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PAYMENT_OR_MERCHANT } from './senders.ts';

/** Receipts: fields in schema order. */
export const exportReceiptsFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  emptyMeans(text('appStatus', '报送状态', 1), '1', '2'),
  lengthIn2018(text('ebpCode', '电商平台代码', 0, 18), 1, 50),
  lengthIn2018(text('ebpName', '电商平台/海外仓名称', 0, 100), 1, 100),
  lengthIn2018(text('ebcCode', '电商企业代码', 0, 18), 1, 18),
  lengthIn2018(text('ebcName', '电商企业名称', 0, 100), 1, 100),
  lengthIn2018(text('orderNo', '电商订单/海外仓订仓单编号', 0, 60), 1, 60),
  optionalText('payCode', '支付企业代码', 0, 18),
  lengthIn2018(text('payName', '支付企业名称', 0, 100), 1, 100),
  optionalText('payNo', '支付交易编号', 0, 60),
  decimal('charge', '收款金额'),
  text('currency', '币制', 3),
  text('accountingDate', '到账时间', 14),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportReceipts = RecordOf<typeof exportReceiptsFields>;

export const ceb403 = {
  type: 'CEB403Message',
  zh: '收款单',
  en: 'receipt of payment',
  direction: 'export',
  sender: PAYMENT_OR_MERCHANT,
  answer: 'CEB404Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Receipts',
    max: 100,
    head: { element: 'Receipts', fields: exportReceiptsFields },
  },
} as const satisfies MessageTable;
