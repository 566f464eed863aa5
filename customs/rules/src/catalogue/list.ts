import type { Rule } from '../rule.ts';
import { fieldRule, sharedRules, warningRule } from './fields.ts';

const SPEC = 'Message specification 202205, CEB621';
const CLIENTS = 'Check of common e-port clients (reference/ceb/rules.md §2, §4)';

/** Checks of an import list (621). */
export const listRules = {
  ...sharedRules('list', [
    'appType',
    'appStatus',
    'time',
    'day',
    'currency',
    'unit',
    'country',
    'idType',
    'idForm',
    'idBirth',
    'idDigit',
    'positive',
    'notNegative',
    'packNo',
    'lineTotal',
    'gnumGap',
  ]),
  ieFlag: fieldRule('list', {
    zh: '{field}进出口标记[{0}]应为I',
    en: '{field} is "{0}"; an import list has I.',
    basis: `${SPEC}, ieFlag`,
    fix: 'Send I.',
  }),
  tradeMode: fieldRule('list', {
    zh: '{field}贸易方式[{0}]应为9610或1210',
    en: '{field} "{0}" is no import mode: 9610 (direct), 1210 or 1239 (bonded).',
    basis: `${SPEC}, tradeMode; 1239: GACC 2016 no. 75`,
    fix: 'Send 9610 for direct purchase, 1210 or 1239 for bonded goods.',
  }),
  office: fieldRule('list', {
    zh: '{field}关区代码[{0}]不存在',
    en: '{field} "{0}" is no customs office.',
    basis: `${SPEC}; JGS/T 18 海关关区代码`,
    fix: 'Send the 4-digit code of the office.',
  }),
  transportMode: fieldRule('list', {
    zh: '{field}运输方式代码[{0}]不存在',
    en: '{field} "{0}" is no mode of transport.',
    basis: `${SPEC}, trafMode; JGS-20 海关业务代码集`,
    fix: 'Send a code of customs, such as 5 (air) or 4 (road).',
  }),
  wrapType: fieldRule('list', {
    zh: '{field}包装种类代码[{0}]不存在',
    en: '{field} "{0}" is no kind of package.',
    basis: `${SPEC}, wrapType; old customs table of packages`,
    fix: 'Send 1 to 7, such as 2 (carton), or leave the field out.',
  }),
  weights: fieldRule('list', {
    zh: '{field}净重[{0}]大于毛重[{1}]',
    en: '{field} is {0} kg, more than the gross weight of {1} kg.',
    basis: CLIENTS,
    fix: 'Correct the weights; net may not exceed gross.',
  }),
  directField: fieldRule('list', {
    zh: '直购进口{field}必填',
    en: '{field} is missing; direct purchase (9610) needs it.',
    basis: `${SPEC}: trafNo, voyageNo, billNo 直购进口必填`,
    fix: 'Send the conveyance, its voyage and the bill of lading.',
  }),
  bondedField: fieldRule('list', {
    zh: '保税进口{field}必填',
    en: '{field} is missing; bonded import ({0}) needs it.',
    basis: `${SPEC}: emsNo, areaCode, areaName, itemRecordNo 保税进口必填`,
    fix: 'Send the bonded book, the enterprise in the zone and the book item of each line.',
  }),
  bondedCountry: fieldRule('list', {
    zh: '{field}起运国[{0}]，保税进口应填142',
    en: '{field} is "{0}"; bonded import has 142 (China).',
    basis: `${SPEC}, country`,
    fix: 'Send 142; the country of origin stands in the lines.',
  }),
  guarantor: fieldRule('list', {
    zh: '{field}担保企业[{0}]应为电商平台、电商企业或物流企业',
    en: '{field} "{0}" is neither platform, merchant nor carrier of the list.',
    basis: `${SPEC}, assureCode; contracts.md`,
    fix: 'Send ebpCode, ebcCode or logisticsCode, whoever guarantees the tax.',
  }),
  hsCode: fieldRule('list', {
    zh: '{field}商品编码[{0}]不正确，应为10位数字',
    en: '{field} "{0}" is no commodity code of 10 digits.',
    basis: `${SPEC}, gcode`,
    fix: 'Send the 8-digit tariff code and its two further digits.',
  }),
  sameUnit: fieldRule('list', {
    zh: '{field}法定数量[{1}]与数量[{0}]不一致，而计量单位相同[{2}]',
    en: '{field} is {1}, but the quantity in the same unit ({2}) is {0}.',
    basis: CLIENTS,
    fix: 'Send the same quantity in qty and qty1, or the right units.',
  }),
  secondUnit: fieldRule('list', {
    zh: '{field}第二数量[{0}]与第二单位[{1}]不符合规则',
    en: '{field} is "{0}" and unit2 is "{1}"; both must be given (above zero), or neither.',
    basis: 'Message specification 202205, text of -625009; the same for lists in common clients',
    fix: 'Send both where the code has a second unit, else neither.',
  }),
  gnumTwice: {
    code: '-621027',
    source: 'eport',
    severity: 'error',
    zh: '请确认表体 gnum 无重复！[{0}]',
    en: '{field} is {0}, as in an earlier line.',
    basis: 'Message specification 202205, table 7-2',
    fix: 'Number the lines 1, 2, 3 …',
  },
  unlistedOffice: warningRule('PZ-CUSTOMS-OFFICE', {
    zh: '{field}关区代码[{0}]不在2018年关区代码表中',
    en: '{field} "{0}" is no customs office in the table of 2018; it may be a newer one.',
    basis: 'JGS/T 18 海关关区代码, snapshot of 2018',
    fix: 'Check the code of the office.',
  }),
  dispatchCountry: warningRule('PZ-DISPATCH-COUNTRY', {
    zh: '{field}直购进口起运国填为142（中国）',
    en: '{field} is 142 (China), but direct purchase names the country of dispatch abroad.',
    basis: `${SPEC}, country`,
    fix: 'Send the country from which the parcel left.',
  }),
} as const satisfies Record<string, Rule>;
