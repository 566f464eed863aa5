import { lengthIn2018, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** InventoryReturn: fields in schema order. */
export const exportInventoryReturnFields = [
  text('guid', '系统唯一序号', 36),
  text('agentCode', '申报企业代码', 0, 18),
  text('copNo', '企业唯一编号', 0, 30),
  text('preNo', '电子口岸编号', 18),
  lengthIn2018(text('invtNo', '清单编号', 0, 20), 18, 18),
  text('ebcCode', '收发货人代码', 0, 18),
  lengthIn2018(text('ebpCode', '电商平台代码', 0, 18), 1, 50),
  text('orderNo', '订单编号', 0, 60),
  text('statisticsFlag', '申报业务类型', 1),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 0, 1000),
] as const;

export type ExportInventoryReturn = RecordOf<typeof exportInventoryReturnFields>;

export const ceb604 = {
  type: 'CEB604Message',
  zh: '出口清单回执',
  en: 'export list receipt',
  direction: 'export',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'InventoryReturn',
    max: 100,
    head: { element: 'InventoryReturn', fields: exportInventoryReturnFields },
  },
} as const satisfies MessageTable;
