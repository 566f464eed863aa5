import { errorText } from '../codes/error-codes.ts';
import type { Rule } from '../rule.ts';
import { commonWarnings, fieldRule, platformRule, sharedRules, warningRule } from './fields.ts';
import { listRules } from './list.ts';
import { matchRules } from './match.ts';
import { summaryPartRules } from './summary-parts.ts';

const SPEC = 'Message specification 202205';
const B2B = 'GACC 2020 no. 75';
const RETURNS = 'GACC 2020 no. 44';

/** An official code of table 7-2 with our text behind customs' own. */
function official(code: string, texts: Pick<Rule, 'zh' | 'en' | 'basis' | 'fix' | 'fixZh'>): Rule {
  const zh = `${errorText(code).replace(/\(清单编号\[\*\]\)[！!]?|\[\*\]|\*/g, '')}：${texts.zh}`;
  return { ...texts, code, zh, source: 'eport', severity: 'error' };
}

/** Checks of an export list (603). Table 7-2 has one set of codes for lists; it serves 603 too. */
export const exportListRules = {
  ...sharedRules('list', [
    'appType',
    'appStatus',
    'time',
    'day',
    'unit',
    'country',
    'positive',
    'notNegative',
    'lineTotal',
    'gnumGap',
  ]),
  office: listRules.office,
  unlistedOffice: commonWarnings.unlistedOffice,
  transportMode: listRules.transportMode,
  wrapType: listRules.wrapType,
  weights: listRules.weights,
  hsCode: listRules.hsCode,
  sameUnit: listRules.sameUnit,
  secondUnit: listRules.secondUnit,
  gnumTwice: listRules.gnumTwice,
  ieFlag: fieldRule('list', {
    zh: '{field}进出口标记[{0}]应为E',
    en: '{field} is "{0}"; an export list has E.',
    basis: `${SPEC}, CEB603 ieFlag`,
    fix: 'Send E.',
    fixZh: '请填写E。',
  }),
  mode: fieldRule('list', {
    zh: '{field}贸易方式[{0}]在{1}不得以出口清单申报',
    en: '{field} "{0}" may not be declared by an export list on {1}; the modes are {2}.',
    basis: `${SPEC}, CEB603 tradeMode; the announcement of each mode (docs/flows/export.md)`,
    fix: 'Send 9610, 1210, 9710 or 9810, from the day of its announcement on.',
    fixZh: '请填写9610、1210、9710或9810，并自其公告施行之日起使用。',
  }),
  statisticsFlag: fieldRule('list', {
    zh: '{field}申报业务类型[{0}]应为A或B',
    en: '{field} is "{0}"; it must be A (simplified) or B (summed up).',
    basis: `${SPEC}, CEB603 statisticsFlag`,
    fix: 'Send A for goods without duty, refund and licence, else B.',
    fixZh: '不涉税、不退税、不涉证的商品填A，其余填B。',
  }),
  currency: fieldRule('list', {
    zh: '{field}币制[{0}]不存在',
    en: '{field} "{0}" is no currency.',
    basis: `${SPEC}; JGS-20 海关业务代码集, 货币代码`,
    fix: 'Use the old 3-digit code of customs, such as 502 (US dollar).',
    fixZh: '请使用海关3位货币代码，如502（美元）。',
  }),
  chargeFlag: fieldRule('list', {
    zh: '{field}标志[{0}]应为1、2或3',
    en: '{field} is "{0}"; it must be 1 (rate), 2 (per unit) or 3 (total).',
    basis: `${SPEC}, CEB603 fFlag and iFlag`,
    fix: 'Send 3 for a total amount.',
    fixZh: '总价填3。',
  }),
  abroad: fieldRule('list', {
    zh: '{field}运抵国[{0}]不能为中国',
    en: '{field} is "{0}"; exported goods go abroad.',
    basis: `${SPEC}, CEB603 country`,
    fix: 'Send the country to which the goods go.',
    fixZh: '请填写货物运抵的国家（地区）。',
  }),
  zoneField: fieldRule('list', {
    zh: '特殊区域出口{field}必填',
    en: '{field} is missing; export from a special zone (1210) needs it.',
    basis: `${SPEC}: iacCode, iacName, emsNo 特殊区域出口模式必填, itemRecordNo 保税出口模式必填`,
    fix: 'Send the enterprise in the zone, its book and the book item of each line.',
    fixZh: '请填写区内企业、账册编号以及每项商品的账册备案料号。',
  }),
  packages: fieldRule('list', {
    zh: '{field}件数[{0}]应大于零',
    en: '{field} is {0}; there is at least one package.',
    basis: `${SPEC}, CEB603 packNo`,
    fix: 'Send the number of packages.',
    fixZh: '请填写件数。',
  }),
  chapter: fieldRule('list', {
    zh: '{field}商品编码[{0}]的章不存在',
    en: '{field} "{0}" is in no chapter of the tariff.',
    basis: `${SPEC}, CEB603 gcode: 前4位按税则归类申报（需要存在相应章节）`,
    fix: 'Classify the goods at least to a heading of four digits.',
    fixZh: '请至少归类到4位品目。',
  }),
} as const satisfies Record<string, Rule>;

