import type { Rule } from '../rule.ts';
import { fieldRule, warningRule } from './fields.ts';

const SPEC = 'Message specification 202205';

/** What exports and their returns demand beyond the fields themselves. */
export const declaredExportRules = {
  simplifiedLicence: fieldRule('export', {
    zh: '{field}[{0}]：简化申报（A）的商品不得涉及许可证',
    en: '{field} is "{0}", but goods under a licence may not be declared in the simple way (A).',
    basis: `${SPEC}, CEB603 statisticsFlag`,
    fix: 'Declare with statisticsFlag B, or leave licenseNo out where none is needed.',
    fixZh: '请改用汇总申报（B）；不涉许可证的请不填许可证号。',
  }),
  byPost: fieldRule('export', {
    zh: '{field}为空，仅邮路运输（6）可空',
    en: '{field} is empty; only post (trafMode 6) may leave it out.',
    basis: `${SPEC}, {field}`,
    fix: 'Fill the field in.',
    fixZh: '请填写该项。',
  }),
  period: fieldRule('export', {
    zh: '{field}：汇总开始时间[{0}]与结束时间[{1}]须成对填写，且结束不早于开始',
    en: '{field}: startTime "{0}" and endTime "{1}" go in pairs, the end not before the start.',
    basis: `${SPEC}, CEB701 startTime and endTime`,
    fix: 'Send both times, the later one as endTime, or neither and name the lists.',
    fixZh: '请成对填写时间且结束不早于开始；或都不填而在表体中列明清单。',
  }),
  noLists: fieldRule('export', {
    zh: '{field}：未指定时间范围，也未列清单编号',
    en: '{field}: neither a period nor a list is named.',
    basis: `${SPEC}, CEB701 startTime`,
    fix: 'Name the period, or the lists one by one.',
    fixZh: '请填写汇总时间范围，或在表体中逐一列明清单编号。',
  }),
  fromChina: fieldRule('export', {
    zh: '{field}启运国[{0}]不能为中国',
    en: '{field} is "{0}"; returned goods come from abroad.',
    basis: `${SPEC}, CEB213 country`,
    fix: 'Send the country from which the goods come back.',
    fixZh: '请填写商品退回的起运国（地区）。',
  }),
  goodsValue: warningRule('PZ-GOODS-VALUE', {
    zh: '{field}商品金额[{0}]不等于表体总价之和[{1}]，出口订单',
    en: '{field} is {0}, but the lines of the export order add up to {1}.',
    basis: `${SPEC}, CEB303 goodsValue: FOB, the discount included`,
    fix: 'Check goodsValue and the lines.',
    fixZh: '请核对商品金额与表体总价。',
  }),
  heading: warningRule('PZ-EXPORT-HEADING', {
    zh: '{field}商品编码[{0}]仅有前4位，汇总申报（B）应填10位',
    en: '{field} "{0}" names a heading only; under statisticsFlag B all ten digits count.',
    basis: `${SPEC}, CEB603 statisticsFlag and gcode`,
    fix: 'Send all ten digits, or declare in the simple way (A) where the goods allow it.',
    fixZh: '请填写10位商品编码；符合条件的商品可用简化申报（A）。',
  }),
} as const satisfies Record<string, Rule>;

/** What a list number looks like (623, 625, 605, 607, 701, 213, 215, 816, 818). */
export const listNumberRules = {
  invtNo: warningRule('PZ-LIST-NUMBER', {
    zh: '{field}清单编号[{0}]应为4位关区+4位年+I或E+9位流水号',
    en: '{field} "{0}" is no list number: office, year, I or E, and nine digits.',
    basis: `${SPEC}, invtNo`,
    fix: 'Send the number that customs gave the list in its receipt.',
    fixZh: '请填写海关回执中的清单编号。',
  }),
} as const satisfies Record<string, Rule>;

/** Electronic tax bills (816, 818), which customs sends. */
export const taxBillRules = {
  sum: fieldRule('taxBill', {
    zh: '{field}[{0}]不等于表体各项之和[{1}]',
    en: '{field} is {0}, but the lines add up to {1}.',
    basis: `${SPEC}, CEB816: sums of customs, line by line`,
    fix: 'Ask customs for the bill again; do not book it.',
    fixZh: '请向海关核对税单，暂勿入账。',
  }),
} as const satisfies Record<string, Rule>;
