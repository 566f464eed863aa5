import type { Finding } from '@pilotzone/kernel/finding';
import { parseCustomsTime } from '@pilotzone/kernel/time';
import { errorsOf, findingOf } from '@pilotzone/rules/rule';
import type { Rule } from '@pilotzone/rules/rule';
import type { WaybillStatusDocument } from '@pilotzone/ceb/message';

const TABLE_513 = 'Unified CEB system, message specification 202205, CEB513Message';

/** The checks of a waybill status (运单状态) on its own and against the waybill. */
export const STATUS_RULES = {
  onlySignedFor: {
    code: '-505011',
    source: 'eport',
    severity: 'error',
    zh: '参数校验不通过：物流运单状态为[{0}]，物流签收状态，限定S',
    en: 'logisticsStatus is "{0}"; the only status that 513 may report is S, signed for.',
    basis: `${TABLE_513}, logisticsStatus: 限定S (the official sample shows R and contradicts it)`,
    fix: 'Report a parcel once it is signed for, with logisticsStatus S.',
  },
  time: {
    code: '-505011',
    source: 'eport',
    severity: 'error',
    zh: '参数校验不通过：物流状态时间[{0}]格式应为YYYYMMDDhhmmss',
    en: 'logisticsTime "{0}" is no time of the form YYYYMMDDhhmmss.',
    basis: `${TABLE_513}, logisticsTime: 物流状态发生的实际时间`,
    fix: 'Write the local time at which the parcel was signed for, as YYYYMMDDhhmmss.',
  },
  noWaybill: {
    code: '-505014',
    source: 'eport',
    severity: 'error',
    zh: '运单状态报文处理失败，未找到对应操作：物流企业[{0}]运单[{1}]不存在',
    en: 'Carrier {0} has no waybill {1} on file whose status could be recorded.',
    basis: `${TABLE_513}: a status belongs to a waybill sent by CEB511Message`,
    fix: 'Send the waybill (511) first, or correct logisticsCode and logisticsNo.',
  },
} as const satisfies Record<string, Rule>;

/** What is wrong with a status whatever is on file; `undefined` when nothing is. */
export function checkStatus({ head }: WaybillStatusDocument): Finding | undefined {
  if (head.logisticsStatus !== 'S') {
    return refusal(STATUS_RULES.onlySignedFor, 'logisticsStatus', [head.logisticsStatus]);
  }
  if (parseCustomsTime(head.logisticsTime) === undefined) {
    return refusal(STATUS_RULES.time, 'logisticsTime', [head.logisticsTime]);
  }
  return undefined;
}

/** The refusal of a status whose waybill is not on file. */
export function refuseWithoutWaybill({ head }: WaybillStatusDocument): Finding {
  const values = [head.logisticsCode, head.logisticsNo];
  return refusal(STATUS_RULES.noWaybill, 'logisticsNo', values);
}

function refusal(rule: Rule, field: string, values: readonly string[]): Finding {
  const [finding] = errorsOf([findingOf(rule, `LogisticsStatus.${field}`, values)]);
  if (!finding) throw new TypeError(`rule ${rule.code} is no error`);
  return finding;
}
