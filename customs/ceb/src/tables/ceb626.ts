import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** InvtRefundReturn: fields in schema order. */
export const invtRefundReturnFields = [
  text('guid', '系统唯一序号', 36),
  optionalText('customsCode', '申报海关代码', 4),
  optionalText('agentCode', '申报企业代码', 1, 18),
  optionalText('ebpCode', '电商平台代码', 1, 18),
  optionalText('ebcCode', '电商企业代码', 1, 18),
  text('copNo', '企业内部编号', 1, 20),
  text('preNo', '预录入编号', 18),
  optionalText('invtNo', '清单编号', 18),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type InvtRefundReturn = RecordOf<typeof invtRefundReturnFields>;

export const ceb626 = {
  type: 'CEB626Message',
  zh: '退货申请单回执',
  en: 'return receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'InvtRefundReturn',
    max: 100,
    head: { element: 'InvtRefundReturn', fields: invtRefundReturnFields },
  },
} as const satisfies MessageTable;
