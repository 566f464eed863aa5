import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { CARRIER } from './senders.ts';

/** LogisticsStatus: fields in schema order. */
export const logisticsStatusFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsName', '物流企业名称', 1, 100),
  text('logisticsNo', '物流运单编号', 1, 60),
  text('logisticsStatus', '物流运单状态', 1),
  text('logisticsTime', '物流状态时间', 14),
  optionalText('note', '备注', 0, 1000),
] as const;

export type LogisticsStatus = RecordOf<typeof logisticsStatusFields>;

export const ceb513 = {
  type: 'CEB513Message',
  zh: '物流运单状态',
  en: 'import waybill status',
  direction: 'import',
  sender: CARRIER,
  answer: 'CEB514Message',
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'LogisticsStatus',
    max: 100,
    head: { element: 'LogisticsStatus', fields: logisticsStatusFields },
  },
} as const satisfies MessageTable;
