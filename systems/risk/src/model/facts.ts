/**
 * What a risk rule may look at: the catalogue of facts about one declaration (清单). Rules name
 * these fields and no others, so the catalogue is also what an editor of rules reads. Facts of
 * goods are import facts or export facts, never both: a row for one direction is a row that names
 * one of them, because no rule matches an unknown fact.
 */

import type { Trade } from './trade.ts';

/** `decimal` is a bigint of 1/100 000 units, written in a rule as a decimal ("4500.5"). */
export type FieldType = 'text' | 'texts' | 'integer' | 'decimal' | 'flag';

export type ValueByType = {
  text: string;
  texts: readonly string[];
  integer: number;
  decimal: bigint;
  flag: boolean;
};

export type FieldDefinition = {
  readonly type: FieldType;
  /** Where it stands in the list as sent; "" for a fact that the platform computes. */
  readonly path: string;
  /** The trader wrote this value, so a public explanation may repeat it. */
  readonly declared: boolean;
  readonly zh: string;
  readonly en: string;
};

export const RISK_FIELDS = {
  tradeMode: declared('text', 'InventoryHead.tradeMode', {
    zh: '监管方式',
    en: 'Supervision mode: 1210, 9610 …',
  }),
  portCode: declared('text', 'InventoryHead.portCode', {
    zh: '口岸海关代码',
    en: 'Customs code of the port',
  }),
  tradeCountry: declared('text', 'InventoryHead.country', {
    zh: '起运国（地区）',
    en: "Country the goods come from, customs' 3-digit code",
  }),
  hsChapters: declared('texts', 'InventoryList.gcode', {
    zh: '税则章',
    en: 'HS chapters of the lines',
  }),
  originCountries: declared('texts', 'InventoryList.country', {
    zh: '原产国（地区）',
    en: "Countries of origin of the lines, customs' 3-digit codes",
  }),
  lineCount: declared('integer', 'InventoryList', { zh: '商品项数', en: 'Number of lines' }),
  dutiablePrice: computed('decimal', { zh: '完税价格', en: 'Dutiable price of the list, CNY' }),
  maxUnitPrice: declared('decimal', 'InventoryList.price', {
    zh: '最高单价',
    en: 'Highest unit price, CNY',
  }),
  totalQuantity: declared('decimal', 'InventoryList.qty', {
    zh: '总数量',
    en: 'Sum of the quantities',
  }),
  grossWeightKg: declared('decimal', 'InventoryHead.grossWeight', {
    zh: '毛重',
    en: 'Gross weight, kg',
  }),
  buyerDeclarationsToday: computed('integer', {
    zh: '订购人当日清单数',
    en: 'Lists of this buyer filed on this day, this one included',
  }),
  buyerDeclarationsYear: computed('integer', {
    zh: '订购人当年清单数',
    en: 'Lists of this buyer filed in this year, this one included',
  }),
  allowanceUsedShare: computed('integer', {
    zh: '个人年度交易限值使用比例',
    en: "Share of the buyer's yearly allowance used with this list, in basis points (10000 is all)",
  }),
  sameAddressToday: computed('integer', {
    zh: '同一收件地址当日清单数',
    en: 'Lists to this consignee address filed on this day, this one included',
  }),
  sameTelephoneToday: computed('integer', {
    zh: '同一电话当日清单数',
    en: 'Lists with this telephone number filed on this day, this one included',
  }),
  merchantGrade: computed('text', {
    zh: '电商企业信用等级',
    en: 'Credit grade of the merchant: A, B, C, D or new',
  }),
  platformGrade: computed('text', {
    zh: '电商平台信用等级',
    en: 'Credit grade of the platform: A, B, C, D or new',
  }),
  payerIsBuyer: computed('flag', { zh: '支付人即订购人', en: 'Whether the payer is the buyer' }),
  consigneeIsBuyer: computed('flag', {
    zh: '收货人即订购人',
    en: 'Whether the consignee is the buyer',
  }),
  declaredHour: computed('integer', { zh: '申报时刻', en: 'Hour of filing in China, 0 to 23' }),
  exportFlag: declared('text', 'InventoryHead.statisticsFlag', {
    zh: '出口申报业务类型',
    en: 'Exports: A simplified, B summed up',
  }),
  exportCountry: declared('text', 'InventoryHead.country', {
    zh: '出口运抵国（地区）',
    en: "Exports: country the goods go to, customs' 3-digit code",
  }),
  exportChapters: declared('texts', 'InventoryList.gcode', {
    zh: '出口商品税则章',
    en: 'Exports: HS chapters of the lines',
  }),
  exportQuantity: declared('decimal', 'InventoryList.qty', {
    zh: '出口总数量',
    en: 'Exports: sum of the quantities',
  }),
  exportValue: computed('decimal', {
    zh: '出口金额',
    en: 'Exports: value of the list free on board, CNY',
  }),
  exportValuePerKg: computed('decimal', {
    zh: '出口每千克金额',
    en: 'Exports: value for each kilogram of gross weight, CNY',
  }),
  merchantCode: declared('text', 'InventoryHead.ebcCode', {
    zh: '电商企业代码',
    en: 'Code of the merchant',
  }),
  platformCode: declared('text', 'InventoryHead.ebpCode', {
    zh: '电商平台代码',
    en: 'Code of the platform',
  }),
  buyerLastHour: computed('integer', {
    zh: '订购人近一小时清单数',
    en: 'Lists of this buyer in this hour and the one before, this one included',
  }),
  buyerWeek: computed('integer', {
    zh: '订购人近7日清单数',
    en: 'Lists of this buyer in 7 days, this one included',
  }),
  buyerMonth: computed('integer', {
    zh: '订购人近30日清单数',
    en: 'Lists of this buyer in 30 days, this one included',
  }),
  buyerValueMonth: computed('decimal', {
    zh: '订购人近30日完税价格合计',
    en: "Dutiable price of this buyer's lists in 30 days, CNY, this one included",
  }),
  buyerMerchantToday: computed('integer', {
    zh: '订购人当日在同一商户的清单数',
    en: 'Lists of this buyer at this merchant on this day, this one included',
  }),
  buyerMerchantValueToday: computed('decimal', {
    zh: '订购人当日在同一商户的完税价格合计',
    en: 'Dutiable price of this buyer at this merchant today, CNY, this list too',
  }),
  addressWeek: computed('integer', {
    zh: '同一收件地址近7日清单数',
    en: 'Lists to this consignee address in 7 days, this one included',
  }),
  addressBuyers: computed('integer', {
    zh: '同一收件地址近30日订购人数',
    en: 'Different buyers at this address in 30 days, this one included',
  }),
  telephoneBuyers: computed('integer', {
    zh: '同一电话近30日订购人数',
    en: 'Different buyers with this telephone in 30 days, this one included',
  }),
  payerBuyers: computed('integer', {
    zh: '同一支付人近30日代付订购人数',
    en: 'Different buyers whom this payer paid for in 30 days, this one included',
  }),
  merchantToday: computed('integer', {
    zh: '电商企业当日清单数',
    en: 'Lists of this merchant on this day, this one included',
  }),
  merchantYear: computed('integer', {
    zh: '电商企业近一年清单数',
    en: 'Lists of this merchant in 365 days, this one included',
  }),
  merchantSurge: computed('integer', {
    zh: '电商企业当日业务量比',
    en: 'Lists of the merchant on this day in percent of its usual day (four weeks before)',
  }),
  merchantAgeDays: computed('integer', {
    zh: '电商企业首单至今天数',
    en: "Days since the merchant's first list in this zone",
  }),
  platformNewcomers: computed('integer', {
    zh: '平台近14日新出现商户数',
    en: 'Merchants of this platform first seen in 14 days',
  }),
  platformSurge: computed('integer', {
    zh: '电商平台当日业务量比',
    en: 'Lists of the platform on this day in percent of its usual day',
  }),
  carrierSurge: computed('integer', {
    zh: '物流企业当日业务量比',
    en: 'Lists of the carrier on this day in percent of its usual day',
  }),
  hsSurge: computed('integer', {
    zh: '商品编码当日业务量比',
    en: 'Lists of a code today in percent of its usual day, the highest line',
  }),
  originSurge: computed('integer', {
    zh: '原产国当日业务量比',
    en: 'Lists of an origin today in percent of its usual day, the highest line',
  }),
  priceDeviation: computed('integer', {
    zh: '单价偏离度（编码与单位）',
    en: 'Robust z-score × 100 of the lowest unit price among its code and unit',
  }),
  articleDeviation: computed('integer', {
    zh: '单价偏离度（同款商品）',
    en: 'Robust z-score × 100 of the lowest unit price among its article',
  }),
  weightShare: computed('integer', {
    zh: '毛重与惯常重量之比',
    en: 'Gross weight in percent of what these articles usually weigh',
  }),
  carrierWeightShare: computed('integer', {
    zh: '承运重量与申报毛重之比',
    en: 'Weight by the carrier in percent of the declared gross weight',
  }),
  hsDrift: computed('integer', {
    zh: '归类变动造成的税率下降',
    en: "Basis points that the declared code is taxed less than the article's usual one",
  }),
  restrictedNames: computed('texts', {
    zh: '商品名称所含受限类别',
    en: 'Kinds of restricted goods in the names: weapon, medicine …',
  }),
  buyerReturnsYear: computed('integer', {
    zh: '订购人近一年退货次数',
    en: 'Lists that the buyer gave back in 365 days',
  }),
  merchantReturnRate: computed('integer', {
    zh: '电商企业近30日退货率',
    en: 'Returns of the merchant in basis points of its lists of 30 days',
  }),
} as const satisfies Record<string, FieldDefinition>;

