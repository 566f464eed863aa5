/** Words for goods that the tariff names in Chinese only: headings of the Harmonized System. */
export type GoodsWords = {
  /** Two to eight digits; the longest that fits a code names it. */
  readonly prefix: string;
  readonly en: string;
  /** What people say instead, in both languages. */
  readonly words: readonly string[];
};

/**
 * English names, shortened, and synonyms of the headings that retail imports are mostly made of.
 * Our own words: a help for searching, with no weight in law; the code's name in the tariff counts.
 */
export const GOODS_WORDS: readonly GoodsWords[] = [
  {
    prefix: '0401',
    en: 'milk and cream, not concentrated',
    words: ['milk', '牛奶', '鲜奶', 'uht'],
  },
  { prefix: '0402', en: 'milk powder', words: ['奶粉', '脱脂', '全脂', 'milk powder'] },
  { prefix: '0405', en: 'butter', words: ['黄油', 'butter'] },
  { prefix: '0406', en: 'cheese', words: ['奶酪', '芝士', 'cheese'] },
  { prefix: '0409', en: 'natural honey', words: ['蜂蜜', '麦卢卡', 'honey', 'manuka'] },
  { prefix: '08', en: 'fruit and nuts', words: ['坚果', '果干', 'nuts', 'dried fruit'] },
  { prefix: '0901', en: 'coffee', words: ['咖啡豆', 'coffee beans'] },
  { prefix: '0902', en: 'tea', words: ['茶叶', 'tea'] },
  { prefix: '1006', en: 'rice', words: ['大米', '籼米', 'rice'] },
  { prefix: '1504', en: 'fish oils', words: ['鱼油', 'fish oil', 'omega', '深海鱼油'] },
  { prefix: '1509', en: 'olive oil', words: ['橄榄油', 'olive oil'] },
  { prefix: '1701', en: 'sugar', words: ['糖', 'sugar'] },
  { prefix: '1702', en: 'sugars and syrups', words: ['枫糖', '糖浆', 'maple syrup', 'syrup'] },
  { prefix: '1704', en: 'sugar confectionery', words: ['糖果', 'candy', 'sweets'] },
  { prefix: '1806', en: 'chocolate', words: ['巧克力', 'chocolate', 'cocoa'] },
  {
    prefix: '1901',
    en: 'infant formula and malt extract',
    words: ['奶粉', '婴儿', '配方', 'formula', 'baby milk'],
  },
  { prefix: '1904', en: 'cereals', words: ['麦片', 'cereal', 'muesli', 'granola'] },
  { prefix: '1905', en: 'bread, biscuits, cakes', words: ['饼干', 'biscuit', 'cookie'] },
  { prefix: '2101', en: 'coffee and tea extracts', words: ['速溶咖啡', 'instant coffee'] },
  {
    prefix: '2106',
    en: 'food preparations',
    words: ['保健品', '维生素', '蛋白粉', 'supplement', 'vitamin', 'protein'],
  },
  { prefix: '2203', en: 'beer', words: ['啤酒', 'beer'] },
  { prefix: '2204', en: 'wine', words: ['葡萄酒', '红酒', 'wine'] },
  { prefix: '2206', en: 'other fermented drinks', words: ['清酒', '米酒', 'sake', 'cider'] },
  { prefix: '2208', en: 'spirits', words: ['威士忌', '白兰地', '烈酒', 'whisky', 'brandy', 'gin'] },
  { prefix: '2936', en: 'vitamins', words: ['维生素', 'vitamin'] },
  { prefix: '3215', en: 'ink', words: ['墨水', 'ink'] },
  { prefix: '3303', en: 'perfume', words: ['香水', 'perfume', 'eau de toilette'] },
  {
    prefix: '3304',
    en: 'cosmetics and skin care',
    words: [
      '化妆品',
      '护肤',
      '面膜',
      '口红',
      '防晒',
      'make-up',
      'lipstick',
      'cream',
      'mask',
      'sunscreen',
    ],
  },
  { prefix: '3305', en: 'hair care', words: ['洗发', '护发', 'shampoo', 'conditioner'] },
  { prefix: '3306', en: 'oral care', words: ['牙膏', 'toothpaste'] },
  {
    prefix: '3307',
    en: 'shaving, bath and deodorant preparations',
    words: ['剃须', '沐浴', 'deodorant', 'bath'],
  },
  { prefix: '3401', en: 'soap', words: ['香皂', '洁面', 'soap', 'cleanser'] },
  { prefix: '3402', en: 'detergents', words: ['洗衣液', '洗涤', 'detergent'] },
  { prefix: '3924', en: 'plastic tableware', words: ['塑料', '水杯', 'bottle', 'tableware'] },
  { prefix: '3926', en: 'articles of plastics', words: ['塑料制品', 'plastic'] },
  {
    prefix: '4202',
    en: 'bags and cases',
    words: ['箱包', '手袋', '背包', '钱包', 'bag', 'handbag', 'backpack', 'wallet'],
  },
  { prefix: '4901', en: 'books', words: ['书', '绘本', 'book'] },
  { prefix: '61', en: 'clothing, knitted', words: ['针织', '毛衣', 'T恤', 'sweater', 't-shirt'] },
  { prefix: '62', en: 'clothing, not knitted', words: ['衣服', '外套', 'coat', 'shirt', 'dress'] },
  { prefix: '63', en: 'household textiles', words: ['毛巾', '床上用品', 'towel', 'bedding'] },
  { prefix: '64', en: 'footwear', words: ['鞋', '运动鞋', 'shoes', 'sneakers', 'boots'] },
  { prefix: '7013', en: 'glassware', words: ['玻璃杯', 'glass'] },
  { prefix: '7323', en: 'kitchenware of steel', words: ['锅', '厨具', 'pan', 'pot'] },
  { prefix: '8414', en: 'fans and pumps', words: ['风扇', 'fan'] },
  { prefix: '8421', en: 'filters', words: ['净水器', '空气净化', 'water filter', 'purifier'] },
  { prefix: '8508', en: 'vacuum cleaners', words: ['吸尘器', 'vacuum cleaner'] },
  { prefix: '8509', en: 'kitchen machines', words: ['搅拌机', '榨汁机', 'blender', 'juicer'] },
  { prefix: '8510', en: 'shavers', words: ['剃须刀', 'shaver'] },
  {
    prefix: '8516',
    en: 'heating appliances',
    words: ['吹风机', '电饭煲', 'hair dryer', 'rice cooker'],
  },
  { prefix: '8517', en: 'telephones', words: ['手机', 'phone'] },
  {
    prefix: '8518',
    en: 'headphones and loudspeakers',
    words: ['耳机', '音箱', 'headphones', 'speaker'],
  },
  { prefix: '9004', en: 'spectacles', words: ['眼镜', '太阳镜', 'sunglasses'] },
  { prefix: '9102', en: 'watches', words: ['手表', 'watch'] },
  { prefix: '9503', en: 'toys', words: ['玩具', '积木', 'toy', 'lego'] },
  { prefix: '9504', en: 'video games', words: ['游戏机', 'console', 'game'] },
  { prefix: '9506', en: 'sports goods', words: ['健身', '球拍', 'sports', 'fitness'] },
  { prefix: '9603', en: 'brushes', words: ['牙刷', '刷子', 'toothbrush', 'brush'] },
  {
    prefix: '9619',
    en: 'nappies and sanitary towels',
    words: ['纸尿裤', '尿不湿', '卫生巾', 'diapers', 'nappies'],
  },
];
