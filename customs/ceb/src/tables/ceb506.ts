import { lengthIn2018, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** LogisticsReturn: fields in schema order. */
export const exportLogisticsReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('logisticsCode', '物流企业代码', 0, 18),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 0, 80),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportLogisticsReturn = RecordOf<typeof exportLogisticsReturnFields>;

export const ceb506 = {
  type: 'CEB506Message',
  zh: '出口物流运单回执',
  en: 'export waybill receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'LogisticsReturn',
    max: 100,
    head: { element: 'LogisticsReturn', fields: exportLogisticsReturnFields },
  },
} as const satisfies MessageTable;
