import { UNBOUNDED, emptyMeans, integer, lengthIn2018, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { MERCHANT_OR_AGENT } from './senders.ts';

/** SummaryApplyHead: fields in schema order. */
export const exportSummaryApplyHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  emptyMeans(text('appStatus', '报送状态', 1), '2'),
  text('customsCode', '申报地海关代码', 4),
  lengthIn2018(text('copNo', '企业唯一编号', 0, 30), 1, 30),
  optionalText('preNo', '电子口岸编号', 0, 18),
  optionalText('sumNo', '汇总申请编号', 0, 18),
  lengthIn2018(text('agentCode', '申报单位代码', 0, 18), 1, 18),
  lengthIn2018(text('agentName', '申报单位名称', 0, 100), 1, 100),
  lengthIn2018(text('ebcCode', '收发货人代码', 0, 18), 1, 18),
  lengthIn2018(text('ebcName', '收发货人名称', 0, 100), 1, 100),
  lengthIn2018(text('declAgentCode', '报关单位代码', 0, 18), 1, 18),
  lengthIn2018(text('declAgentName', '报关单位名称', 0, 100), 1, 100),
  optionalText('startTime', '汇总开始时间', 14),
  optionalText('endTime', '汇总结束时间', 14),
  optionalText('loctNo', '监管场所代码', 0, 10),
  text('summaryFlag', '收发货人汇总标志', 1),
  text('itemNameFlag', '按商品名汇总标志', 1),
  integer('msgCount', '报文总数', 9),
  integer('msgSeqNo', '报文序号', 9),
  optionalText('note', '备注', 0, 1000),
] as const;

/** SummaryApplyList: fields in schema order. */
export const exportSummaryApplyListFields = [
  lengthIn2018(text('invtNo', '清单编号', 0, 20), 18, 18),
] as const;

export type ExportSummaryApplyHead = RecordOf<typeof exportSummaryApplyHeadFields>;

export type ExportSummaryApplyList = RecordOf<typeof exportSummaryApplyListFields>;

export const ceb701 = {
  type: 'CEB701Message',
  zh: '汇总申请单',
  en: 'summary application',
  direction: 'export',
  sender: MERCHANT_OR_AGENT,
  answer: 'CEB702Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'SummaryApply',
    max: 100,
    head: { element: 'SummaryApplyHead', fields: exportSummaryApplyHeadFields },
    lines: {
      element: 'SummaryApplyList',
      fields: exportSummaryApplyListFields,
      min: 0,
      max: UNBOUNDED,
      in2018: { min: 1, max: 100 },
    },
  },
} as const satisfies MessageTable;
