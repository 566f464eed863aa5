import { errorText } from '../codes/error-codes.ts';
import type { Rule } from '../rule.ts';

const TABLE_7_2 = 'Unified CEB system, message specification 202205, table 7-2';
const OWN_READING = `${TABLE_7_2}; that appTime decides is pilotzone's reading`;

const fixes = {
  unknown: {
    fix: 'Send the document with appType 1, or correct its number.',
    fixZh: '请以报送类型1发送该单证，或更正其编号。',
  },
  duplicate: {
    fix: 'Send a change (appType 2) with a later appTime, or use a number of its own.',
    fixZh: '请以更晚的报送时间发送变更（报送类型2），或使用新的编号。',
  },
  locked: {
    fix: 'Cancel the list or wait for its end before you change or delete this document.',
    fixZh: '请先撤销清单或等待清单办结，再变更或删除该单证。',
  },
  stale: {
    fix: 'Send the document with an appTime later than {2}, if it shall replace the one on file.',
    fixZh: '如需替换已有单证，请以晚于{2}的报送时间发送。',
  },
};

type RefusalTexts = { en: string; fix: string; fixZh: string; basis?: string };

function refusal(code: string, texts: RefusalTexts): Rule {
  const zh = errorText(code);
  return { code, source: 'eport', severity: 'error', zh, basis: TABLE_7_2, ...texts };
}

function unknown(code: string, noun: string): Rule {
  return refusal(code, {
    en: `No ${noun} {0} is on file that appType {1} could change or delete.`,
    ...fixes.unknown,
  });
}

function duplicate(code: string, noun: string): Rule {
  return refusal(code, {
    en: `Other content is already on file for the ${noun} {0} (appTime {2}).`,
    ...fixes.duplicate,
  });
}

function locked(code: string, noun: string): Rule {
  return refusal(code, {
    en: `The list of ${noun} {0} is already declared to customs, so appType {1} is not possible.`,
    ...fixes.locked,
  });
}

function stale(code: string, noun: string): Rule {
  return refusal(code, {
    en: `The ${noun} {0} of appTime {1} is not newer than the one on file (appTime {2}).`,
    ...fixes.stale,
    basis: OWN_READING,
  });
}

/**
 * Why a document sent again is refused, per message. Values: key, appType (or appTime, when stale)
 * of the document sent, appTime on file. The table has no stale code for waybills; -505016 speaks
 * of logistics messages (物流报文) in general, so it serves 511 and 513. 513 has no codes of its own
 * for a change that finds nothing or comes too late; -505014 (no matching operation) serves both.
 */
export const filingRules = {
  orderUnknown: unknown('-301009', 'order'),
  orderDuplicate: duplicate('-301010', 'order'),
  orderLocked: locked('-301011', 'order'),
  orderStale: stale('-301014', 'order'),
  paymentUnknown: unknown('-401006', 'payment'),
  paymentDuplicate: duplicate('-401007', 'payment'),
  paymentLocked: locked('-401008', 'payment'),
  paymentStale: stale('-401012', 'payment'),
  waybillUnknown: unknown('-504014', 'waybill'),
  waybillDuplicate: duplicate('-504015', 'waybill'),
  waybillLocked: locked('-504016', 'waybill'),
  waybillStale: stale('-505016', 'waybill'),
  statusUnknown: unknown('-505014', 'waybill status'),
  statusDuplicate: duplicate('-505012', 'waybill status'),
  statusLocked: locked('-505014', 'waybill status'),
  statusStale: stale('-505016', 'waybill status'),
} as const satisfies Record<string, Rule>;
