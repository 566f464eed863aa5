import { assert } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { DemoConsumptionTax, DemoGoods } from './demo-goods.ts';
import { CONSUMPTION_TAXES, DEMO_GOODS } from './demo-goods.ts';
import type { Fraction } from './fraction.ts';
import { parseFraction, parsePercent, ZERO } from './fraction.ts';
import type { PositiveListEntry } from './positive-list-entry.ts';
import type { PerUnit, RateRow, Tariff } from './rates.ts';
import { createTariff } from './rates.ts';
import type { SupervisionModeRow } from './supervision-modes.ts';

type Period = { readonly from: PlainDate; readonly until?: PlainDate; readonly percent: string };

/**
 * VAT rates by period; the days of change are from memory, the 17 and 13 % are confirmed by
 * published examples.
 */
const VAT_PERIODS: Readonly<Record<DemoGoods['vat'], readonly Period[]>> = {
  standard: [
    { from: day('2016-04-08'), until: day('2018-04-30'), percent: '17' },
    { from: day('2018-05-01'), until: day('2019-03-31'), percent: '16' },
    { from: day('2019-04-01'), percent: '13' },
  ],
  reduced: [
    { from: day('2016-04-08'), until: day('2017-06-30'), percent: '13' },
    { from: day('2017-07-01'), until: day('2018-04-30'), percent: '11' },
    { from: day('2018-05-01'), until: day('2019-03-31'), percent: '10' },
    { from: day('2019-04-01'), percent: '9' },
  ],
};

/**
 * High-end cosmetics bear 15 % from this day; the 30 % before are not in the demo, so neither are
 * the goods.
 */
const COSMETICS_FROM = day('2016-10-01');

/** Demo rates: real-looking, unverified, and marked so in every `source`. */
export const DEMO_RATES: readonly RateRow[] = DEMO_GOODS.flatMap(ratesOfGoods);

/**
 * Remarks of the demo list. Quantities are from the official remarks; who is bonded-only is our own
 * choice.
 */
const DEMO_REMARKS: Readonly<Record<string, Partial<PositiveListEntry>>> = {
  '04012000': { modes: ['1210', '1239'], remark: '仅限网购保税商品' },
  '10063010': { quota: { units: units('20'), unit: '035' }, remark: '每人每年20千克' },
  '10063090': { quota: { units: units('20'), unit: '035' }, remark: '每人每年20千克' },
  '17019910': { quota: { units: units('2'), unit: '035' }, remark: '每人每年2千克' },
  '32151900': { remark: '仅限家用打印机墨水' },
};

/** Demo positive list: every code of the demo tariff, from the first day of the list. */
export const DEMO_POSITIVE_LIST: readonly PositiveListEntry[] = DEMO_GOODS.map((goods) => ({
  hsCode: goods.hsCode,
  nameZh: goods.nameZh,
  modes: [],
  quota: undefined,
  remark: '',
  validFrom: day('2016-04-08'),
  validUntil: undefined,
  source: '演示数据，未经核实 (demo, unverified): versions of the list are not told apart',
  ...DEMO_REMARKS[goods.hsCode],
}));

/** The demo tariff, compiled. */
export function createDemoTariff(): Tariff {
  return createTariff(DEMO_RATES, DEMO_POSITIVE_LIST);
}

/** Import modes of a demo zone: the two national ones, and 1239 by a local rule of that zone. */
export function demoSupervisionModes(zoneCode: string): SupervisionModeRow[] {
  return [
    {
      mode: '9610',
      nameZh: '跨境贸易电子商务',
      zoneCode: undefined,
      validFrom: day('2014-02-10'),
      validUntil: undefined,
      basis: '海关总署公告2014年第12号 (day from memory)',
    },
    {
      mode: '1210',
      nameZh: '保税跨境贸易电子商务',
      zoneCode: undefined,
      validFrom: day('2014-08-01'),
      validUntil: undefined,
      basis: '海关总署公告2014年第57号 (day from memory)',
    },
    {
      mode: '1239',
      nameZh: '保税跨境贸易电子商务A',
      zoneCode,
      validFrom: day('2016-12-01'),
      validUntil: undefined,
      basis: '海关总署公告2016年第75号 (day from memory); local rule of the demo zone, demo data',
    },
  ];
}

function ratesOfGoods(goods: DemoGoods): RateRow[] {
  const taxes: readonly DemoConsumptionTax[] = goods.consumptionTax
    ? CONSUMPTION_TAXES[goods.consumptionTax]
    : [{}];
  const isCosmetic = goods.consumptionTax === 'cosmetics' || goods.consumptionTax === 'sheets';
  return VAT_PERIODS[goods.vat].flatMap((period) =>
    taxes.map((tax) => ({
      hsCode: goods.hsCode,
      nameZh: goods.nameZh,
      unit1: goods.unit1,
      unit2: goods.unit2,
      mfnRate: percent(goods.mfn),
      vatRate: percent(period.percent),
      ctRate: tax.rate === undefined ? ZERO : percent(tax.rate),
      ctSpecific: perUnit(tax.specific),
      ctThreshold: perUnit(tax.threshold),
      validFrom: isCosmetic && period.from < COSMETICS_FROM ? COSMETICS_FROM : period.from,
      validUntil: period.until,
      source: `演示数据，未经核实 (demo, unverified; MFN confidence ${goods.confidence})`,
    })),
  );
}

function perUnit(written: readonly [string, string] | undefined): PerUnit | undefined {
  if (!written) return undefined;
  const cny = parseFraction(written[0]);
  assert(cny, `${written[0]} is no amount`);
  return { cny, unit: written[1] };
}

function percent(text: string): Fraction {
  const rate = parsePercent(text);
  assert(rate, `${text} is no percentage`);
  return rate;
}

function units(text: string): bigint {
  const parsed = parseUnits(text);
  assert(parsed, `${text} is no quantity`);
  return parsed;
}

function day(text: string): PlainDate {
  const parsed = parsePlainDate(text);
  assert(parsed, `${text} is no day`);
  return parsed;
}
