/**
 * Transport modes (运输方式), one character. For direct purchase the mode across the border, for bonded
 * import the mode out of the zone (specification 202205, InventoryHead.trafMode). Source: JGS-20
 * 海关业务代码集 as collected in bellmit/CESP_WEB; G, L and T from the table of 2018.
 */
export const TRANSPORT_MODES: ReadonlyMap<string, { readonly zh: string; readonly en: string }> =
  new Map([
    ['0', { zh: '非保税区', en: 'domestic place outside bonded zones' }],
    ['1', { zh: '监管仓库', en: 'supervised warehouse' }],
    ['2', { zh: '水路运输', en: 'water' }],
    ['3', { zh: '铁路运输', en: 'rail' }],
    ['4', { zh: '公路运输', en: 'road' }],
    ['5', { zh: '航空运输', en: 'air' }],
    ['6', { zh: '邮件运输', en: 'post' }],
    ['7', { zh: '保税区', en: 'bonded zone' }],
    ['8', { zh: '保税仓库', en: 'bonded warehouse' }],
    ['9', { zh: '其它运输', en: 'other' }],
    ['A', { zh: '全部运输方式', en: 'all modes' }],
    ['G', { zh: '固定设施运输', en: 'fixed installation' }],
    ['H', { zh: '边境特殊海关作业区', en: 'special customs area at the border' }],
    ['L', { zh: '旅客携带', en: 'carried by travellers' }],
    ['T', { zh: '综合实验区', en: 'comprehensive experimental area' }],
    ['W', { zh: '物流中心', en: 'logistics centre' }],
    ['X', { zh: '物流园区', en: 'logistics park' }],
    ['Y', { zh: '保税港区', en: 'bonded port' }],
    ['Z', { zh: '出口加工区', en: 'export processing zone' }],
  ]);

/** Codes of {@link TRANSPORT_MODES}. */
export const TRANSPORT_MODE_CODES: ReadonlySet<string> = new Set(TRANSPORT_MODES.keys());
