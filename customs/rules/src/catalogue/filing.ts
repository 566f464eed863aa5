import type { Rule } from '../rule.ts';

const TABLE_7_2 = 'Unified CEB system, message specification 202205, table 7-2';
const OWN_READING = `${TABLE_7_2}; that appTime decides is pilotzone's reading`;

const fixes = {
  unknown: 'Send the document with appType 1, or correct its number.',
  duplicate: 'Send a change (appType 2) with a later appTime, or use a number of its own.',
  locked: 'Cancel the list or wait for its end before you change or delete this document.',
  stale: 'Send the document with an appTime later than {2}, if it shall replace the one on file.',
};

function refusal(code: string, zh: string, texts: { en: string; fix: string; basis?: string }): Rule {
  const basis = texts.basis ?? TABLE_7_2;
  return { code, source: 'eport', severity: 'error', zh, en: texts.en, basis, fix: texts.fix };
}

function unknown(code: string, noun: string, zh: string): Rule {
  return refusal(code, zh, {
    en: `No ${noun} {0} is on file that appType {1} could change or delete.`,
    fix: fixes.unknown,
  });
}

function duplicate(code: string, noun: string, zh: string): Rule {
  return refusal(code, zh, {
    en: `A ${noun} {0} with other content is already on file (appTime {2}).`,
    fix: fixes.duplicate,
  });
}

function locked(code: string, noun: string, zh: string): Rule {
  return refusal(code, zh, {
    en: `The list of ${noun} {0} is already declared to customs, so appType {1} is not possible.`,
    fix: fixes.locked,
  });
}

function stale(code: string, noun: string, zh: string): Rule {
  return refusal(code, zh, {
    en: `The ${noun} {0} of appTime {1} is not newer than the one on file (appTime {2}).`,
    fix: fixes.stale,
    basis: OWN_READING,
  });
}

/**
 * Why a document sent again is refused, per message. Values: key, appType (or appTime, when stale) of the document
 * sent, appTime on file. The table has no stale code for waybills; -505016 speaks of logistics messages (物流报文)
 * in general, so it serves 511 and 513. 513 has no codes of its own for a change that finds nothing or comes too
 * late; -505014 (no matching operation) serves both.
 */
export const filingRules = {
  orderUnknown: unknown('-301009', 'order', '订单标识(appType)不正确,未找到操作的订单'),
  orderDuplicate: duplicate('-301010', 'order', '已存在相同编号的订单'),
  orderLocked: locked('-301011', 'order', '该订单已向海关申报清单，状态不符'),
  orderStale: stale('-301014', 'order', '订单报文处理失败，接收报文为旧报文数据，不做处理'),
  paymentUnknown: unknown(
    '-401006', 'payment', '支付单标识(appType)不正确,未找到对应操作的支付单'),
  paymentDuplicate: duplicate('-401007', 'payment', '已存在相同编号的支付单'),
  paymentLocked: locked('-401008', 'payment', '该支付单已向海关申报支付单，状态不符'),
  paymentStale: stale(
    '-401012', 'payment', '支付单报文处理失败，接收报文为旧报文数据，不做处理'),
  waybillUnknown: unknown('-504014', 'waybill', '运单标识(appType)不正确,未找到操作的运单'),
  waybillDuplicate: duplicate('-504015', 'waybill', '已存在相同编号的运单'),
  waybillLocked: locked('-504016', 'waybill', '该运单已向海关申报运单，状态不符'),
  waybillStale: stale('-505016', 'waybill', '物流报文处理失败，接收报文为旧报文数据，不做处理'),
  statusUnknown: unknown(
    '-505014', 'waybill status', '运单状态报文处理失败，未找到对应操作'),
  statusDuplicate: duplicate('-505012', 'waybill status', '物流运单状态已存在'),
  statusLocked: locked(
    '-505014', 'waybill status', '运单状态报文处理失败，未找到对应操作'),
  statusStale: stale(
    '-505016', 'waybill status', '物流报文处理失败，接收报文为旧报文数据，不做处理'),
} as const satisfies Record<string, Rule>;
