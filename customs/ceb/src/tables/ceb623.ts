import { optionalText, text } from '../fields.ts';
import type { MessageTable, RecordOf } from '../fields.ts';
import { MERCHANT_OR_AGENT } from './senders.ts';

/** InvtCancel: fields in schema order. */
export const invtCancelFields = [
  text('guid', '系统唯一序号', 36),
  text('appType', '报送类型', 1),
  text('appTime', '报送时间', 14),
  text('appStatus', '业务状态', 1, 3),
  text('customsCode', '申报海关代码', 4),
  text('orderNo', '订单编号', 1, 60),
  text('ebpCode', '电商平台代码', 1, 18),
  text('ebpName', '电商平台名称', 1, 100),
  text('ebcCode', '电商企业代码', 1, 18),
  text('ebcName', '电商企业名称', 1, 100),
  text('logisticsNo', '物流运单编号', 1, 60),
  text('logisticsCode', '物流企业代码', 1, 18),
  text('logisticsName', '物流企业名称', 1, 100),
  optionalText('copNo', '企业内部编号', 0, 20),
  optionalText('preNo', '预录入编号', 0, 18),
  text('invtNo', '清单编号', 1, 18),
  text('buyerIdType', '订购人证件类型', 1),
  text('buyerIdNumber', '订购人证件号码', 1, 60),
  text('buyerName', '订购人姓名', 1, 60),
  text('buyerTelephone', '订购人电话', 1, 30),
  text('agentCode', '申报企业代码', 1, 18),
  text('agentName', '申报企业名称', 1, 100),
  text('reason', '撤单原因', 1, 1000),
  optionalText('note', '备注', 0, 1000),
] as const;

export type InvtCancel = RecordOf<typeof invtCancelFields>;

export const ceb623 = {
  type: 'CEB623Message',
  zh: '撤销申请单',
  en: 'import list cancellation',
  direction: 'import',
  sender: MERCHANT_OR_AGENT,
  answer: 'CEB624Message',
  frame: 'declaration',
  signature: 'mandatory',
  document: {
    element: 'InvtCancel',
    max: 100,
    head: { element: 'InvtCancel', fields: invtCancelFields },
  },
} as const satisfies MessageTable;
