import { integer, lengthIn2018, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** DepartureReturn: fields in schema order. */
export const exportDepartureReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('preNo', '电子口岸编号', 18),
  integer('msgSeqNo', '报文序号', 9),
  lengthIn2018(text('returnStatus', '回执状态', 1, 10), 0, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportDepartureReturn = RecordOf<typeof exportDepartureReturnFields>;

export const ceb510 = {
  type: 'CEB510Message',
  zh: '离境单回执',
  en: 'departure receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'DepartureReturn',
    max: 100,
    head: { element: 'DepartureReturn', fields: exportDepartureReturnFields },
  },
} as const satisfies MessageTable;
