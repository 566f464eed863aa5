import { UNBOUNDED, collapsed, integer, lengthIn2018, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CARRIER } from './senders.ts';

/** DepartureHead: fields in schema order. */
export const exportDepartureHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '报送状态', 1),
  text('customsCode', '申报地海关代码', 4),
  lengthIn2018(text('copNo', '企业唯一编号', 0, 30), 1, 30),
  optionalText('preNo', '电子口岸编号', 18),
  lengthIn2018(text('logisticsCode', '物流企业代码', 0, 18), 1, 18),
  lengthIn2018(text('logisticsName', '物流企业名称', 0, 100), 1, 100),
  collapsed(text('trafMode', '运输方式', 1)),
  optionalText('trafName', '运输工具名称', 0, 100),
  optionalText('voyageNo', '航班航次号', 0, 32),
  optionalText('billNo', '提运单号', 0, 37),
  text('leaveTime', '离境时间', 14),
  integer('msgCount', '报文总数', 9),
  integer('msgSeqNo', '报文序号', 9),
  optionalText('note', '备注', 0, 1000),
] as const;

/** DepartureList: fields in schema order. */
export const exportDepartureListFields = [
  integer('gnum', '序号', 5),
  optionalText('totalPackageNo', '总包号', 0, 37),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 1, 80),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportDepartureHead = RecordOf<typeof exportDepartureHeadFields>;

export type ExportDepartureList = RecordOf<typeof exportDepartureListFields>;

export const ceb509 = {
  type: 'CEB509Message',
  zh: '离境单',
  en: 'departure from the country',
  direction: 'export',
  sender: CARRIER,
  answer: 'CEB510Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Departure',
    max: 100,
    head: { element: 'DepartureHead', fields: exportDepartureHeadFields },
    lines: {
      element: 'DepartureList',
      fields: exportDepartureListFields,
      max: UNBOUNDED,
      in2018: { min: 1, max: 100 },
    },
  },
} as const satisfies MessageTable;
