/**
 * An article of the demo shops: code of the demo tariff, plausible price and specification, no real
 * brand.
 */
export type Product = {
  readonly hsCode: string;
  readonly name: string;
  readonly model: string;
  /** Unit of sale, 3-digit. */
  readonly unit: string;
  /** CNY per unit of sale, before the fen are drawn. */
  readonly priceMin: number;
  readonly priceMax: number;
  /** Country of origin, old 3-digit code. */
  readonly country: string;
  /** Legal quantity of one, in 1/100 000 of its unit. */
  readonly legal1: { readonly units: bigint; readonly unit: string };
  readonly legal2: { readonly units: bigint; readonly unit: string } | undefined;
  readonly netGrams: number;
};

const [JAPAN, KOREA, UK, GERMANY, FRANCE, IRELAND, ITALY, NETHERLANDS, SPAIN] = [
  '116',
  '133',
  '303',
  '304',
  '305',
  '306',
  '307',
  '309',
  '312',
] as const;
const [DENMARK, NORWAY, SWITZERLAND, CANADA, USA, AUSTRALIA, NEW_ZEALAND] = [
  '302',
  '326',
  '331',
  '501',
  '502',
  '601',
  '609',
] as const;

/** Name, specification, unit of sale, price range, origin, and grams (or millilitres) of one. */
type Entry = readonly [
  name: string,
  model: string,
  unit: string,
  price: readonly [number, number],
  country: string,
  content: number,
];