/** Which path a list may take: simplified, summed up, or by declaration form. */
export const exportRouteRules = {
  simplifiedValue: platformRule('PZ-EXPORT-VALUE', {
    zh: '简化申报清单金额[{0}]元超过[{1}]元',
    en: 'The list is worth {0} CNY; a simplified list (A) may be worth at most {1} CNY.',
    basis: 'Zone rule: single value at most 5,000 CNY',
    fix: 'Declare with statisticsFlag B, which is summed up in a declaration form.',
    fixZh: '请改用汇总申报（B），汇总后以报关单申报。',
  }),
  simplifiedGoods: platformRule('PZ-EXPORT-SIMPLIFIED', {
    zh: '{field}商品[{0}]涉及{1}，不得简化申报（{2}）',
    en: '{field} {0} needs {1}; a simplified list (A) may not hold it ({2}).',
    basis: `${SPEC}, statisticsFlag A: no licence, no export duty, no refund`,
    fix: 'Declare with statisticsFlag B, or by declaration form.',
    fixZh: '请改用汇总申报（B），或以报关单申报。',
  }),
  formValue: platformRule('PZ-EXPORT-FORM-VALUE', {
    zh: '{2}清单金额[{0}]元超过[{1}]元，应以报关单申报',
    en: 'The list is worth {0} CNY; above {1} CNY mode {2} goes by declaration form.',
    basis: B2B,
    fix: 'Declare the goods by declaration form (H2018).',
    fixZh: '请以报关单（H2018）申报。',
  }),
  formGoods: platformRule('PZ-EXPORT-FORM-GOODS', {
    zh: '{field}商品[{0}]涉证、涉检或涉税（{1}），应以报关单申报（{2}）',
    en: '{field} {0} needs {1}; such goods go by declaration form in 9710 and 9810 ({2}).',
    basis: B2B,
    fix: 'Declare the goods by declaration form (H2018).',
    fixZh: '请以报关单（H2018）申报。',
  }),
  formRefund: platformRule('PZ-EXPORT-FORM-REFUND', {
    zh: '{0}清单申报业务类型[{1}]涉及出口退税，应以报关单申报',
    en: 'Mode {0} by list takes no refund, but statisticsFlag is {1}.',
    basis: B2B,
    fix: 'Declare by declaration form where a refund is claimed, else with statisticsFlag A.',
    fixZh: '需退税的请以报关单申报，否则申报业务类型填A。',
  }),
  licence: platformRule('PZ-EXPORT-LICENCE', {
    zh: '{field}商品[{0}]须交验许可证件（{1}），清单未填许可证号',
    en: '{field} {0} needs a licence ({1}), but the list names none.',
    basis: 'Licence catalogue imported as export goods; CEB603 licenseNo',
    fix: 'Send the licence number in licenseNo.',
    fixZh: '请在licenseNo填写许可证号。',
  }),
  rate: platformRule('PZ-EXPORT-RATE', {
    zh: '币制[{0}]在{1}无汇率，无法折算人民币',
    en: 'There is no exchange rate of currency {0} on {1}, so the value in CNY is unknown.',
    basis: 'The value limit is in CNY',
    fix: 'Ask the operator to import rates (pilotzone exchange-rates import FILE).',
    fixZh: '请运营方导入汇率（pilotzone exchange-rates import FILE）。',
  }),
  warehouse: platformRule('PZ-EXPORT-WAREHOUSE', {
    zh: '电商企业[{0}]未办理海外仓业务模式备案（{1}）',
    en: 'The merchant {0} has filed no overseas warehouse; on {1} mode 9810 needs a filing.',
    basis: 'GACC 2020 no. 75; abolished from 2024-12-15 by GACC 2024 no. 167',
    fix: 'File the warehouse (pilotzone overseas-warehouses import FILE) before declaring.',
    fixZh: '请先办理海外仓备案（pilotzone overseas-warehouses import FILE）再申报。',
  }),
} as const satisfies Record<string, Rule>;

