import { text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** LogisticsStatusReturn: fields in schema order. */
export const logisticsStatusReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsNo', '物流运单编号', 1, 60),
  text('logisticsStatus', '物流状态', 1),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type LogisticsStatusReturn = RecordOf<typeof logisticsStatusReturnFields>;

export const ceb514 = {
  type: 'CEB514Message',
  zh: '物流运单状态回执',
  en: 'waybill status receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'LogisticsStatusReturn',
    max: 100,
    head: { element: 'LogisticsStatusReturn', fields: logisticsStatusReturnFields },
  },
} as const satisfies MessageTable;
