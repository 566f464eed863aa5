import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** RefundReturn: fields in schema order. */
export const exportRefundReturnFields = [
  text('guid', '系统唯一序号', 36),
  optionalText('ebpCode', '电商平台代码', 0, 18),
  optionalText('ebcCode', '电商企业代码', 0, 18),
  text('agentCode', '申报企业代码', 0, 18),
  text('coElNo', '企业内部编号', 0, 30),
  optionalText('preNo', '电子口岸编号', 0, 18),
  text('invtNo', '清单编号', 0, 20),
  text('returnStatus', '回执状态', 0, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportRefundReturn = RecordOf<typeof exportRefundReturnFields>;

export const ceb214 = {
  type: 'CEB214Message',
  zh: '出口退货申请单回执',
  en: 'export return receipt',
  direction: 'export',
  sender: CUSTOMS,
  since2022: true,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'RefundReturn',
    max: 100,
    head: { element: 'RefundReturn', fields: exportRefundReturnFields },
  },
} as const satisfies MessageTable;
