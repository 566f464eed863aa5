import { collapsed, lengthIn2018, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { MERCHANT_OR_AGENT } from './senders.ts';

/** InvtCancel: fields in schema order. */
export const exportInvtCancelFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '报送状态', 1),
  text('customsCode', '申报地海关代码', 4),
  lengthIn2018(text('copNo', '企业唯一编号', 0, 30), 1, 30),
  optionalText('preNo', '电子口岸编号', 18),
  lengthIn2018(text('invtNo', '原清单编号', 0, 20), 18, 18),
  collapsed(lengthIn2018(text('reason', '撤单原因', 0, 1000), 1, 1000)),
  lengthIn2018(text('agentCode', '申报企业代码', 0, 18), 1, 18),
  lengthIn2018(text('agentName', '申报企业名称', 0, 100), 1, 100),
  lengthIn2018(text('ebcCode', '收发货人代码', 0, 18), 1, 18),
  lengthIn2018(text('ebcName', '收发货人名称', 0, 100), 1, 100),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportInvtCancel = RecordOf<typeof exportInvtCancelFields>;

export const ceb605 = {
  type: 'CEB605Message',
  zh: '出口撤销申请单',
  en: 'export list cancellation',
  direction: 'export',
  sender: MERCHANT_OR_AGENT,
  answer: 'CEB606Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'InvtCancel',
    max: 100,
    head: { element: 'InvtCancel', fields: exportInvtCancelFields },
  },
} as const satisfies MessageTable;
