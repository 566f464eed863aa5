/**
 * The goods of the demo tariff: facts in our own form, none of them verified against an official
 * tariff. `confidence` says how sure the compiler was; it stays visible in the source of every
 * rate.
 */
export type DemoGoods = {
  readonly hsCode: string;
  readonly nameZh: string;
  readonly unit1: string;
  readonly unit2?: string;
  /** Percent, most-favoured-nation. */
  readonly mfn: string;
  /** `standard` was 17, 16, 13 %; `reduced` (food staples, books) was 13, 11, 10, 9 %. */
  readonly vat: 'standard' | 'reduced';
  readonly consumptionTax?: keyof typeof CONSUMPTION_TAXES;
  readonly confidence: 'high' | 'medium' | 'low';
};

/** One row of consumption tax; amounts are CNY per unit, rates percent. */
export type DemoConsumptionTax = {
  readonly rate?: string;
  readonly specific?: readonly [amount: string, unit: string];
  readonly threshold?: readonly [amount: string, unit: string];
};

const PER_MASS_OR_VOLUME: readonly DemoConsumptionTax[] = [
  { rate: '15', threshold: ['10000', '035'] },
  { rate: '15', threshold: ['10', '036'] },
  { rate: '15', threshold: ['10', '096'] },
  { rate: '15', threshold: ['10000', '095'] },
];
const PER_SHEET: DemoConsumptionTax = { rate: '15', threshold: ['15', '020'] };

/**
 * Kinds of consumption tax: rows in the order in which they are tried; a kind without a last row {}
 * always taxes.
 */
export const CONSUMPTION_TAXES = {
  /** High-end cosmetics 高档化妆品: from 10 CNY per ml or g, or 15 CNY per sheet (片). */
  cosmetics: [...PER_MASS_OR_VOLUME, PER_SHEET, {}],
  /** Sold by the sheet: 15 CNY per piece, counted in the second legal quantity (件) or in sheets. */
  sheets: [PER_SHEET, { rate: '15', threshold: ['15', '011'] }, {}],
  wine: [{ rate: '10' }],
  /** 20 % and 1 CNY per kg, which is 0.912 CNY per litre. */
  spirits: [{ rate: '20', specific: ['0.912', '095'] }],
  /**
   * 250 CNY a tonne from 370 USD a tonne, else 220; a tonne is 988 litres. The demo reads 370 USD
   * as 2,590 CNY, at 7 CNY a dollar: an operator's file gives the amount of the month.
   */
  beer: [
    { specific: ['250/988', '095'], threshold: ['2590/988', '095'] },
    { specific: ['220/988', '095'] },
  ],
  /** Watches from 10,000 CNY each. */
  watches: [{ rate: '20', threshold: ['10000', '008'] }, {}],
} as const satisfies Record<string, readonly DemoConsumptionTax[]>;

