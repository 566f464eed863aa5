import { text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** OrderReturn: fields in schema order. */
export const orderReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('ebpCode', '电商平台代码', 1, 18),
  text('ebcCode', '电商企业代码', 1, 18),
  text('orderNo', '订单编号', 1, 60),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type OrderReturn = RecordOf<typeof orderReturnFields>;

export const ceb312 = {
  type: 'CEB312Message',
  zh: '电子订单回执',
  en: 'order receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'OrderReturn',
    max: 100,
    head: { element: 'OrderReturn', fields: orderReturnFields },
  },
} as const satisfies MessageTable;
