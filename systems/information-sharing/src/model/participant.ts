import { PARTICIPANT_STATUSES, type ParticipantRole, type ParticipantStatus } from '../contract.ts';

/** An enrolled organisation (参与企业). */
export type Participant = {
  /** Customs registration number, platform id, or the code it declares under. */
  readonly code: string;
  /** 统一社会信用代码; null when not known. */
  readonly creditCode: string | null;
  readonly name: string;
  readonly status: ParticipantStatus;
  /** Sorted, without repeats. */
  readonly roles: readonly ParticipantRole[];
};

/** Whether two states of one participant say the same. */
export function isSameParticipant(a: Participant, b: Participant): boolean {
  return (
    a.code === b.code &&
    a.creditCode === b.creditCode &&
    a.name === b.name &&
    a.status === b.status &&
    a.roles.join() === b.roles.join()
  );
}

// Spellings met in the field: our names, CEB's element prefixes (ebp, ebc …) and customs' words.
const ROLE_SPELLINGS: Record<ParticipantRole, readonly string[]> = {
  platform: ['platform', 'ebp', 'marketplace', 'ecommerceplatform', '电商平台', '电商平台企业'],
  merchant: ['merchant', 'ebc', 'seller', 'shop', 'ecommerceenterprise', '电商企业', '电商'],
  'payment-firm': [
    'paymentfirm',
    'payment',
    'pay',
    'payer',
    'paymententerprise',
    '支付企业',
    '支付',
  ],
  carrier: [
    'carrier',
    'logistics',
    'logisticsenterprise',
    'express',
    'courier',
    '物流企业',
    '物流',
  ],
  broker: [
    'broker',
    'agent',
    'declarant',
    'customsbroker',
    'declarationagent',
    '申报企业',
    '报关企业',
    '报关行',
  ],
  guarantor: ['guarantor', 'assure', 'assurer', 'guarantee', '担保企业', '担保'],
  'bonded-operator': [
    'bondedoperator',
    'bonded',
    'area',
    'warehouse',
    'bondedwarehouse',
    'areaenterprise',
    '区内企业',
    '仓储企业',
    '保税仓',
  ],
  'park-operator': ['parkoperator', 'park', '园区', '园区运营', '园区企业'],
  bank: ['bank', '银行'],
  insurer: ['insurer', 'insurance', '保险', '保险公司', '信保'],
  customs: ['customs', '海关'],
  tax: ['tax', 'taxation', '税务', '税务局'],
  fx: ['fx', 'safe', 'foreignexchange', '外汇', '外汇局', '外汇管理局'],
  commerce: ['commerce', 'mofcom', '商务', '商务局', '商务厅'],
  'market-supervision': ['marketsupervision', 'amr', 'samr', '市场监管', '市场监督管理局'],
  'zone-administration': ['zoneadministration', 'zone', '综试区', '综试办', '管委会'],
  operator: ['operator', 'zoneoperator', '运营', '运营单位'],
};

const ROLE_BY_SPELLING = new Map(
  (Object.keys(ROLE_SPELLINGS) as ParticipantRole[]).flatMap((role) =>
    ROLE_SPELLINGS[role].map((spelling) => [spelling, role] as const),
  ),
);

/**
 * The role meant by `text`: case, spaces, `_` and `-` do not matter, CEB's prefixes (`ebp`, `pay`,
 * `assure` …) and the Chinese terms are understood. `undefined` when it means none.
 */
export function parseRole(text: string): ParticipantRole | undefined {
  return ROLE_BY_SPELLING.get(text.toLowerCase().replace(/[\s_-]/g, ''));
}

const STATUS_SPELLINGS = new Map<string, ParticipantStatus>([
  ...PARTICIPANT_STATUSES.map((status) => [status, status] as const),
  ['enabled', 'active'],
  ['正常', 'active'],
  ['启用', 'active'],
  ['disabled', 'suspended'],
  ['暂停', 'suspended'],
  ['停用', 'suspended'],
  ['cancelled', 'closed'],
  ['注销', 'closed'],
]);

/** The status meant by `text`; empty means active, `undefined` that it means none. */
export function parseStatus(text: string): ParticipantStatus | undefined {
  return text === '' ? 'active' : STATUS_SPELLINGS.get(text.toLowerCase());
}

const CREDIT_CODE_DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * What is wrong with a unified social credit code (统一社会信用代码), `undefined` when nothing is. Source:
 * GB 32100-2015: 31 characters without I, O, S, V, Z; the check character is 31 minus the weighted
 * sum of the first 17 modulo 31, where 31 is written 0.
 */
export function judgeCreditCode(code: string): string | undefined {
  if (code.length !== 18) return `has ${code.length} characters instead of 18`;
  let sum = 0;
  for (let i = 0; i < 17; i += 1) {
    const digit = CREDIT_CODE_DIGITS.indexOf(code[i] ?? '');
    if (digit < 0) return `contains ${code[i]}, which no credit code contains`;
    sum += digit * (CREDIT_CODE_WEIGHTS[i] ?? 0);
  }
  const expected = CREDIT_CODE_DIGITS[(31 - (sum % 31)) % 31];
  return code[17] === expected
    ? undefined
    : `ends in ${code[17]}, its check character is ${expected}`;
}
