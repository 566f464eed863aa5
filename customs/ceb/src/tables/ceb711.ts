import { UNBOUNDED, integer, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PLACE_OPERATOR } from './senders.ts';

/** DeliveryHead: fields in schema order. */
export const deliveryHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('customsCode', '申报海关代码', 4),
  optionalText('copNo', '企业内部编号', 0, 20),
  optionalText('preNo', '预录入编号', 0, 18),
  optionalText('rkdNo', '入库单编号', 0, 18),
  text('operatorCode', '监管场所经营人代码', 1, 18),
  text('operatorName', '监管场所经营人名称', 1, 100),
  text('ieFlag', '进出口标记', 1),
  text('trafMode', '运输方式', 1),
  text('trafNo', '运输工具编号', 1, 100),
  text('voyageNo', '航班航次号', 1, 32),
  text('billNo', '提运单号', 1, 37),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsName', '物流企业名称', 1, 100),
  optionalText('unloadLocation', '卸货库位', 0, 100),
  optionalText('note', '备注', 0, 1000),
] as const;

/** DeliveryList: fields in schema order. */
export const deliveryListFields = [
  integer('gnum', '序号'),
  text('logisticsNo', '物流运单编号', 1, 60),
  optionalText('note', '备注', 0, 1000),
] as const;

export type DeliveryHead = RecordOf<typeof deliveryHeadFields>;

export type DeliveryList = RecordOf<typeof deliveryListFields>;

export const ceb711 = {
  type: 'CEB711Message',
  zh: '入库明细单',
  en: 'warehouse-in detail',
  direction: 'import',
  sender: PLACE_OPERATOR,
  answer: 'CEB712Message',
  frame: 'declaration',
  signature: 'mandatory',
  document: {
    element: 'Delivery',
    max: 1,
    head: { element: 'DeliveryHead', fields: deliveryHeadFields },
    lines: {
      element: 'DeliveryList',
      fields: deliveryListFields,
      max: UNBOUNDED,
    },
  },
} as const satisfies MessageTable;
