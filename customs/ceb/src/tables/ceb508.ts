import { integer, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** ArrivalReturn: fields in schema order. */
export const exportArrivalReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('operatorCode', '监管场所经营人代码', 0, 18),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('preNo', '电子口岸编号', 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('billNo', '提运单号', 0, 37),
  integer('msgSeqNo', '报文序号', 9),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportArrivalReturn = RecordOf<typeof exportArrivalReturnFields>;

export const ceb508 = {
  type: 'CEB508Message',
  zh: '运抵单回执',
  en: 'arrival receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'ArrivalReturn',
    max: 100,
    head: { element: 'ArrivalReturn', fields: exportArrivalReturnFields },
  },
} as const satisfies MessageTable;
