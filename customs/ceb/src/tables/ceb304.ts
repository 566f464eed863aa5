import { lengthIn2018, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** OrderReturn: fields in schema order. */
export const exportOrderReturnFields = [
  text('guid', '系统唯一序号', 36),
  lengthIn2018(text('ebpCode', '电商平台代码', 0, 18), 1, 50),
  text('ebcCode', '电商企业代码', 0, 18),
  text('orderNo', '电商订单/海外仓订仓单编号', 0, 60),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportOrderReturn = RecordOf<typeof exportOrderReturnFields>;

export const ceb304 = {
  type: 'CEB304Message',
  zh: '出口电子订单回执',
  en: 'export order receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'OrderReturn',
    max: 100,
    head: { element: 'OrderReturn', fields: exportOrderReturnFields },
  },
} as const satisfies MessageTable;