const WAITS = 'the list goes on by itself.';

/** Matching of an export list with its order, waybill and receipt of payment. */
export const exportMatchRules = {
  missingOrder: platformRule('PZ-MISSING-ORDER', {
    zh: '电商企业[{0}]订单编号[{1}]的出口订单不存在',
    en: 'The export order {1} of the merchant {0} has not arrived.',
    basis: `${SPEC}: 303 and 603 share ebpCode, ebcCode and orderNo`,
    fix: `Send the order (CEB303) with appStatus 2; ${WAITS}`,
    fixZh: '请以业务状态2发送订单（CEB303），清单将自动继续处理。',
  }),
  missingWaybill: platformRule('PZ-MISSING-WAYBILL', {
    zh: '物流企业[{0}]运单编号[{1}]的出口运单不存在',
    en: 'The export waybill {1} of the carrier {0} has not arrived.',
    basis: `${SPEC}: 505 and 603 share logisticsCode and logisticsNo`,
    fix: `Let the carrier send the waybill (CEB505); ${WAITS}`,
    fixZh: '请物流企业发送运单（CEB505），清单将自动继续处理。',
  }),
  missingPayment: platformRule('PZ-MISSING-PAYMENT', {
    zh: '电商企业[{0}]订单编号[{1}]的收款单不存在',
    en: 'The receipt of payment for the order {1} of the merchant {0} has not arrived.',
    basis: 'Required until 2024-12-14; abolished by GACC 2024 no. 167',
    fix: `Let the payment enterprise send the receipt of payment (CEB403); ${WAITS}`,
    fixZh: '请支付企业发送收款单（CEB403），清单将自动继续处理。',
  }),
  orderType: platformRule('PZ-EXPORT-ORDER-TYPE', {
    zh: '贸易方式[{0}]的订单类型[{1}]应为[{2}]',
    en: 'Mode {0} needs an order of type {2}, but the order has {1}.',
    basis: `${SPEC}, CEB303 orderType: E B2C, B B2B (9710), W overseas warehouse (9810)`,
    fix: 'Send the order with the right type, or declare the right mode.',
    fixZh: '请发送类型正确的订单，或更正贸易方式。',
  }),
  lineCount: matchRules.lineCount,
  line: matchRules.line,
  merchant: platformRule('PZ-EXPORT-WAYBILL-MERCHANT', {
    zh: '运单电商企业[{1}]与清单收发货人[{0}]不一致',
    en: 'The waybill is of the merchant {1}, the list of {0}.',
    basis: `${SPEC}, CEB505 ebcCode`,
    fix: 'Name the right waybill in the list, or correct the waybill.',
    fixZh: '请在清单中填写正确的运单，或更正运单。',
  }),
  packages: warningRule('PZ-EXPORT-PACKAGES', {
    zh: '运单件数[{1}]与清单件数[{0}]不一致',
    en: 'The list has {0} packages, the waybill {1}.',
    basis: `${SPEC}, packNo of CEB505 and CEB603; no official text demands equality`,
    fix: 'Check the number of packages.',
    fixZh: '请核对件数。',
  }),
  charge: platformRule('PZ-EXPORT-CHARGE', {
    zh: '收款金额[{0}]与订单交易金额[{1}]不一致',
    en: 'The receipt of payment is over {0}, the order over {1}.',
    basis: `${SPEC}, CEB403 charge: 支付企业的订单交易金额 (goodsValue and freight)`,
    fix: 'Make order and receipt of payment agree.',
    fixZh: '请使订单与收款单一致。',
  }),
} as const satisfies Record<string, Rule>;