/** What an ordinary purchase is made of. */
export const PRODUCTS: readonly Product[] = [
  ...byKilogram('1901101000', [
    ['牧歌婴儿配方奶粉1段', '品牌:牧歌|规格:900克/罐|0-6个月', '122', [168, 298], NETHERLANDS, 900],
    ['绿岛婴幼儿配方奶粉3段', '品牌:绿岛|规格:850克/罐|1-3岁', '122', [158, 268], NEW_ZEALAND, 850],
    ['晨露有机婴儿奶粉2段', '品牌:晨露|规格:800克/罐|6-12个月', '122', [198, 328], GERMANY, 800],
  ]),
  ...byKilogram('0402100000', [
    ['南坡脱脂奶粉', '品牌:南坡|规格:1千克/袋|乳脂≤1.5%', '136', [66, 89], AUSTRALIA, 1000],
  ]),
  ...byKilogram('0402210000', [
    ['南坡全脂奶粉', '品牌:南坡|规格:1千克/袋', '136', [69, 99], NEW_ZEALAND, 1000],
  ]),
  ...byKilogram('0409000000', [
    ['麦卢卡天然蜂蜜', '品牌:蜂野|规格:500克/瓶|UMF10+', '142', [188, 368], NEW_ZEALAND, 500],
  ]),
  ...byKilogram('1504200099', [
    ['深海鱼油软胶囊', '品牌:北角|规格:180粒/瓶|净含量:260克', '142', [108, 219], NORWAY, 260],
  ]),
  ...byKilogram('2106909090', [
    ['复合维生素片', '品牌:普维|规格:120片/瓶|净含量:150克', '142', [79, 199], USA, 150],
    ['乳清蛋白粉', '品牌:力源|规格:2.27千克/桶|香草味', '123', [269, 468], USA, 2270],
    ['胶原蛋白粉', '品牌:美滋|规格:196克/罐', '122', [129, 239], JAPAN, 196],
    ['益生菌冻干粉', '品牌:优菌|规格:30袋/盒|净含量:60克', '140', [118, 228], DENMARK, 60],
  ]),
  ...byKilogram('1806900000', [
    ['松露形巧克力', '品牌:可可山|规格:500克/盒', '140', [59, 138], FRANCE, 500],
  ]),
  ...byKilogram('1905310000', [
    ['黄油曲奇', '品牌:蓝堡|规格:454克/罐', '122', [42, 78], DENMARK, 454],
  ]),
  ...byKilogram('0901210000', [
    ['阿拉比卡咖啡豆', '品牌:棕榈岸|规格:1千克/袋|中度烘焙', '136', [89, 178], ITALY, 1000],
  ]),
  ...byKilogram('2101110000', [
    ['冻干速溶咖啡', '品牌:晨醒|规格:200克/瓶', '142', [49, 99], GERMANY, 200],
  ]),
  ...byLitre('2204210000', [
    ['赤霞珠干红葡萄酒', '品牌:石径庄园|规格:750毫升/瓶|13.5%vol', '142', [88, 358], FRANCE, 750],
    ['丹魄陈酿红葡萄酒', '品牌:橡树坡|规格:750毫升/瓶|14%vol', '142', [78, 258], SPAIN, 750],
  ]),
  ...byLitre('2203000000', [
    ['小麦白啤酒', '品牌:白塔|规格:500毫升/听*24听/箱|5%vol', '120', [118, 188], GERMANY, 12_000],
  ]),
  ...byLitre('2206009000', [
    ['纯米吟酿清酒', '品牌:雪见|规格:720毫升/瓶|15%vol', '142', [128, 388], JAPAN, 720],
  ]),
  ...byLitre('2208300000', [
    ['单一麦芽威士忌12年', '品牌:雾谷|规格:700毫升/瓶|40%vol', '142', [268, 588], UK, 700],
  ]),
  ...byLitre('2208200090', [
    ['干邑白兰地VSOP', '品牌:金橡|规格:700毫升/瓶|40%vol', '142', [328, 688], FRANCE, 700],
  ]),
  ...byPiece('3304990029', [
    ['保湿修护面霜', '品牌:素泉|规格:50克/瓶', '142', [89, 980], FRANCE, 50],
    ['烟酰胺精华液', '品牌:素泉|规格:30克/瓶', '142', [99, 620], KOREA, 30],
    ['清爽防晒乳', '品牌:晴日|规格:60克/支', '012', [69, 158], JAPAN, 60],
  ]),
  ...byPiece('3304100093', [['哑光口红', '品牌:绯色|规格:3.5克/支', '012', [128, 320], FRANCE, 4]]),
  ...byPiece('3304200093', [['四色眼影盘', '品牌:绯色|规格:9克/盒', '140', [118, 360], ITALY, 9]]),
  ...byPiece('3303000020', [['淡香水', '品牌:风信|规格:50毫升/瓶', '142', [258, 760], FRANCE, 50]]),
  ...bySheet('3304990049', [
    ['玻尿酸补水面膜', '品牌:润物|规格:10片/盒', '140', [68, 138], KOREA, 250],
    ['黄金紧致面膜', '品牌:润物|规格:5片/盒', '140', [128, 298], JAPAN, 150],
  ]),
  ...byKilogram('3305100090', [
    ['无硅油洗发露', '品牌:清源|规格:500克/瓶', '142', [59, 128], JAPAN, 500],
  ]),
  ...byKilogram('3306101090', [
    ['美白牙膏', '品牌:皓洁|规格:120克/支', '012', [19, 48], GERMANY, 120],
  ]),
  ...byKilogram('3401300000', [
    ['氨基酸洁面乳', '品牌:清源|规格:120克/支', '012', [49, 118], JAPAN, 120],
  ]),
  ...byKilogram('9619001100', [
    ['婴儿纸尿裤L码', '品牌:轻柔|规格:54片/包|净重:2.1千克', '125', [89, 149], JAPAN, 2100],
  ]),
  ...byUnit('4202310090', '007', [
    ['牛皮短款钱包', '品牌:拾光|规格:11*9厘米', '007', [298, 880], ITALY, 120],
  ]),
  ...byUnit('8516310000', '001', [
    ['负离子电吹风', '品牌:逐风|规格:1600W', '001', [399, 1899], JAPAN, 620],
  ]),
  ...byUnit('8516400000', '001', [
    ['手持蒸汽电熨斗', '品牌:平川|规格:1500W', '001', [199, 459], GERMANY, 980],
  ]),
  ...byUnit('9503008900', '007', [
    ['木制积木玩具', '品牌:小象|规格:80块/桶', '007', [89, 239], GERMANY, 1350],
  ]),
  ...byUnit('6403990090', '025', [
    ['小牛皮牛津鞋', '品牌:行远|规格:42码', '025', [480, 1680], ITALY, 950],
  ]),
  ...byKilogram('4901990000', [
    ['英文儿童绘本', '品牌:无|规格:精装32页', '132', [58, 128], UK, 450],
  ]),
  ...byKilogram('2106909090', [
    ['枫糖浆', '品牌:枫叶园|规格:250毫升/瓶|净重:330克', '142', [45, 89], CANADA, 330],
  ]),
  ...byKilogram('1806900000', [
    ['牛奶巧克力礼盒', '品牌:雪峰|规格:360克/盒', '140', [68, 158], SWITZERLAND, 360],
  ]),
  ...byKilogram('0402210000', [
    ['草饲全脂奶粉', '品牌:绿野|规格:900克/罐', '122', [79, 129], IRELAND, 900],
  ]),
].map((product) => (product.country === NORWAY ? { ...product, country: '326' } : product));

