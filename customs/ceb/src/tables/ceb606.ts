import { lengthIn2018, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** InvtCancelReturn: fields in schema order. */
export const exportInvtCancelReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('agentCode', '申报企业代码', 0, 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('preNo', '电子口岸编号', 18),
  lengthIn2018(text('invtNo', '原清单编号', 0, 20), 18, 18),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportInvtCancelReturn = RecordOf<typeof exportInvtCancelReturnFields>;

export const ceb606 = {
  type: 'CEB606Message',
  zh: '出口撤销申请单回执',
  en: 'export cancellation receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'InvtCancelReturn',
    max: 100,
    head: { element: 'InvtCancelReturn', fields: exportInvtCancelReturnFields },
  },
} as const satisfies MessageTable;