/** Orders, receipts of payment and waybills of exports. */
export const exportPaperRules = {
  ...sharedRules('order', [
    'appType',
    'appStatus',
    'time',
    'unit',
    'positive',
    'lineTotal',
    'gnumGap',
  ]),
  orderType: fieldRule('order', {
    zh: '{field}订单类型[{0}]应为E、B或W',
    en: '{field} is "{0}"; an export order has E, B or W.',
    basis: `${SPEC}, CEB303 orderType`,
    fix: 'Send E (B2C), B (B2B) or W (booking of an overseas warehouse).',
    fixZh: '请填写E（B2C）、B（B2B）或W（海外仓订仓单）。',
  }),
  orderCurrency: fieldRule('order', {
    zh: '{field}币制[{0}]不存在',
    en: '{field} "{0}" is no currency.',
    basis: `${SPEC}; JGS-20 海关业务代码集, 货币代码`,
    fix: 'Use the old 3-digit code of customs, such as 502 (US dollar).',
    fixZh: '请使用海关3位货币代码，如502（美元）。',
  }),
  gnumTwice: {
    code: '-301002',
    source: 'eport',
    severity: 'error',
    zh: '订单商品信息内有重复商品序号[{0}]',
    en: '{field} is {0}, as in an earlier line.',
    basis: 'Message specification 202205, table 7-2',
    fix: 'Number the lines 1, 2, 3 …',
    fixZh: '请将表体序号从1起连续编号。',
  },
  weight: fieldRule('waybill', {
    zh: '{field}毛重[{0}]应大于零',
    en: '{field} is {0}; it must be above zero.',
    basis: `${SPEC}, CEB505 grossWeight`,
    fix: 'Send the actual weight.',
    fixZh: '请填写实际重量。',
  }),
} as const satisfies Record<string, Rule>;

