import { integer, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** SummaryReturn: fields in schema order. */
export const exportSummaryReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('agentCode', '申报企业代码', 0, 18),
  text('ebcCode', '收发货人代码', 0, 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('preNo', '电子口岸编号', 18),
  optionalText('sumNo', '汇总申请编号', 18),
  integer('msgSeqNo', '报文序号', 9),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportSummaryReturn = RecordOf<typeof exportSummaryReturnFields>;

export const ceb702 = {
  type: 'CEB702Message',
  zh: '汇总申请单回执',
  en: 'summary application receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'SummaryReturn',
    max: 100,
    head: { element: 'SummaryReturn', fields: exportSummaryReturnFields },
  },
} as const satisfies MessageTable;
