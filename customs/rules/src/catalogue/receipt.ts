import type { Rule } from '../rule.ts';
import { platformRule, warningRule } from './fields.ts';

const SPEC = 'Message specification 202205';

/**
 * Receipts (312, 412, 512, 514, 622): what a receipt says that cannot be understood, and
 * explanations.
 */
export const receiptRules = {
  returnStatus: warningRule('PZ-RETURN-STATUS', {
    zh: '{field}回执状态[{0}]不在回执状态表中',
    en: '{field} "{0}" is no receipt status of the specification.',
    basis: `${SPEC}, returnStatus`,
    fix: 'Ask whoever sent the receipt.',
    fixZh: '请向回执发送方查询。',
  }),
  returnTime: warningRule('PZ-RETURN-TIME', {
    zh: '{field}回执时间[{0}]格式应为YYYYMMDDhhmmssSSS',
    en: '{field} "{0}" is no time of the form YYYYMMDDhhmmssSSS.',
    basis: `${SPEC}, returnTime`,
    fix: 'Ask whoever sent the receipt.',
    fixZh: '请向回执发送方查询。',
  }),
  unknown: platformRule('PZ-RECEIPT-UNKNOWN', {
    zh: '回执所涉单证不在本平台',
    en: 'Nothing that this receipt speaks of is on file here.',
    basis: `${SPEC}, copNo, orderNo, logisticsNo`,
    fix: 'Check these numbers and the declarant; ask whoever sent it whom it was meant for.',
    fixZh: '请核对上述编号和申报企业，并向回执发送方查询收件企业。',
  }),
} as const satisfies Record<string, Rule>;
