import { integer, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** WayBillReturn: fields in schema order. */
export const exportWayBillReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('agentCode', '申报企业代码', 0, 18),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('preNo', '电子口岸编号', 18),
  text('billNo', '提运单号', 0, 37),
  integer('msgSeqNo', '报文序号', 9),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportWayBillReturn = RecordOf<typeof exportWayBillReturnFields>;

export const ceb608 = {
  type: 'CEB608Message',
  zh: '清单总分单回执',
  en: 'manifest receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'WayBillReturn',
    max: 100,
    head: { element: 'WayBillReturn', fields: exportWayBillReturnFields },
  },
} as const satisfies MessageTable;