/** Applications about export lists: cancellation, manifest, summary, return, tally. */
export const exportApplicationRules = {
  cancelUnknown: official('-623003', {
    zh: '出口清单[{0}]',
    en: 'There is no export list {0} of the declarant {1}.',
    basis: `${SPEC}, table 7-2`,
    fix: 'Send the number (invtNo) that customs gave to the list, as its declarant.',
    fixZh: '请以该清单申报企业的身份填写海关给予的清单编号（invtNo）。',
  }),
  cancelState: official('-623005', {
    zh: '出口清单[{0}]的状态为[{1}]',
    en: 'The export list {0} is {1}; it can be cancelled only until the goods have left.',
    basis: `${SPEC}, table 7-2; that it must not have left is pilotzone's reading`,
    fix: 'Apply for a return (CEB213) once the goods come back.',
    fixZh: '货物退回时请申请退货（CEB213）。',
  }),
  returnUnknown: official('-625204', {
    zh: '出口清单[{0}]',
    en: 'There is no export list {0} of the merchant {1}.',
    basis: `${SPEC}, table 7-2`,
    fix: 'Send the number (invtNo) that customs gave to the list.',
    fixZh: '请填写海关给予的清单编号（invtNo）。',
  }),
  returnState: platformRule('PZ-EXPORT-RETURN-STATE', {
    zh: '出口清单[{0}]的状态为[{1}]，未放行的货物不能退货',
    en: 'The export list {0} is {1}; only released goods can come back.',
    basis: RETURNS,
    fix: 'Cancel a list that is not released (CEB605).',
    fixZh: '未放行的清单请申请撤销（CEB605）。',
  }),
  returnLate: platformRule('PZ-EXPORT-RETURN-LATE', {
    zh: '出口清单[{0}]于[{1}]放行，退货期限为[{2}]',
    en: 'The export list {0} was released on {1}; its goods could come back until {2}.',
    basis: `${RETURNS}: within one year of release`,
    fix: 'Declare the goods as an ordinary import.',
    fixZh: '请按一般进口申报。',
  }),
  returnLine: official('-625209', {
    zh: '表体序号[{0}]，商品编号[{1}]',
    en: 'The list has no line {0} of the code {1}.',
    basis: `${SPEC}, table 7-2; CEB213 gnum and gcode`,
    fix: 'Send gnum, gcode and unit of the exported line.',
    fixZh: '请填写原出口项的序号、商品编码和计量单位。',
  }),
  returnQuantity: platformRule('PZ-EXPORT-RETURN-QUANTITY', {
    zh: '{field}退货数量[{0}]超过可退数量[{1}]（出口[{2}]，已退[{3}]）',
    en: '{field} is {0}, but only {1} can come back: {2} exported, {3} returned before.',
    basis: `${SPEC}, CEB213 qty: 不大于原申报清单申报数量`,
    fix: 'Send what really came back.',
    fixZh: '请填写实际退回的数量。',
  }),
  returnMode: platformRule('PZ-EXPORT-RETURN-MODE', {
    zh: '退货监管方式[{0}]应为[{1}]',
    en: 'The return has mode "{0}"; goods exported under {2} come back under {1}.',
    basis: `${SPEC}, CEB213 tradeMode: 一般出口填9661，特殊区域出口填1261`,
    fix: 'Send 9661, or 1261 for goods from a special zone.',
    fixZh: '请填写9661；特殊区域出口的填1261。',
  }),
  returnFlag: platformRule('PZ-EXPORT-RETURN-FLAG', {
    zh: '退货进出口标识[{0}]应为I',
    en: 'ieFlag is "{0}"; returned exports come in and have I.',
    basis: `${SPEC}, CEB213 ieFlag`,
    fix: 'Send I.',
    fixZh: '请填写I。',
  }),
  returnDistrict: platformRule('PZ-EXPORT-RETURN-DISTRICT', {
    zh: '退货关区[{0}]与出口关区[{1}]不同',
    en: 'The goods left through customs {1} and are to come back through {0}.',
    basis: 'Cross-district returns: 9610 only, nation-wide from 2026-04-01',
    fix: 'Bring the goods back through the office that released them.',
    fixZh: '请经原放行海关退回。',
  }),
  manifestUnknown: platformRule('PZ-EXPORT-MANIFEST-LIST', {
    zh: '总分单第[{0}]项运单[{1}]没有已审结的出口清单',
    en: 'Line {0}: the waybill {1} belongs to no export list that customs has examined.',
    basis: `${SPEC}, CEB607: 清单总分单 ties lists to the bill of lading`,
    fix: 'Declare the list first; send the manifest when customs has examined it (399).',
    fixZh: '请先申报清单，海关审结（399）后再发送总分单。',
  }),
  summaryEmpty: platformRule('PZ-EXPORT-SUMMARY-EMPTY', {
    zh: '汇总申请[{0}]没有可汇总的清单',
    en: 'The application {0} covers no list that could be summed up.',
    basis: `${SPEC}, CEB701 startTime, endTime and invtNo`,
    fix: 'Name closed lists of statisticsFlag B, or a time in which some were closed.',
    fixZh: '请列明已结关的汇总申报（B）清单，或填写有清单结关的时间范围。',
  }),
  summaryList: platformRule('PZ-EXPORT-SUMMARY-LIST', {
    zh: '清单[{0}]不能汇总：{1}',
    en: 'The list {0} cannot be summed up: {1}.',
    basis: 'GACC 2018 no. 194: lists closed in the month before, of one consignor',
    fix: 'Leave the list out, or wait until its goods have left.',
    fixZh: '请去掉该清单，或等待货物离境。',
  }),
  ...summaryPartRules,
  summaryTimes: platformRule('PZ-EXPORT-SUMMARY-TIME', {
    zh: '汇总开始时间[{0}]与结束时间[{1}]须成对且先后正确',
    en: 'startTime "{0}" and endTime "{1}" must come in pairs, the end not before the start.',
    basis: `${SPEC}, CEB701 startTime and endTime`,
    fix: 'Send both, or neither and the lists by number.',
    fixZh: '请成对填写；或都不填而逐一列明清单编号。',
  }),
  summaryLate: warningRule('PZ-EXPORT-SUMMARY-LATE', {
    zh: '清单[{0}]于[{1}]结关，应在[{2}]前汇总',
    en: 'The list {0} was closed on {1} and should have been summed up by {2}.',
    basis: 'GACC 2018 no. 194: by the 15th of the month after',
    fix: 'Sum up in time.',
    fixZh: '请按期汇总。',
  }),
  tallyUnknown: platformRule('PZ-EXPORT-TALLY-RETURN', {
    zh: '运单[{0}]没有退货申请单',
    en: 'There is no return application for the waybill {0}.',
    basis: `${SPEC}, CEB215: 理货明细单（运抵）`,
    fix: 'Send the return application (CEB213) first.',
    fixZh: '请先发送退货申请单（CEB213）。',
  }),
} as const satisfies Record<string, Rule>;
