import {
  emptyMeans,
  collapsed,
  decimal,
  integer,
  lengthIn2018,
  optionalText,
  text,
} from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CARRIER } from './senders.ts';

/** Logistics: fields in schema order. */
export const exportLogisticsFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  emptyMeans(text('appStatus', '报送状态', 1), '2'),
  lengthIn2018(text('logisticsCode', '物流企业代码', 0, 18), 1, 18),
  lengthIn2018(text('logisticsName', '物流企业名称', 0, 100), 1, 100),
  lengthIn2018(text('logisticsNo', '物流运单编号', 0, 32), 1, 80),
  decimal('freight', '运费'),
  decimal('insuredFee', '保价费'),
  text('currency', '币制', 3),
  decimal('grossWeight', '毛重'),
  integer('packNo', '件数', 9),
  collapsed(lengthIn2018(text('goodsInfo', '主要货物信息', 0, 200), 1, 200)),
  optionalText('ebcCode', '电商企业代码', 0, 18),
  optionalText('ebcName', '电商企业名称', 0, 100),
  optionalText('ebcTelephone', '电商企业电话', 0, 50),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportLogistics = RecordOf<typeof exportLogisticsFields>;

export const ceb505 = {
  type: 'CEB505Message',
  zh: '出口物流运单',
  en: 'export waybill',
  direction: 'export',
  sender: CARRIER,
  answer: 'CEB506Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Logistics',
    max: 100,
    head: { element: 'Logistics', fields: exportLogisticsFields },
  },
} as const satisfies MessageTable;
