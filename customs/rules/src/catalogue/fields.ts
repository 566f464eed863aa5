import { errorText } from '../codes/error-codes.ts';
import type { Rule } from '../rule.ts';

/** What a check needs to say; the code and the frame of the Chinese text come from the document. */
type Texts = Pick<Rule, 'zh' | 'en' | 'basis' | 'fix'>;

const SPEC = 'Message specification 202205';
const OLD_CODES = `${SPEC}; JGS-20 海关业务代码集`;
const CLIENTS = 'Check of common e-port clients (reference/ceb/rules.md §2, §4)';

/** Checks that several documents share. `{field}` is the path, `{0}` … the values as sent. */
const shared = {
  appType: {
    zh: '{field}报送类型[{0}]应为1、2或3',
    en: '{field} is "{0}"; it must be 1 (add), 2 (change) or 3 (delete).',
    basis: `${SPEC}, appType`,
    fix: 'Send 1, 2 or 3.',
  },
  appStatus: {
    zh: '{field}业务状态[{0}]应为1或2',
    en: '{field} is "{0}"; it must be 1 (staged) or 2 (declared).',
    basis: `${SPEC}, appStatus`,
    fix: 'Send 2 to declare, 1 to save only.',
  },
  time: {
    zh: '{field}时间[{0}]格式应为YYYYMMDDhhmmss',
    en: '{field} "{0}" is no time of the form YYYYMMDDhhmmss.',
    basis: `${SPEC}, {field}`,
    fix: 'Send an existing local time of China with 14 digits.',
  },
  day: {
    zh: '{field}日期[{0}]格式应为YYYYMMDD',
    en: '{field} "{0}" is no day of the form YYYYMMDD.',
    basis: `${SPEC}, {field}`,
    fix: 'Send an existing day with 8 digits.',
  },
  currency: {
    zh: '{field}币制[{0}]限定为人民币142',
    en: '{field} is "{0}"; only 142 (CNY) is allowed.',
    basis: `${SPEC}, currency`,
    fix: 'State all amounts in CNY and send 142.',
  },
  unit: {
    zh: '{field}计量单位代码[{0}]不存在',
    en: '{field} "{0}" is no unit of measure.',
    basis: `${OLD_CODES}, 计量单位代码`,
    fix: 'Use a 3-digit unit code of customs, such as 035 (kilogram) or 140 (box).',
  },
  country: {
    zh: '{field}国家（地区）代码[{0}]不存在',
    en: '{field} "{0}" is no country or region.',
    basis: `${OLD_CODES}, 国家（地区）代码`,
    fix: 'Use the old 3-digit code of customs, such as 116 (Japan).',
  },
  idType: {
    zh: '{field}证件类型[{0}]限定为身份证1',
    en: '{field} is "{0}"; imports allow only 1 (resident id card).',
    basis: `${SPEC}, buyerIdType and payerIdType`,
    fix: 'Declare a person with a resident id card and send 1.',
  },
  idForm: {
    zh: '{field}身份证号[{0}]格式不符合规范',
    en: '{field} {0} is not 17 digits and a digit or capital X.',
    basis: 'GB 11643-1999 公民身份号码',
    fix: 'Send the 18 characters of the id card, with a capital X where it has one.',
  },
  idBirth: {
    zh: '{field}身份证号[{0}]出生日期不正确',
    en: '{field} {0} contains no possible date of birth.',
    basis: 'GB 11643-1999 公民身份号码, digits 7 to 14',
    fix: 'Correct the id number; its date of birth must exist and lie in the past.',
  },
  idDigit: {
    zh: '{field}身份证号[{0}]校验码不正确',
    en: '{field} {0} has a wrong check digit.',
    basis: 'GB 11643-1999 公民身份号码, ISO 7064 MOD 11-2',
    fix: 'Correct the id number; at least one of its digits is wrong.',
  },
  positive: {
    zh: '{field}[{0}]应大于零',
    en: '{field} is {0}; it must be above zero.',
    basis: CLIENTS,
    fix: 'Send the actual value.',
  },
  notNegative: {
    zh: '{field}[{0}]不能为负数',
    en: '{field} is {0}; it may not be negative.',
    basis: `${SPEC}: 0 where there is none`,
    fix: 'Send the actual amount, 0 where there is none.',
  },
  packNo: {
    zh: '{field}件数[{0}]限定为1',
    en: '{field} is {0}; the number of packages must be 1.',
    basis: `${SPEC}, packNo`,
    fix: 'Send 1: one parcel, one waybill, one list.',
  },
  lineTotal: {
    zh: '{field}总价[{0}]不等于单价[{2}]乘以数量[{1}]',
    en: '{field} is {0}, but quantity {1} times price {2} is {3}.',
    basis: `${SPEC}, totalPrice; tolerance 0 (contracts.md)`,
    fix: 'Correct quantity, price or total so that the product is exact.',
  },
  gnumGap: {
    zh: '{field}商品序号[{0}]应从1开始连续编号',
    en: '{field} is {0}; line numbers must run from 1 to {1} without a gap.',
    basis: `${SPEC}, gnum`,
    fix: 'Number the lines 1, 2, 3 …',
  },
} as const satisfies Record<string, Texts>;

type SharedName = keyof typeof shared;

/** How a document's field checks are coded: the official code and its text around ours. */
type Frame = { readonly code: string; readonly open: string; readonly close: string };

function frameOf(code: string, hole: string): Frame {
  const [open = '', close = ''] = errorText(code).split(hole);
  return { code, open, close };
}

const frames = {
  order: frameOf('-301008', '*'),
  payment: frameOf('-401009', 'paymentHead,payment'),
  waybill: frameOf('-504011', '*'),
  status: { code: '-505011', open: errorText('-505011') + '，', close: '' },
  list: frameOf('-621001', '*'),
} as const satisfies Record<string, Frame>;

/** A document whose fields are checked. */
export type CheckedDocument = keyof typeof frames;

/** A check of a field of `document`, under the official code of its field checks. */
export function fieldRule(document: CheckedDocument, texts: Texts): Rule {
  const { code, open, close } = frames[document];
  return { ...texts, code, zh: open + texts.zh + close, source: 'eport', severity: 'error' };
}

/** The shared checks `names` as rules of `document`. */
export function sharedRules<const N extends SharedName>(
  document: CheckedDocument,
  names: readonly N[],
): Record<N, Rule> {
  const entries = names.map((name) => [name, fieldRule(document, shared[name])]);
  // Every name is one of N and every value a Rule.
  return Object.fromEntries(entries) as Record<N, Rule>;
}

/** Something noteworthy that stops nothing. */
export function warningRule(code: string, texts: Texts): Rule {
  return { ...texts, code, source: 'platform', severity: 'warning' };
}

/** Our own check, where no official code fits. */
export function platformRule(code: string, texts: Texts): Rule {
  return { ...texts, code, source: 'platform', severity: 'error' };
}

/** Warnings that every document shares. */
export const commonWarnings = {
  placeholder: warningRule('PZ-PLACEHOLDER', {
    zh: '{field}填写为“{0}”，应据实填报',
    en: '{field} is "{0}", which says nothing.',
    basis: `${CLIENTS}; barCode alone allows 无`,
    fix: 'Send the actual text.',
  }),
  guid: warningRule('PZ-GUID', {
    zh: '{field}[{0}]应为36位大写UUID',
    en: '{field} "{0}" is no UUID of 36 capital characters.',
    basis: `${SPEC}, guid`,
    fix: 'Generate a UUID for every document and write it in capitals.',
  }),
} as const satisfies Record<string, Rule>;
