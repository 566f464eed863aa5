import {
  emptyMeans,
  UNBOUNDED,
  collapsed,
  integer,
  lengthIn2018,
  optionalText,
  text,
} from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CARRIER_OR_OPERATOR } from './senders.ts';

/** ArrivalHead: fields in schema order. */
export const exportArrivalHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  emptyMeans(text('appStatus', '报送状态', 1), '1'),
  text('customsCode', '申报地海关代码', 4),
  lengthIn2018(text('copNo', '企业唯一编号', 0, 30), 1, 30),
  optionalText('preNo', '电子口岸编号', 18),
  lengthIn2018(text('operatorCode', '监管场所经营人代码', 0, 18), 1, 18),
  lengthIn2018(text('operatorName', '监管场所经营人名称', 0, 100), 1, 100),
  optionalText('loctNo', '监管场所代码', 0, 10),
  text('ieFlag', '进出口标记', 1),
  collapsed(text('trafMode', '运输方式', 1)),
  optionalText('billNo', '提运单号', 0, 37),
  collapsed(lengthIn2018(text('domesticTrafNo', '境内运输工具编号', 0, 100), 1, 100)),
  lengthIn2018(text('logisticsCode', '物流企业代码', 0, 18), 1, 18),
  lengthIn2018(text('logisticsName', '物流企业名称', 0, 100), 1, 100),
  integer('msgCount', '报文总数', 9),
  integer('msgSeqNo', '报文序号', 9),
  optionalText('note', '备注', 0, 1000),
] as const;

/** ArrivalList: fields in schema order. */
export const exportArrivalListFields = [
  integer('gnum', '序号', 5),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 1, 80),
  optionalText('totalPackageNo', '总包号', 0, 37),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportArrivalHead = RecordOf<typeof exportArrivalHeadFields>;

export type ExportArrivalList = RecordOf<typeof exportArrivalListFields>;

export const ceb507 = {
  type: 'CEB507Message',
  zh: '运抵单',
  en: 'arrival at the supervised place',
  direction: 'export',
  sender: CARRIER_OR_OPERATOR,
  answer: 'CEB508Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Arrival',
    max: 100,
    head: { element: 'ArrivalHead', fields: exportArrivalHeadFields },
    lines: {
      element: 'ArrivalList',
      fields: exportArrivalListFields,
      min: 0,
      max: UNBOUNDED,
    },
  },
} as const satisfies MessageTable;
