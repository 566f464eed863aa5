import { assert } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { ExchangeRate } from './exchange-rates.ts';
import type { ExportGoodsRow } from './export-goods.ts';

const RATE_SOURCE = 'demo, unverified: round figures, not the rates customs published';
const GOODS_SOURCE = 'demo, unverified: from memory of the export tariff and licence catalogues';

/** Demo exchange rates, CNY for a hundred, from the first day of 9610 on. */
export const DEMO_EXCHANGE_RATES: readonly ExchangeRate[] = (
  [
    ['110', '91'],
    ['116', '4.7'],
    ['132', '545'],
    ['133', '0.51'],
    ['300', '780'],
    ['303', '930'],
    ['344', '8.8'],
    ['501', '515'],
    ['502', '710'],
    ['601', '470'],
  ] as const
).map(([currency, rate]) => ({
  currency,
  cnyPerHundred: units(rate),
  validFrom: day('2014-02-10'),
  validUntil: undefined,
  source: RATE_SOURCE,
}));

type Demand = 'duty' | 'licence' | 'inspection';

/** Demo goods that need duty, licence or inspection on export. */
export const DEMO_EXPORT_GOODS: readonly ExportGoodsRow[] = (
  [
    ['0301921', '鳗鱼苗', ['duty']],
    ['2611', '钨矿砂及其精矿', ['duty', 'licence']],
    ['7202', '铁合金', ['duty']],
    ['7204', '钢铁废碎料', ['duty']],
    ['2846', '稀土金属化合物', ['licence']],
    ['8806', '无人驾驶航空器', ['licence']],
    ['9705', '文物收藏品', ['licence']],
    ['0902', '茶叶', ['inspection']],
    ['3604', '烟花爆竹', ['inspection']],
  ] as const
).map(([hsPrefix, nameZh, demands]) => {
  const has = (demand: Demand) => (demands as readonly Demand[]).includes(demand);
  return {
    hsPrefix,
    nameZh,
    duty: has('duty'),
    licence: has('licence'),
    inspection: has('inspection'),
    validFrom: day('2014-02-10'),
    validUntil: undefined,
    source: GOODS_SOURCE,
  };
});

function day(text: string): PlainDate {
  const parsed = parsePlainDate(text);
  assert(parsed, `${text} is a day`);
  return parsed;
}

function units(text: string): bigint {
  const parsed = parseUnits(text);
  assert(parsed !== undefined, `${text} is a number`);
  return parsed;
}
