import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { PLACE_OPERATOR } from './senders.ts';

/** InvtRefundDetail: fields in schema order. */
export const exportInvtRefundDetailFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '报送状态', 1),
  text('customsCode', '关区代码', 4),
  text('operatorCode', '监管场所经营人代码', 0, 18),
  text('operatorName', '监管场所经营人名称', 0, 100),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('logisticsName', '物流企业名称', 0, 100),
  text('logisticsNo', '物流运单号', 0, 80),
  optionalText('invtNo', '原清单号', 0, 20),
  text('coElNo', '企业内部编号', 0, 20),
  optionalText('preNo', '电子口岸编号', 0, 18),
  text('billNo', '提运单号', 0, 37),
  text('ieFlag', '进出口标识', 1),
  text('trafMode', '运输方式', 1),
  text('trafName', '运输工具名称', 0, 100),
  text('voyageNo', '航班航次', 0, 32),
  optionalText('location', '卸货堆货的仓储位置', 0, 250),
  optionalText('note', '备注', 0, 250),
] as const;

export type ExportInvtRefundDetail = RecordOf<typeof exportInvtRefundDetailFields>;

export const ceb215 = {
  type: 'CEB215Message',
  zh: '出口退货理货明细单',
  en: 'export return tally',
  direction: 'export',
  sender: PLACE_OPERATOR,
  answer: 'CEB216Message',
  since2022: true,
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'InvtRefundDetail',
    max: 100,
    head: { element: 'InvtRefundDetail', fields: exportInvtRefundDetailFields },
  },
} as const satisfies MessageTable;
