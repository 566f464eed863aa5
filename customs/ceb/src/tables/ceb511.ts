import { decimal, fixedText, integer, optionalDecimal, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CARRIER } from './senders.ts';

/** LogisticsHead: fields in schema order. */
export const logisticsHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsName', '物流企业名称', 1, 100),
  text('logisticsNo', '物流运单编号', 1, 60),
  optionalText('billNo', '提运单号', 0, 37),
  text('orderNo', '交易平台的订单编号', 1, 60),
  optionalDecimal('freight', '运费'),
  optionalDecimal('insuredFee', '保价费'),
  fixedText('currency', '币制', '142'),
  decimal('weight', '毛重'),
  integer('packNo', '件数', 9),
  optionalText('goodsInfo', '主要货物信息', 0, 200),
  text('consignee', '收货人姓名', 1, 100),
  text('consigneeAddress', '收货地址', 1, 200),
  text('consigneeTelephone', '收货人电话', 1, 50),
  optionalText('note', '备注', 0, 1000),
] as const;

export type LogisticsHead = RecordOf<typeof logisticsHeadFields>;

export const ceb511 = {
  type: 'CEB511Message',
  zh: '物流运单',
  en: 'import waybill',
  direction: 'import',
  sender: CARRIER,
  answer: 'CEB512Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Logistics',
    max: 100,
    head: { element: 'LogisticsHead', fields: logisticsHeadFields },
  },
} as const satisfies MessageTable;
