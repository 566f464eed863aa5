/** English names of the pages in the rail. */
export const NAV_EN = {
  overview: 'Overview',
  declarations: 'Declarations',
  goods: 'Goods',
  filing: 'Filing',
  exports: 'Exports',
  holds: 'Held lists',
  rules: 'Rules',
  yield: 'Yield',
  gates: 'Gates',
  credit: 'Grades',
  disputes: 'Disputes',
  cases: 'Cases',
  operator: 'Operator',
  exchanges: 'Messages',
  statistics: 'Statistics',
  glance: 'At a glance',
  publications: 'Publications',
  stock: 'Bonded stock',
  finance: 'Guarantees and tax',
};

/** Chinese names of the pages in the rail. */
export const NAV_ZH: typeof NAV_EN = {
  overview: '总览',
  declarations: '申报清单',
  goods: '商品备案',
  filing: '申报制单',
  exports: '出口清单',
  holds: '人工审核',
  rules: '风控规则',
  yield: '规则成效',
  gates: '卡口核放',
  credit: '信用等级',
  disputes: '个人申诉',
  cases: '风险案件',
  operator: '运行管理',
  exchanges: '报文查询',
  statistics: '统计',
  glance: '概览图',
  publications: '统计发布',
  stock: '保税库存',
  finance: '担保与税款',
};

/** English names of the desks in the rail. */
export const DESKS_EN = {
  overview: 'Overview',
  declarations: 'Declarations',
  filing: 'Filing',
  review: 'Officer',
  exchanges: 'Messages',
  finance: 'Finance',
  parks: 'Parks',
  operator: 'Operator',
};

/** Chinese names of the desks in the rail. */
export const DESKS_ZH: typeof DESKS_EN = {
  overview: '总览',
  declarations: '申报清单',
  filing: '申报制单',
  review: '审核',
  exchanges: '报文',
  finance: '金融信用',
  parks: '园区',
  operator: '运行管理',
};
