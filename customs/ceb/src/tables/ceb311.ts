import { decimal, fixedText, integer, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PLATFORM_OR_MERCHANT } from './senders.ts';

/** OrderHead: fields in schema order. */
export const orderHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('orderType', '订单类型', 1),
  text('orderNo', '订单编号', 1, 60),
  text('ebpCode', '电商平台代码', 1, 18),
  text('ebpName', '电商平台名称', 1, 100),
  text('ebcCode', '电商企业代码', 1, 18),
  text('ebcName', '电商企业名称', 1, 100),
  decimal('goodsValue', '商品价格'),
  decimal('freight', '运杂费'),
  decimal('discount', '非现金抵扣金额'),
  decimal('taxTotal', '代扣税款'),
  decimal('acturalPaid', '实际支付金额'),
  fixedText('currency', '币制', '142'),
  text('buyerRegNo', '订购人注册号', 1, 60),
  text('buyerName', '订购人姓名', 1, 60),
  text('buyerTelephone', '订购人电话', 1, 30),
  text('buyerIdType', '订购人证件类型', 1),
  text('buyerIdNumber', '订购人证件号码', 1, 60),
  optionalText('payCode', '支付企业代码', 0, 18),
  optionalText('payName', '支付企业名称', 0, 100),
  optionalText('payTransactionId', '支付交易编号', 0, 60),
  optionalText('batchNumbers', '商品批次号', 0, 100),
  text('consignee', '收货人姓名', 1, 100),
  text('consigneeTelephone', '收货人电话', 1, 50),
  text('consigneeAddress', '收货地址', 1, 200),
  optionalText('consigneeDistrict', '收货地址行政区划代码', 6),
  optionalText('note', '备注', 0, 1000),
] as const;

/** OrderList: fields in schema order. */
export const orderListFields = [
  integer('gnum', '商品序号'),
  optionalText('itemNo', '企业商品货号', 0, 30),
  text('itemName', '企业商品名称', 1, 250),
  text('gmodel', '商品规格型号', 1, 510),
  optionalText('itemDescribe', '企业商品描述', 0, 1000),
  optionalText('barCode', '条形码', 0, 50),
  text('unit', '单位', 3),
  decimal('qty', '数量'),
  decimal('price', '单价'),
  decimal('totalPrice', '总价'),
  fixedText('currency', '币制', '142'),
  text('country', '原产国', 3),
  optionalText('note', '备注', 0, 1000),
] as const;

export type OrderHead = RecordOf<typeof orderHeadFields>;

export type OrderList = RecordOf<typeof orderListFields>;

export const ceb311 = {
  type: 'CEB311Message',
  zh: '电子订单',
  en: 'import electronic order',
  direction: 'import',
  sender: PLATFORM_OR_MERCHANT,
  answer: 'CEB312Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'Order',
    max: 100,
    head: { element: 'OrderHead', fields: orderHeadFields },
    lines: { element: 'OrderList', fields: orderListFields, max: 99 },
  },
} as const satisfies MessageTable;
