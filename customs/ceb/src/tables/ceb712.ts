import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CUSTOMS } from './senders.ts';

/** DeliveryReturn: fields in schema order. */
export const deliveryReturnFields = [
  text('guid', '系统唯一序号', 36),
  optionalText('customsCode', '申报海关代码', 4),
  optionalText('operatorCode', '监管场所经营人代码', 1, 18),
  optionalText('copNo', '企业内部编号', 0, 20),
  optionalText('preNo', '预录入编号', 0, 18),
  optionalText('rkdNo', '入库单编号', 0, 18),
  text('returnStatus', '回执状态', 1, 10),
  text('returnTime', '回执时间', 17),
  text('returnInfo', '回执信息', 1, 1000),
] as const;

export type DeliveryReturn = RecordOf<typeof deliveryReturnFields>;

export const ceb712 = {
  type: 'CEB712Message',
  zh: '入库明细单回执',
  en: 'warehouse-in receipt',
  direction: 'import',
  sender: CUSTOMS,
  frame: 'receipt',
  signature: 'none',
  document: {
    element: 'DeliveryReturn',
    max: 100,
    head: { element: 'DeliveryReturn', fields: deliveryReturnFields },
  },
} as const satisfies MessageTable;
