import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** InvtRefundDetailReturn: fields in schema order. */
export const exportInvtRefundDetailReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('operatorCode', '监管场所经营人代码', 0, 18),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('logisticsNo', '物流运单号', 0, 80),
  text('coElNo', '企业内部编号', 0, 30),
  optionalText('preNo', '预录入编号', 0, 18),
  text('returnStatus', '回执状态', 0, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportInvtRefundDetailReturn = RecordOf<typeof exportInvtRefundDetailReturnFields>;

export const ceb216 = {
  type: 'CEB216Message',
  zh: '出口退货理货明细单回执',
  en: 'tally receipt',
  direction: 'export',
  sender: CUSTOMS,
  since2022: true,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'InvtRefundDetailReturn',
    max: 100,
    head: { element: 'InvtRefundDetailReturn', fields: exportInvtRefundDetailReturnFields },
  },
} as const satisfies MessageTable;
