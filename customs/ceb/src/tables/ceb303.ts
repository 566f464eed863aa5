import { decimal, emptyMeans, integer, lengthIn2018, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PLATFORM_OR_MERCHANT } from './senders.ts';

/** OrderHead: fields in schema order. */
export const exportOrderHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  emptyMeans(text('appStatus', '报送状态', 1), '1', '2'),
  text('orderType', '订单类型', 1),
  lengthIn2018(text('orderNo', '电商订单/海外仓订仓单编号', 0, 60), 1, 60),
  lengthIn2018(text('ebpCode', '电商平台代码', 0, 18), 1, 50),
  lengthIn2018(text('ebpName', '电商平台/海外仓名称', 0, 100), 1, 100),
  lengthIn2018(text('ebcCode', '电商企业代码', 0, 18), 1, 18),
  lengthIn2018(text('ebcName', '电商企业名称', 0, 100), 1, 100),
  decimal('goodsValue', '商品金额'),
  emptyMeans(decimal('freight', '运杂费'), '0'),
  text('currency', '币制', 3),
  optionalText('note', '备注', 0, 1000),
] as const;

/** OrderList: fields in schema order. */
export const exportOrderListFields = [
  integer('gnum', '序号', 5),
  lengthIn2018(text('itemNo', '企业商品货号', 0, 30), 1, 30),
  lengthIn2018(text('itemName', '企业商品名称', 0, 250), 1, 250),
  optionalText('itemDescribe', '企业商品描述', 0, 1000),
  optionalText('barCode', '条形码', 0, 50),
  text('unit', '计量单位', 3),
  text('currency', '币制', 3),
  decimal('qty', '数量'),
  decimal('price', '单价'),
  decimal('totalPrice', '总价'),
  optionalText('note', '备注', 0, 1000),
] as const;

export type ExportOrderHead = RecordOf<typeof exportOrderHeadFields>;

export type ExportOrderList = RecordOf<typeof exportOrderListFields>;

export const ceb303 = {
  type: 'CEB303Message',
  zh: '出口电子订单',
  en: 'export order',
  direction: 'export',
  sender: PLATFORM_OR_MERCHANT,
  answer: 'CEB304Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Order',
    max: 100,
    head: { element: 'OrderHead', fields: exportOrderHeadFields },
    lines: {
      element: 'OrderList',
      fields: exportOrderListFields,
      max: 100,
    },
  },
} as const satisfies MessageTable;
