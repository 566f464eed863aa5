import {
  UNBOUNDED,
  collapsed,
  decimal,
  integer,
  lengthIn2018,
  optionalText,
  text,
} from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { AGENT } from './senders.ts';

/** WayBillHead: fields in schema order. */
export const exportWayBillHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '报送状态', 1),
  text('customsCode', '申报地海关代码', 4),
  lengthIn2018(text('copNo', '企业唯一编号', 0, 30), 1, 30),
  optionalText('preNo', '电子口岸编号', 18),
  lengthIn2018(text('agentCode', '申报企业代码', 0, 18), 1, 18),
  lengthIn2018(text('agentName', '申报企业名称', 0, 100), 1, 100),
  optionalText('loctNo', '监管场所代码', 0, 10),
  collapsed(text('trafMode', '运输方式', 1)),
  collapsed(lengthIn2018(text('trafName', '运输工具名称', 0, 100), 1, 100)),
  collapsed(lengthIn2018(text('voyageNo', '航班航次号', 0, 32), 1, 32)),
  lengthIn2018(text('billNo', '提运单号', 0, 37), 1, 37),
  optionalText('domesticTrafNo', '境内运输工具编号', 0, 100),
  decimal('grossWeight', '毛重（公斤）'),
  lengthIn2018(text('logisticsCode', '物流企业代码', 0, 18), 1, 18),
  lengthIn2018(text('logisticsName', '物流企业名称', 0, 100), 1, 100),
  integer('msgCount', '报文总数', 9),
  integer('msgSeqNo', '报文序号', 9),
  optionalText('note', '备注', 0, 1000),
] as const;

/** WayBillList: fields in schema order. */
export const exportWayBillListFields = [
  integer('gnum', '序号', 5),
  optionalText('totalPackageNo', '总包号', 0, 60),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 1, 80),
  lengthIn2018(optionalText('invtNo', '出口清单编号', 0, 20), 18, 18),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportWayBillHead = RecordOf<typeof exportWayBillHeadFields>;

export type ExportWayBillList = RecordOf<typeof exportWayBillListFields>;

export const ceb607 = {
  type: 'CEB607Message',
  zh: '清单总分单',
  en: 'master and house manifest of lists',
  direction: 'export',
  sender: AGENT,
  answer: 'CEB608Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'WayBill',
    max: 100,
    head: { element: 'WayBillHead', fields: exportWayBillHeadFields },
    lines: {
      element: 'WayBillList',
      fields: exportWayBillListFields,
      max: UNBOUNDED,
      in2018: { min: 1, max: 100 },
    },
  },
} as const satisfies MessageTable;