/** Legal units: 001 台, 006 套, 007 个, 008 只, 011 件, 025 双, 035 千克, 095 升. */
export const DEMO_GOODS: readonly DemoGoods[] = [
  // Milk, honey, oils
  food('19011010', '婴幼儿配方奶粉', '15', 'standard', 'medium'),
  food('04021000', '脱脂奶粉', '10', 'standard', 'medium'),
  food('04022100', '全脂奶粉（未加糖）', '10', 'standard', 'medium'),
  food('04012000', '灭菌牛乳', '15', 'reduced', 'low'),
  food('04090000', '天然蜂蜜', '15', 'reduced', 'low'),
  food('15042000', '鱼油及其分离品', '12', 'standard', 'low'),
  // Staples with a yearly quantity
  food('10063010', '籼米', '65', 'reduced', 'low'),
  food('10063090', '其他精米', '65', 'reduced', 'low'),
  food('17019910', '砂糖', '50', 'standard', 'low'),
  // Sweets, coffee, health food
  food('18069000', '巧克力及含可可食品', '8', 'standard', 'medium'),
  food('19053100', '甜饼干', '10', 'standard', 'medium'),
  food('09012100', '焙炒咖啡豆', '15', 'standard', 'medium'),
  food('21011100', '速溶咖啡', '12', 'standard', 'medium'),
  food('21069090', '膳食营养补充食品', '12', 'standard', 'medium'),
  // Alcohol, by the litre
  drink('22030000', '麦芽啤酒', '0', 'beer', 'medium'),
  drink('22042100', '小容器葡萄酒', '14', 'wine', 'high'),
  drink('22060090', '清酒等发酵饮料', '40', 'wine', 'low'),
  drink('22082000', '白兰地', '10', 'spirits', 'medium'),
  drink('22083000', '威士忌', '10', 'spirits', 'medium'),
  // Cosmetics; the 10-digit codes of 33049900 say how the pack is labelled (by weight, volume,
  // sheet)
  beauty('33030000', '香水及花露水', '3', 'cosmetics'),
  beauty('33041000', '唇用化妆品', '5', 'cosmetics'),
  beauty('33042000', '眼用化妆品', '5', 'cosmetics'),
  beauty('33043000', '指甲化妆品', '5', 'cosmetics'),
  beauty('33049100', '香粉', '5', 'cosmetics'),
  beauty('33049900', '护肤品及其他美容品', '1', 'cosmetics'),
  beauty('3304990041', '面膜（按片标注，高档）', '1', 'sheets'),
  beauty('3304990049', '面膜（按片标注）', '1', 'sheets'),
  // Care
  food('33051000', '洗发剂', '3', 'standard', 'medium'),
  food('33061010', '牙膏', '3', 'standard', 'medium'),
  food('34013000', '洁肤用品', '6.5', 'standard', 'medium'),
  food('96190011', '婴儿纸尿裤', '4', 'standard', 'medium'),
  food('96190020', '卫生巾', '4', 'standard', 'low'),
  // Things
  thing('42022100', '皮革手提包', '6', '007', 'medium'),
  thing('42023100', '皮革钱包', '6', '007', 'low'),
  thing('64039900', '皮革面鞋靴', '10', '025', 'low'),
  thing('85163100', '电吹风机', '10', '001', 'low'),
  thing('85164000', '电熨斗', '10', '001', 'low'),
  thing('95030089', '玩具', '0', '007', 'low'),
  thing('95045030', '视频游戏控制器', '0', '001', 'low'),
  thing('95061900', '滑雪用具', '6', '035', 'low'),
  thing('32151900', '印刷油墨', '6.5', '035', 'low'),
  { ...thing('49019900', '图书', '0', '035', 'medium'), vat: 'reduced' },
  { ...thing('91021100', '电力手表（机械指示）', '10', '008', 'low'), consumptionTax: 'watches' },
];

function food(
  ...[hsCode, nameZh, mfn, vat, confidence]: [
    string,
    string,
    string,
    DemoGoods['vat'],
    DemoGoods['confidence'],
  ]
): DemoGoods {
  return { hsCode, nameZh, unit1: '035', mfn, vat, confidence };
}

function drink(
  ...[hsCode, nameZh, mfn, consumptionTax, confidence]: [
    string,
    string,
    string,
    'beer' | 'wine' | 'spirits',
    DemoGoods['confidence'],
  ]
): DemoGoods {
  return { hsCode, nameZh, unit1: '095', mfn, vat: 'standard', consumptionTax, confidence };
}

function beauty(
  ...[hsCode, nameZh, mfn, consumptionTax]: [string, string, string, 'cosmetics' | 'sheets']
): DemoGoods {
  return {
    hsCode,
    nameZh,
    unit1: '035',
    unit2: '011',
    mfn,
    vat: 'standard',
    consumptionTax,
    confidence: 'medium',
  };
}

function thing(
  ...[hsCode, nameZh, mfn, unit1, confidence]: [
    string,
    string,
    string,
    string,
    DemoGoods['confidence'],
  ]
): DemoGoods {
  return { hsCode, nameZh, unit1, mfn, vat: 'standard', confidence };
}
