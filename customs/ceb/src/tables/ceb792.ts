import {
  UNBOUNDED,
  decimal,
  integer,
  lengthIn2018,
  optionalText,
  since2022,
  text,
} from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** SummaryResultHead: fields in schema order. */
export const exportSummaryResultHeadFields = [
  text('guid', '报文编号', 36),
  text('customsCode', '申报地海关代码', 4),
  text('sumNo', '汇总申请编号', 18),
  text('opDate', '汇总处理时间', 17),
  text('declSeqNo', '汇总统一编号', 18),
  optionalText('decTmpNo', '电子口岸暂存编号', 18),
  optionalText('decPreNo', '电子口岸预录入编号', 18),
  optionalText('entryId', '报关单编号', 18),
  text('decState', '报关单状态', 1, 3),
  text('agentCode', '申报企业代码', 0, 18),
  text('agentName', '申报企业名称', 0, 100),
  text('ebcCode', '收发货人代码', 0, 18),
  text('ebcName', '收发货人名称', 0, 100),
  text('declAgentCode', '报关单位代码', 0, 18),
  text('declAgentName', '报关单位名称', 0, 100),
  decimal('grossWeight', '毛重（公斤）'),
  decimal('netWeight', '净重（公斤）'),
  integer('msgCount', '报文总数', 9),
  integer('msgSeqNo', '报文序号', 9),
  optionalText('note', '备注', 0, 1000),
] as const;

/** SummaryResultList: fields in schema order. */
export const exportSummaryResultListFields = [
  lengthIn2018(text('invtNo', '清单编号', 0, 20), 18, 18),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 0, 80),
  since2022(integer('gseqno', '汇总结果单顺序号', 5)),
  integer('gnum', '清单商品项号', 5),
  text('gcode', '清单商品编码', 10),
] as const;

export type ExportSummaryResultHead = RecordOf<typeof exportSummaryResultHeadFields>;

export type ExportSummaryResultList = RecordOf<typeof exportSummaryResultListFields>;

export const ceb792 = {
  type: 'CEB792Message',
  zh: '汇总结果单',
  en: 'summary result',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'SummaryResult',
    max: 100,
    head: { element: 'SummaryResultHead', fields: exportSummaryResultHeadFields },
    lines: {
      element: 'SummaryResultList',
      fields: exportSummaryResultListFields,
      min: 0,
      max: UNBOUNDED,
      in2018: { min: 0, max: 100 },
    },
  },
} as const satisfies MessageTable;
