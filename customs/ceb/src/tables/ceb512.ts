import { text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** LogisticsReturn: fields in schema order. */
export const logisticsReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsNo', '物流运单编号', 1, 60),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type LogisticsReturn = RecordOf<typeof logisticsReturnFields>;

export const ceb512 = {
  type: 'CEB512Message',
  zh: '物流运单回执',
  en: 'waybill receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'LogisticsReturn',
    max: 100,
    head: { element: 'LogisticsReturn', fields: logisticsReturnFields },
  },
} as const satisfies MessageTable;