/** Single items above 5,000 CNY, which are taxed in full. */
export const DEAR_PRODUCTS: readonly Product[] = [
  ...byUnit('4202210090', '007', [
    ['小牛皮单肩手提包', '品牌:拾光|规格:28*20*10厘米', '007', [5200, 18_800], ITALY, 850],
  ]),
  ...byUnit('9102110000', '008', [
    ['指针石英腕表', '品牌:恒时|规格:40毫米|精钢表带', '008', [5600, 21_800], SWITZERLAND, 160],
  ]),
];

/** On the demo list for bonded modes only. */
export const BONDED_ONLY_PRODUCTS: readonly Product[] = [
  ...byKilogram('0401200000', [
    ['超高温灭菌全脂牛乳', '品牌:南坡|规格:1升/盒*12盒', '120', [88, 138], AUSTRALIA, 12_400],
  ]),
];

function byKilogram(hsCode: string, entries: readonly Entry[]): Product[] {
  return entries.map((entry) => product(hsCode, entry, { legal1: [entry[5] * 100, '035'] }));
}

/** Cosmetics: weight, and the piece as second legal unit. */
function byPiece(hsCode: string, entries: readonly Entry[]): Product[] {
  return entries.map((entry) =>
    product(hsCode, entry, { legal1: [entry[5] * 100, '035'], legal2: [100_000, '011'] }),
  );
}

/** Masks: the sheets of a box are the second legal quantity; the specification tells how many. */
function bySheet(hsCode: string, entries: readonly Entry[]): Product[] {
  return entries.map((entry) => {
    const sheets = Number(/(\d+)片/.exec(entry[1])?.[1] ?? '1');
    return product(hsCode, entry, {
      legal1: [entry[5] * 100, '035'],
      legal2: [sheets * 100_000, '011'],
    });
  });
}

function byLitre(hsCode: string, entries: readonly Entry[]): Product[] {
  return entries.map((entry) => product(hsCode, entry, { legal1: [entry[5] * 100, '095'] }));
}

/** Things whose unit of sale is the legal unit. */
function byUnit(hsCode: string, unit: string, entries: readonly Entry[]): Product[] {
  return entries.map((entry) => product(hsCode, entry, { legal1: [100_000, unit] }));
}

type Legal = readonly [units: number, unit: string];

function product(hsCode: string, entry: Entry, legal: { legal1: Legal; legal2?: Legal }): Product {
  const [name, model, unit, [priceMin, priceMax], country, netGrams] = entry;
  const quantityOf = ([units, code]: Legal) => ({ units: BigInt(units), unit: code });
  return {
    hsCode,
    name,
    model,
    unit,
    priceMin,
    priceMax,
    country,
    legal1: quantityOf(legal.legal1),
    legal2: legal.legal2 && quantityOf(legal.legal2),
    netGrams,
  };
}
