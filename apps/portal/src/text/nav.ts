/** English names of the pages in the rail. */
export const NAV_EN = {
  overview: 'Overview',
  declarations: 'Declarations',
  goods: 'Goods',
  filing: 'Filing',
  exports: 'Exports',
  holds: 'Officer',
  disputes: 'Disputes',
  operator: 'Operator',
  exchanges: 'Exchange log',
  statistics: 'Statistics',
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
  disputes: '个人申诉',
  operator: '运行管理',
  exchanges: '交换日志',
  statistics: '统计',
  stock: '保税库存',
  finance: '担保与税款',
};
