import { errorText } from '../codes/error-codes.ts';
import type { Rule } from '../rule.ts';

/** What a check needs to say; the code and the frame of the Chinese text come from the document. */
type Texts = Pick<Rule, 'zh' | 'en' | 'basis' | 'fix' | 'fixZh'>;

const SPEC = 'Message specification 202205';
const OLD_CODES = `${SPEC}; JGS-20 海关业务代码集`;
const CLIENTS = 'Check of common e-port clients';

/** Checks that several documents share. `{field}` is the path, `{0}` … the values as sent. */
const shared = {
  appType: {
    zh: '{field}报送类型[{0}]应为1、2或3',
    en: '{field} is "{0}"; it must be 1 (add), 2 (change) or 3 (delete).',
    basis: `${SPEC}, appType`,
    fix: 'Send 1, 2 or 3.',
    fixZh: '请填写1、2或3。',
  },
  appStatus: {
    zh: '{field}业务状态[{0}]应为1或2',
    en: '{field} is "{0}"; it must be 1 (staged) or 2 (declared).',
    basis: `${SPEC}, appStatus`,
    fix: 'Send 2 to declare, 1 to save only.',
    fixZh: '申报填2，仅暂存填1。',
  },
  time: {
    zh: '{field}时间[{0}]格式应为YYYYMMDDhhmmss',
    en: '{field} "{0}" is no time of the form YYYYMMDDhhmmss.',
    basis: `${SPEC}, {field}`,
    fix: 'Send an existing local time of China with 14 digits.',
    fixZh: '请填写14位的北京时间，且该时间须存在。',
  },
  day: {
    zh: '{field}日期[{0}]格式应为YYYYMMDD',
    en: '{field} "{0}" is no day of the form YYYYMMDD.',
    basis: `${SPEC}, {field}`,
    fix: 'Send an existing day with 8 digits.',
    fixZh: '请填写8位日期，且该日期须存在。',
  },
  currency: {
    zh: '{field}币制[{0}]限定为人民币142',
    en: '{field} is "{0}"; only 142 (CNY) is allowed.',
    basis: `${SPEC}, currency`,
    fix: 'State all amounts in CNY and send 142.',
    fixZh: '所有金额以人民币填报，币制填142。',
  },
  unit: {
    zh: '{field}计量单位代码[{0}]不存在',
    en: '{field} "{0}" is no unit of measure.',
    basis: `${OLD_CODES}, 计量单位代码`,
    fix: 'Use a 3-digit unit code of customs, such as 035 (kilogram) or 140 (box).',
    fixZh: '请使用海关3位计量单位代码，如035（千克）、140（盒）。',
  },
  country: {
    zh: '{field}国家（地区）代码[{0}]不存在',
    en: '{field} "{0}" is no country or region.',
    basis: `${OLD_CODES}, 国家（地区）代码`,
    fix: 'Use the old 3-digit code of customs, such as 116 (Japan).',
    fixZh: '请使用海关3位国家（地区）代码，如116（日本）。',
  },
  idType: {
    zh: '{field}证件类型[{0}]限定为身份证1',
    en: '{field} is "{0}"; imports allow only 1 (resident id card).',
    basis: `${SPEC}, buyerIdType and payerIdType`,
    fix: 'Declare a person with a resident id card and send 1.',
    fixZh: '请以持居民身份证的个人申报，证件类型填1。',
  },
  idForm: {
    zh: '{field}身份证号[{0}]格式不符合规范',
    en: '{field} {0} is not 17 digits and a digit or capital X.',
    basis: 'GB 11643-1999 公民身份号码',
    fix: 'Send the 18 characters of the id card, with a capital X where it has one.',
    fixZh: '请填写18位身份证号，末位为X的用大写。',
  },
  idBirth: {
    zh: '{field}身份证号[{0}]出生日期不正确',
    en: '{field} {0} contains no possible date of birth.',
    basis: 'GB 11643-1999 公民身份号码, digits 7 to 14',
    fix: 'Correct the id number; its date of birth must exist and lie in the past.',
    fixZh: '请更正身份证号，其出生日期须存在且早于当日。',
  },
  idDigit: {
    zh: '{field}身份证号[{0}]校验码不正确',
    en: '{field} {0} has a wrong check digit.',
    basis: 'GB 11643-1999 公民身份号码, ISO 7064 MOD 11-2',
    fix: 'Correct the id number; at least one of its digits is wrong.',
    fixZh: '请更正身份证号，其中至少有一位数字有误。',
  },
  positive: {
    zh: '{field}[{0}]应大于零',
    en: '{field} is {0}; it must be above zero.',
    basis: CLIENTS,
    fix: 'Send the actual value.',
    fixZh: '请据实填写。',
  },
  notNegative: {
    zh: '{field}[{0}]不能为负数',
    en: '{field} is {0}; it may not be negative.',
    basis: `${SPEC}: 0 where there is none`,
    fix: 'Send the actual amount, 0 where there is none.',
    fixZh: '请据实填写金额，没有的填0。',
  },
  packNo: {
    zh: '{field}件数[{0}]限定为1',
    en: '{field} is {0}; the number of packages must be 1.',
    basis: `${SPEC}, packNo`,
    fix: 'Send 1: one parcel, one waybill, one list.',
    fixZh: '请填1：一个包裹对应一份运单、一份清单。',
  },
  lineTotal: {
    zh: '{field}总价[{0}]不等于单价[{2}]乘以数量[{1}]',
    en: '{field} is {0}, but quantity {1} times price {2} is {3}.',
    basis: `${SPEC}, totalPrice; tolerance 0`,
    fix: 'Correct quantity, price or total so that the product is exact.',
    fixZh: '请更正数量、单价或总价，使乘积与总价完全相等。',
  },
  gnumGap: {
    zh: '{field}商品序号[{0}]应从1开始连续编号',
    en: '{field} is {0}; line numbers must run from 1 to {1} without a gap.',
    basis: `${SPEC}, gnum`,
    fix: 'Number the lines 1, 2, 3 …',
    fixZh: '请将表体序号从1起连续编号。',
  },
  anyCurrency: {
    zh: '{field}币制代码[{0}]不存在',
    en: '{field} "{0}" is no currency.',
    basis: `${OLD_CODES}, 货币代码`,
    fix: 'Use the old 3-digit code of customs, such as 502 (USD) or 142 (CNY).',
    fixZh: '请使用海关3位货币代码，如502（美元）、142（人民币）。',
  },
  office: {
    zh: '{field}关区代码[{0}]不存在',
    en: '{field} "{0}" is no customs office.',
    basis: `${SPEC}; JGS/T 18 海关关区代码`,
    fix: 'Send the 4-digit code of the office.',
    fixZh: '请填写4位海关关区代码。',
  },
  transportMode: {
    zh: '{field}运输方式代码[{0}]不存在',
    en: '{field} "{0}" is no mode of transport.',
    basis: `${SPEC}, trafMode; JGS-20 海关业务代码集`,
    fix: 'Send a code of customs, such as 5 (air) or 4 (road).',
    fixZh: '请填写海关运输方式代码，如5（航空运输）、4（公路运输）。',
  },
  wrapType: {
    zh: '{field}包装种类代码[{0}]不存在',
    en: '{field} "{0}" is no kind of package.',
    basis: `${SPEC}, wrapType; old customs table of packages`,
    fix: 'Send 1 to 7, such as 2 (carton).',
    fixZh: '请填写1至7，如2（纸箱）。',
  },
  hsCode: {
    zh: '{field}商品编码[{0}]不正确，应为10位数字',
    en: '{field} "{0}" is no commodity code of 10 digits.',
    basis: `${SPEC}, gcode`,
    fix: 'Send the 8-digit tariff code and its two further digits.',
    fixZh: '请填写8位税则号列加2位附加编号。',
  },
  weights: {
    zh: '{field}净重[{0}]大于毛重[{1}]',
    en: '{field} is {0} kg, more than the gross weight of {1} kg.',
    basis: CLIENTS,
    fix: 'Correct the weights; net may not exceed gross.',
    fixZh: '请更正重量，净重不得大于毛重。',
  },
  secondUnit: {
    zh: '{field}第二数量[{0}]与第二单位[{1}]不符合规则',
    en: '{field} is "{0}" and unit2 is "{1}"; both must be given (above zero), or neither.',
    basis: 'Message specification 202205, text of -625009; the same for lists in common clients',
    fix: 'Send both where the code has a second unit, else neither.',
    fixZh: '该商品有第二计量单位的，数量与单位都填；没有的都不填。',
  },
  sameUnit: {
    zh: '{field}法定数量[{1}]与数量[{0}]不一致，而计量单位相同[{2}]',
    en: '{field} is {1}, but the quantity in the same unit ({2}) is {0}.',
    basis: CLIENTS,
    fix: 'Send the same quantity in qty and qty1, or the right units.',
    fixZh: '请使数量与法定数量一致，或更正计量单位。',
  },
  gnumTwice: {
    zh: '{field}商品序号[{0}]重复',
    en: '{field} is {0}, as in an earlier line.',
    basis: `${SPEC}, gnum`,
    fix: 'Give each line a number of its own.',
    fixZh: '请为表体每项使用不同的序号。',
  },
  required: {
    zh: '{field}必填，不能为空',
    en: '{field} is empty; the specification demands it.',
    basis: `${SPEC}, {field}: 必填`,
    fix: 'Fill the field in.',
    fixZh: '请填写该项。',
  },
  choice: {
    zh: '{field}[{0}]应为{1}之一',
    en: '{field} is "{0}"; it must be one of {1}.',
    basis: `${SPEC}, {field}`,
    fix: 'Send one of the values named.',
    fixZh: '请填写所列值之一。',
  },
  part: {
    zh: '{field}报文序号[{0}]应在1至报文总数[{1}]之间',
    en: '{field} is {0}; it must lie between 1 and msgCount, which is {1}.',
    basis: `${SPEC}, msgCount and msgSeqNo`,
    fix: 'Number the parts from 1 without a gap; 1 of 1 where nothing is split.',
    fixZh: '拆分的报文从1起连续编号；未拆分的总数和序号都填1。',
  },
} as const satisfies Record<string, Texts>;

