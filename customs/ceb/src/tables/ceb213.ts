import { decimal, integer, optionalDecimal, optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { MERCHANT_OR_AGENT } from './senders.ts';

/** InvtRefundHead: fields in schema order. */
export const exportInvtRefundHeadFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '报送状态', 1),
  text('customsCode', '关区代码', 4),
  optionalText('loctNo', '监管场所代码', 0, 10),
  text('ebpCode', '电商平台代码', 0, 18),
  text('ebpName', '电商平台名称', 0, 100),
  text('ebcCode', '电商企业（收发货人）代码', 0, 18),
  text('ebcName', '电商企业（收发货人）名称', 0, 100),
  text('logisticsNo', '物流运单号', 0, 80),
  text('logisticsCode', '物流企业代码', 0, 18),
  text('logisticsName', '物流企业名称', 0, 100),
  text('coElNo', '企业内部标识', 0, 30),
  optionalText('preNo', '电子口岸编号', 0, 18),
  text('invtNo', '原清单号', 0, 20),
  optionalText('tradeMode', '退货监管方式', 4),
  text('agentCode', '申报企业代码', 0, 18),
  text('agentName', '申报企业名称', 0, 100),
  text('billNo', '提运单号', 0, 37),
  text('ieFlag', '进出口标识', 0, 1),
  text('trafMode', '运输方式', 0, 1),
  text('trafName', '运输工具名称', 0, 100),
  text('portCode', '进出口岸', 0, 4),
  text('reason', '退货原因', 0, 500),
  text('country', '启运国（地区）', 0, 3),
  text('voyageNo', '航班航次', 0, 32),
  optionalText('note', '备注', 0, 500),
] as const;

/** InvtRefundList: fields in schema order. */
export const exportInvtRefundListFields = [
  integer('gnum', '商品项号', 4),
  text('gcode', '商品编码', 0, 10),
  text('gname', '商品名称', 0, 250),
  text('gmodel', '规格型号', 0, 250),
  decimal('qty', '申报数量'),
  decimal('qty1', '法定数量'),
  text('unit', '申报计量单位', 3),
  text('unit1', '法定计量单位', 3),
  optionalDecimal('qty2', '法定第二数量'),
  optionalText('unit2', '法定第二计量单位', 3),
  optionalText('note', '备注', 0, 500),
] as const;

export type ExportInvtRefundHead = RecordOf<typeof exportInvtRefundHeadFields>;

export type ExportInvtRefundList = RecordOf<typeof exportInvtRefundListFields>;

export const ceb213 = {
  type: 'CEB213Message',
  zh: '出口退货申请单',
  en: 'export return application',
  direction: 'export',
  sender: MERCHANT_OR_AGENT,
  answer: 'CEB214Message',
  since2022: true,
  frame: 'declaration',
  signature: 'optional',
  document: {
    element: 'InvtRefund',
    max: 100,
    head: { element: 'InvtRefundHead', fields: exportInvtRefundHeadFields },
    lines: {
      element: 'InvtRefundList',
      fields: exportInvtRefundListFields,
      max: 100,
    },
  },
} as const satisfies MessageTable;
