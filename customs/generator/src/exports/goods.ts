/** An article for export: code, name, legal unit, price in US dollars, grams of one. */
export type ExportArticle = {
  readonly hsCode: string;
  readonly itemNo: string;
  readonly name: string;
  readonly model: string;
  /** Unit of sale, and the first legal unit with its quantity of one in 1/100 000. */
  readonly unit: string;
  readonly unit1: string;
  readonly quantity1: bigint;
  /** Cents of a US dollar. */
  readonly priceMin: number;
  readonly priceMax: number;
  readonly grams: number;
};

type Entry = readonly [
  hsCode: string,
  name: string,
  model: string,
  unit: string,
  unit1: string,
  quantity1: bigint,
  price: readonly [number, number],
  grams: number,
];

const PIECE = '011';
const KILOGRAM = '035';
const PAIR = '025';

/** Small goods of Chinese shops: free of export duty, licence and inspection in the demo data. */
export const EXPORT_ARTICLES: readonly ExportArticle[] = (
  [
    [
      '6109100022',
      '棉制针织T恤衫',
      '品牌:素衣|成分:棉100%',
      PIECE,
      PIECE,
      100_000n,
      [490, 1590],
      180,
    ],
    ['6403990090', '休闲皮鞋', '品牌:行路|面料:牛皮', PAIR, PAIR, 100_000n, [1590, 4590], 900],
    ['8518300000', '无线耳机', '品牌:听风|蓝牙5.3', PIECE, PIECE, 100_000n, [890, 3590], 120],
    ['9503008900', '积木玩具', '品牌:小象|塑料|328粒', PIECE, KILOGRAM, 65_000n, [690, 2390], 700],
    ['4202220000', '帆布手提包', '品牌:远山|面料:棉', PIECE, PIECE, 100_000n, [590, 1990], 350],
    ['8516710000', '滴滤咖啡机', '品牌:晨露|220V|600W', PIECE, PIECE, 100_000n, [1890, 4990], 1800],
    ['9405210090', 'LED台灯', '品牌:明窗|充电式', PIECE, PIECE, 100_000n, [790, 2490], 600],
    ['3926400000', '塑料手机支架', '品牌:立心|ABS', PIECE, KILOGRAM, 8_000n, [190, 690], 90],
  ] as const satisfies readonly Entry[]
).map(([hsCode, name, model, unit, unit1, quantity1, [priceMin, priceMax], grams], index) => ({
  ...{ hsCode, name, model, unit, unit1, quantity1, priceMin, priceMax, grams },
  itemNo: `EX${String(index + 1).padStart(4, '0')}`,
}));
