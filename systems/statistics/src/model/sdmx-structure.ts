import { PROVINCES } from '@pilotzone/rules/codes/admin-divisions';
import { COUNTRIES } from '@pilotzone/rules/codes/countries';
import { TRADE_MODES } from '@pilotzone/rules/codes/trade-modes';

/** The zone's statistics in the words of SDMX 2.1: one data structure, one flow. */
export const AGENCY = 'PILOTZONE';
export const FLOW = 'PZ_TRADE';
export const VERSION = '1.0';
export const CONCEPTS = 'CS_PZ_TRADE';

/** A name in the two languages. */
export type Name = { readonly en: string; readonly zh: string };

export type Code = Name & { readonly id: string };

export type CodeList = Name & { readonly id: string; readonly codes: readonly Code[] };

export const DIMENSIONS = [
  ...(['FREQ', 'REF_AREA', 'TRADE_FLOW', 'MODE', 'COMMODITY', 'PARTNER', 'PROVINCE'] as const),
  'INDICATOR',
] as const;

export type SdmxDimension = (typeof DIMENSIONS)[number];

/** Attributes of a series, then of an observation. */
export const SERIES_ATTRIBUTES = ['UNIT_MEASURE', 'UNIT_MULT'] as const;
export const OBSERVATION_ATTRIBUTES = ['OBS_STATUS', 'CONF_STATUS'] as const;

export type SdmxComponent =
  SdmxDimension | (typeof SERIES_ATTRIBUTES)[number] | (typeof OBSERVATION_ATTRIBUTES)[number];

/** What each component means; also the concept scheme. */
export const COMPONENT_NAMES: Readonly<Record<SdmxComponent | 'TIME_PERIOD' | 'OBS_VALUE', Name>> =
  {
    FREQ: { en: 'Frequency', zh: '频率' },
    REF_AREA: { en: 'Pilot zone', zh: '综合试验区' },
    TRADE_FLOW: { en: 'Direction of trade', zh: '进出口' },
    MODE: { en: 'Supervision mode', zh: '监管方式' },
    COMMODITY: { en: 'HS chapter', zh: 'HS 章' },
    PARTNER: { en: 'Partner country', zh: '贸易伙伴国（地区）' },
    PROVINCE: { en: 'Province of the buyer', zh: '收货省份' },
    INDICATOR: { en: 'Indicator', zh: '指标' },
    TIME_PERIOD: { en: 'Period', zh: '期间' },
    OBS_VALUE: { en: 'Value', zh: '数值' },
    UNIT_MEASURE: { en: 'Unit of measure', zh: '计量单位' },
    UNIT_MULT: { en: 'Power of ten of the unit', zh: '单位倍数（10 的幂）' },
    OBS_STATUS: { en: 'Status', zh: '数据状态' },
    CONF_STATUS: { en: 'Confidentiality', zh: '保密状态' },
  };

/** The total of a dimension, and what nobody stated. */
export const TOTAL = '_T';
export const UNSTATED = '_X';

const ALL: Code = { id: TOTAL, en: 'Total', zh: '合计' };
const NOT_STATED: Code = { id: UNSTATED, en: 'Not stated', zh: '未注明' };
const CHAPTERS_MAX = 97;

/** The code list of each component; `zoneCode` is the only area. */
export function codeListsOf(zoneCode: string): ReadonlyMap<SdmxComponent, CodeList> {
  const list = (id: string, name: Name, codes: readonly Code[]): CodeList => ({
    ...{ id, ...name, codes },
  });
  const chapters = Array.from({ length: CHAPTERS_MAX }, (_, i) => {
    const id = String(i + 1).padStart(2, '0');
    return { id, en: `HS chapter ${id}`, zh: `HS 第 ${id} 章` };
  });
  const modes = [...TRADE_MODES].map(([id, { zh, en }]) => ({ id, zh, en }));
  const countries = [...COUNTRIES].map(([id, { zh, en }]) => ({ id, zh, en }));
  const provinces = [...PROVINCES].map(([id, zh]) => ({ id, zh, en: zh }));
  const { FREQ, REF_AREA, TRADE_FLOW, MODE, COMMODITY, PARTNER, PROVINCE, INDICATOR } =
    COMPONENT_NAMES;
  return new Map<SdmxComponent, CodeList>([
    ['FREQ', list('CL_FREQ', FREQ, FREQUENCIES)],
    ['REF_AREA', list('CL_AREA', REF_AREA, [{ id: zoneCode, en: zoneCode, zh: zoneCode }])],
    ['TRADE_FLOW', list('CL_TRADE_FLOW', TRADE_FLOW, FLOWS)],
    ['MODE', list('CL_MODE', MODE, [ALL, ...modes])],
    ['COMMODITY', list('CL_COMMODITY', COMMODITY, [ALL, NOT_STATED, ...chapters])],
    ['PARTNER', list('CL_PARTNER', PARTNER, [ALL, NOT_STATED, ...countries])],
    ['PROVINCE', list('CL_PROVINCE', PROVINCE, [ALL, NOT_STATED, ...provinces])],
    ['INDICATOR', list('CL_INDICATOR', INDICATOR, INDICATORS)],
    ['UNIT_MEASURE', list('CL_UNIT', COMPONENT_NAMES.UNIT_MEASURE, UNITS)],
    ['UNIT_MULT', list('CL_UNIT_MULT', COMPONENT_NAMES.UNIT_MULT, MULTIPLES)],
    ['OBS_STATUS', list('CL_OBS_STATUS', COMPONENT_NAMES.OBS_STATUS, STATUSES)],
    ['CONF_STATUS', list('CL_CONF_STATUS', COMPONENT_NAMES.CONF_STATUS, SECRECIES)],
  ]);
}

const FREQUENCIES: readonly Code[] = [
  { id: 'M', en: 'Monthly', zh: '月度' },
  { id: 'Q', en: 'Quarterly', zh: '季度' },
];
const FLOWS: readonly Code[] = [
  ALL,
  { id: 'IMP', en: 'Imports', zh: '进口' },
  { id: 'EXP', en: 'Exports', zh: '出口' },
];
const INDICATORS: readonly Code[] = [
  { id: 'VALUE', en: 'Value', zh: '货值' },
  { id: 'TAX', en: 'Tax', zh: '税款' },
  { id: 'LISTS', en: 'Declaration lists', zh: '清单票数' },
  { id: 'LINES', en: 'Goods lines', zh: '商品项数' },
];
const UNITS: readonly Code[] = [
  { id: 'CNY', en: 'Chinese yuan', zh: '人民币元' },
  { id: 'NUMBER', en: 'Number', zh: '个数' },
];
const MULTIPLES: readonly Code[] = [{ id: '0', en: 'Units', zh: '个' }];
const STATUSES: readonly Code[] = [
  { id: 'A', en: 'Normal', zh: '正常' },
  { id: 'M', en: 'Missing', zh: '缺' },
];
const SECRECIES: readonly Code[] = [
  { id: 'F', en: 'Free', zh: '公开' },
  { id: 'C', en: 'Withheld', zh: '不予公布' },
];

/** The URN of one of our structures. */
export function urnOf(kind: string, id: string): string {
  return `urn:sdmx:org.sdmx.infomodel.${kind}=${AGENCY}:${id}(${VERSION})`;
}
