const en = {
  title: 'Map of provinces',
  about:
    'Provinces are shown as tiles. An approved map (审图号) can take their place, as GeoJSON with ' +
    'every province by its code and the islands of the South China Sea. What it would change is ' +
    'shown first; number and source then stand beside the map.',
  approvalNo: 'Number of the approval (审图号)',
  approvalHint: 'As printed on the map, like GS(2024)0650号',
  source: 'Source',
  sourceHint: 'Who published it',
  file: 'File (GeoJSON, at most 8 MB)',
  fileMissing: 'Choose the file.',
  compare: 'Show the difference',
  shapes: 'Shapes',
  shapesOf: (provinces: number, others: number) => `${provinces} provinces, ${others} others`,
  positions: 'Positions',
  before: 'Shown now',
  tiles: 'tiles',
  added: 'New',
  changed: 'Changed',
  removed: 'Left out',
  none: 'none',
  apply: (number: string) => `Show map ${number}`,
  applied: 'Shown',
  withdraw: 'Withdraw the map, show tiles',
  sure: (number: string) => `Withdraw map ${number}?`,
  yes: 'Withdraw',
  history: 'What was shown before',
  withdrawn: 'withdrawn',
  at: 'When',
  by: 'By whom',
};

export type MapWords = typeof en;

const zh: MapWords = {
  title: '省级地图',
  about:
    '各省以方格显示。可上传已审核的地图（有审图号）取代方格：GeoJSON，含全部省级行政区代码及南海诸岛。' +
    '先显示将要发生的变化；生效后地图旁注明审图号与来源。',
  approvalNo: '审图号',
  approvalHint: '照地图所印填写，如 GS(2024)0650号',
  source: '来源',
  sourceHint: '地图的出版或发布单位',
  file: '文件（GeoJSON，不超过 8 MB）',
  fileMissing: '请选择文件。',
  compare: '查看变化',
  shapes: '图形',
  shapesOf: (provinces, others) => `省级 ${provinces} 个，其他 ${others} 个`,
  positions: '坐标点',
  before: '现用',
  tiles: '方格',
  added: '新增',
  changed: '变更',
  removed: '缺少',
  none: '无',
  apply: (number) => `使用地图 ${number}`,
  applied: '已使用',
  withdraw: '撤下地图，改用方格',
  sure: (number) => `确定撤下地图 ${number}？`,
  yes: '撤下',
  history: '历次地图',
  withdrawn: '撤下',
  at: '时间',
  by: '操作人',
};

/** The words of maps in both languages. */
export const MAP_WORDS: Readonly<Record<'zh' | 'en', MapWords>> = { zh, en };