export type RiskFieldName = keyof typeof RISK_FIELDS;

/**
 * The facts a verdict is made from. Absent is unknown, never zero: no rule matches an unknown fact.
 */
export type RiskInputs = {
  readonly [Name in RiskFieldName]?: ValueByType[(typeof RISK_FIELDS)[Name]['type']] | undefined;
};

/** The facts of one declaration at one attempt (a rejected list may be declared again). */
export type RiskFacts = RiskInputs & {
  readonly declarationId: string;
  readonly attempt: number;
  /** What is counted; absent for exports. */
  readonly trade?: Trade | undefined;
};

/** The facts in the order of the catalogue, `undefined` where unknown. */
export type FactVector = readonly unknown[];

/**
 * Reads each fact once, by a property access that the engine can specialise: rules then index an
 * array, which is several times faster than looking names up in each.
 */
export function toVector(inputs: RiskInputs): unknown[] {
  return [
    inputs.tradeMode,
    inputs.portCode,
    inputs.tradeCountry,
    inputs.hsChapters,
    inputs.originCountries,
    inputs.lineCount,
    inputs.dutiablePrice,
    inputs.maxUnitPrice,
    inputs.totalQuantity,
    inputs.grossWeightKg,
    inputs.buyerDeclarationsToday,
    inputs.buyerDeclarationsYear,
    inputs.allowanceUsedShare,
    inputs.sameAddressToday,
    inputs.sameTelephoneToday,
    inputs.merchantGrade,
    inputs.platformGrade,
    inputs.payerIsBuyer,
    inputs.consigneeIsBuyer,
    inputs.declaredHour,
    inputs.exportFlag,
    inputs.exportCountry,
    inputs.exportChapters,
    inputs.exportQuantity,
    inputs.exportValue,
    inputs.exportValuePerKg,
    inputs.merchantCode,
    inputs.platformCode,
    inputs.buyerLastHour,
    inputs.buyerWeek,
    inputs.buyerMonth,
    inputs.buyerValueMonth,
    inputs.buyerMerchantToday,
    inputs.buyerMerchantValueToday,
    inputs.addressWeek,
    inputs.addressBuyers,
    inputs.telephoneBuyers,
    inputs.payerBuyers,
    inputs.merchantToday,
    inputs.merchantYear,
    inputs.merchantSurge,
    inputs.merchantAgeDays,
    inputs.platformNewcomers,
    inputs.platformSurge,
    inputs.carrierSurge,
    inputs.hsSurge,
    inputs.originSurge,
    inputs.priceDeviation,
    inputs.articleDeviation,
    inputs.weightShare,
    inputs.carrierWeightShare,
    inputs.hsDrift,
    inputs.restrictedNames,
    inputs.buyerReturnsYear,
    inputs.merchantReturnRate,
  ];
}

const FIELDS: ReadonlyMap<string, FieldDefinition> = new Map(Object.entries(RISK_FIELDS));

/** The definition of a field by the name a rule gives; `undefined` when the catalogue has none. */
export function findField(name: string): FieldDefinition | undefined {
  return FIELDS.get(name);
}

const POSITIONS: ReadonlyMap<string, number> = new Map(
  Object.keys(RISK_FIELDS).map((name, index) => [name, index]),
);

/** Where a field stands in a FactVector; -1 when the catalogue has no such field. */
export function positionOf(name: string): number {
  return POSITIONS.get(name) ?? -1;
}

/** All fields in the order of the catalogue. */
export function listFields(): readonly (readonly [string, FieldDefinition])[] {
  return [...FIELDS];
}

type Texts = { readonly zh: string; readonly en: string };

function declared<T extends FieldType>(type: T, path: string, texts: Texts) {
  return { type, path, declared: true, ...texts } as const;
}

function computed<T extends FieldType>(type: T, texts: Texts) {
  return { type, path: '', declared: false, ...texts } as const;
}
