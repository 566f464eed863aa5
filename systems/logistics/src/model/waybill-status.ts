import type { WaybillStatusDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { checkWaybillStatus } from '@pilotzone/rules/check-waybill-status';
import { errorsOf, findingOf } from '@pilotzone/rules/rule';
import type { Rule } from '@pilotzone/rules/rule';

/** A status (513) tells of a waybill (511) that nobody has filed. */
export const STATUS_WITHOUT_WAYBILL: Rule = {
  code: '-505014',
  source: 'eport',
  severity: 'error',
  zh: '运单状态报文处理失败，未找到对应操作：物流企业[{0}]运单[{1}]不存在',
  en: 'Carrier {0} has no waybill {1} on file whose status could be recorded.',
  basis: 'Message specification 202205, CEB513: a status belongs to a waybill sent by CEB511',
  fix: 'Send the waybill (511) first, or correct logisticsCode and logisticsNo.',
  fixZh: '请先发送运单（511），或更正物流企业代码和运单编号。',
};

/**
 * What is wrong with a status whatever is on file; `undefined` when nothing is. A status other
 * than S comes first, because the official sample shows R against the specification's own text
 * (限定S).
 */
export function checkStatus(document: WaybillStatusDocument): Finding | undefined {
  const errors = errorsOf(checkWaybillStatus(document));
  return errors.find(({ field }) => field.endsWith('.logisticsStatus')) ?? errors[0];
}

/** The refusal of a status whose waybill is not on file. */
export function refuseWithoutWaybill({ head }: WaybillStatusDocument): Finding {
  const values = [head.logisticsCode, head.logisticsNo];
  const finding = findingOf(STATUS_WITHOUT_WAYBILL, 'LogisticsStatus.logisticsNo', values);
  const { severity: _, ...reason } = finding;
  return reason;
}
