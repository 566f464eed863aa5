import { showCount } from '../format.ts';
import { usePreferences } from '../preferences.ts';

const EN = {
  title: 'Trade explorer',
  publications: 'Publications',
  rows: 'Rows',
  columns: 'Columns',
  noColumns: 'none',
  measure: 'Measure',
  from: 'From',
  until: 'Until',
  knownAt: 'As known on',
  direction: 'Direction',
  all: 'all',
  mode: 'Supervision mode',
  show: 'Show as',
  views: { table: 'Table', chart: 'Chart', map: 'Map' },
  dimensions: {
    ...{ day: 'Day', month: 'Month', quarter: 'Quarter', year: 'Year', direction: 'Direction' },
    ...{ tradeMode: 'Supervision mode', portCode: 'Port', platform: 'Platform' },
    ...{ merchant: 'Merchant', park: 'Park', province: 'Province of the buyer' },
    ...{ city: 'City of the buyer', partner: 'Partner country', hs2: 'HS chapter' },
    ...{ hs4: 'HS heading', hs6: 'HS subheading', hs8: 'HS 8 digits' },
  },
  measures: {
    ...{ count: 'Number', value: 'Value, CNY', tax: 'Tax, CNY', weightKg: 'Gross weight, kg' },
  },
  directions: { import: 'import', export: 'export' },
  lists: 'Lists, each counted once.',
  lines: 'Goods lines are counted: a list may have several of them.',
  sum: 'Sum',
  others: 'others',
  unnamed: 'not stated',
  none: 'Nothing was released in these days',
  noneFix: 'Choose other days, or leave a filter out.',
  edition: (day: string, revision: number) => `As known on ${day}, revision ${revision}.`,
  through: 'Knows of releases until',
  more: 'More cells than are shown here; the CSV file has all.',
  hidden: 'withheld',
  hiddenMark: '··',
  protection:
    'Amounts are blurred so that nobody can compute a single firm from them, and cells with too ' +
    'few firms are withheld (··). They need not add up.',
  hiddenCount: (count: number) =>
    `${showCount(count)} ${count === 1 ? 'cell is' : 'cells are'} withheld.`,
  download: 'Download',
  share: 'Copy the address of this view',
  shared: 'Copied',
  data: 'The numbers behind this picture',
  chartOf: (what: string, by: string) => `${what} by ${by}`,
  behind: 'Declarations behind this number',
  behindMore: 'The largest 200 are shown.',
  behindNone: 'No single declaration is on record for it: it was counted before they were kept.',
  close: 'Close',
  declaration: 'Declaration',
  value: 'Value here',
  open: 'Show the declarations behind it',
  method: 'How these numbers are made',
  methodText: [
    'Day: the day of release in China. What is cancelled or returned is taken back on that day.',
    'Value: dutiable price of imports, free on board of exports, in CNY.',
    'Partner: country of origin of the goods; of exports their final destination.',
    'Weight: gross weight of the list, divided among its lines by value.',
    'Place of the buyer: the division in the order. Park: where the goods stand, by their ' +
      'warehouse or supervised place.',
    'As known on: the same table as it stood at the end of that day, before later corrections.',
  ],
} as const;

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

const ZH: Widened<typeof EN> = {
  title: '贸易数据查询',
  publications: '统计发布',
  rows: '行',
  columns: '列',
  noColumns: '无',
  measure: '指标',
  from: '自',
  until: '至',
  knownAt: '按此日所知',
  direction: '进出口',
  all: '全部',
  mode: '监管方式',
  show: '展示方式',
  views: { table: '表格', chart: '图表', map: '地图' },
  dimensions: {
    ...{ day: '日', month: '月', quarter: '季度', year: '年', direction: '进出口' },
    ...{ tradeMode: '监管方式', portCode: '口岸', platform: '电商平台' },
    ...{ merchant: '电商企业', park: '园区', province: '收货省份' },
    ...{ city: '收货城市', partner: '贸易伙伴国（地区）', hs2: 'HS 章' },
    ...{ hs4: 'HS 品目', hs6: 'HS 子目', hs8: 'HS 8 位' },
  },
  measures: {
    ...{ count: '数量', value: '货值（元）', tax: '税款（元）', weightKg: '毛重（千克）' },
  },
  directions: { import: '进口', export: '出口' },
  lists: '按清单票数统计，每票计一次。',
  lines: '按商品项统计：一票清单可含多项商品。',
  sum: '合计',
  others: '其他',
  unnamed: '未注明',
  none: '所选日期内没有放行',
  noneFix: '请选择其他日期，或取消一项筛选。',
  edition: (day, revision) => `按 ${day} 所知，第 ${revision} 版。`,
  through: '放行数据截至',
  more: '单元格多于此处所示，CSV 文件含全部数据。',
  hidden: '不予公布',
  hiddenMark: '··',
  protection:
    '为防止推算出单个企业的数据，金额已作扰动处理，企业过少的单元格不予公布（··），各项之和可能不等于总数。',
  hiddenCount: (count) => `${showCount(count)} 个单元格不予公布。`,
  download: '下载',
  share: '复制本页地址',
  shared: '已复制',
  data: '图中数据',
  chartOf: (what, by) => `${what}，按${by}`,
  behind: '此数字对应的清单',
  behindMore: '仅显示货值最大的 200 票。',
  behindNone: '计入时尚未保存单票对应关系，无法列出。',
  close: '关闭',
  declaration: '清单',
  value: '计入货值',
  open: '查看对应清单',
  method: '统计口径',
  methodText: [
    '日期：中国境内放行日；撤销或退货冲减原放行日的数据。',
    '货值：进口为完税价格，出口为离岸价，单位人民币元。',
    '贸易伙伴：进口为原产国（地区），出口为最终目的国（地区）。',
    '重量：清单毛重按各项货值分摊。',
    '收货地：订单所载行政区划；园区：货物所在仓库或监管场所所属园区。',
    '按此日所知：该日终了时的统计结果，不含其后的更正。',
  ],
};

/** The words of the explorer in the chosen language. */
export function useExplorerWords(): Widened<typeof EN> {
  return usePreferences().language === 'zh' ? ZH : EN;
}

export type ExplorerWords = Widened<typeof EN>;
