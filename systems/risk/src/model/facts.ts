/**
 * What a risk rule may look at: the catalogue of facts about one declaration (清单). Rules name
 * these fields and no others, so the catalogue is also what an editor of rules reads. Facts of
 * goods are import facts or export facts, never both: a row for one direction is a row that names
 * one of them, because no rule matches an unknown fact.
 */

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
} as const satisfies Record<string, FieldDefinition>;

export type RiskFieldName = keyof typeof RISK_FIELDS;

/**
 * The facts a verdict is made from. Absent is unknown, never zero: no rule matches an unknown fact.
 */
export type RiskInputs = {
  readonly [Name in RiskFieldName]?: ValueByType[(typeof RISK_FIELDS)[Name]['type']] | undefined;
};

/** The facts of one declaration at one attempt (a rejected list may be declared again). */
export type RiskFacts = RiskInputs & { readonly declarationId: string; readonly attempt: number };

/** The facts in the order of the catalogue, `undefined` where unknown. */
export type FactVector = readonly unknown[];

/**
 * Reads each fact once, by a property access that the engine can specialise: rules then index an
 * array, which is several times faster than looking names up in each.
 */
export function toVector(inputs: RiskInputs): FactVector {
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