export type SharedName = keyof typeof shared;

/** The names of all shared checks. */
export const SHARED_NAMES = Object.keys(shared) as SharedName[];

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
  cancellation: frameOf('-623001', '*'),
  return: frameOf('-625001', '*'),
  delivery: frameOf('-800001', '错误信息'),
  // Table 7-2 has no codes for exports.
  export: { code: 'PZ-EXPORT-FIELD', open: '', close: '' },
  taxBill: { code: 'PZ-TAX-BILL', open: '', close: '' },
} as const satisfies Record<string, Frame>;

/** A document whose fields are checked. */
export type CheckedDocument = keyof typeof frames;

/** A check of a field of `document`, under the official code of its field checks. */
export function fieldRule(document: CheckedDocument, texts: Texts): Rule {
  const { code, open, close } = frames[document];
  const source = code.startsWith('PZ-') ? 'platform' : 'eport';
  return { ...texts, code, zh: open + texts.zh + close, source, severity: 'error' };
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
    fixZh: '请据实填写。',
  }),
  unlistedOffice: warningRule('PZ-CUSTOMS-OFFICE', {
    zh: '{field}关区代码[{0}]不在2018年关区代码表中',
    en: '{field} "{0}" is no customs office in the table of 2018; it may be a newer one.',
    basis: 'JGS/T 18 海关关区代码, snapshot of 2018',
    fix: 'Check the code of the office.',
    fixZh: '请核对关区代码。',
  }),
  guid: warningRule('PZ-GUID', {
    zh: '{field}[{0}]应为36位大写UUID',
    en: '{field} "{0}" is no UUID of 36 capital characters.',
    basis: `${SPEC}, guid`,
    fix: 'Generate a UUID for every document and write it in capitals.',
    fixZh: '请为每份单证生成UUID并以大写书写。',
  }),
} as const satisfies Record<string, Rule>;
