import { UNITS_PER_ONE } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';

/** One rule of export supervision in one period; both days belong to it. */
type Dated<V> = {
  readonly from: string;
  readonly until?: string;
  readonly value: V;
  readonly source: string;
};

/** The rules of a day. */
export type ExportRules = {
  /** Modes (监管方式) that an export list (603) may declare. */
  readonly modes: ReadonlySet<string>;
  /** A receipt of payment (403) belongs to the documents of a list. */
  readonly paymentRequired: boolean;
  /** A merchant files its overseas warehouses with customs before it declares 9810. */
  readonly warehouseFilingRequired: boolean;
  /** The most that a simplified list, or a B2B list, may be worth, in units of 1/100 000 CNY. */
  readonly listValueMax: bigint;
  /** Months after release in which goods may come back. */
  readonly returnMonths: number;
  /** Months after release in which they come back free of tax; 0: no such rule. */
  readonly taxFreeReturnMonths: number;
  /** Goods exported under 9610 may come back through another customs office. */
  readonly crossDistrictReturn: boolean;
  /** Day of the month by which the lists closed in the month before are summed up. */
  readonly summaryDay: number;
};

/**
 * What changed by date. Sources: reference/policy/modes.md and tax.md (announcements named there);
 * days marked M there are from memory.
 */
export const EXPORT_RULES = {
  mode9610: [{ from: '2014-02-10', value: '9610', source: 'GACC 2014 no. 12 (day from memory)' }],
  mode1210: [{ from: '2014-08-01', value: '1210', source: 'GACC 2014 no. 57 (day from memory)' }],
  mode9710: [{ from: '2020-07-01', value: '9710', source: 'GACC 2020 no. 75' }],
  mode9810: [{ from: '2020-07-01', value: '9810', source: 'GACC 2020 no. 75' }],
  payment: [
    { from: '2014-02-10', until: '2024-12-14', value: true, source: 'GACC 2018 no. 194' },
    { from: '2024-12-15', value: false, source: 'GACC 2024 no. 167' },
  ],
  warehouseFiling: [
    { from: '2020-07-01', until: '2024-12-14', value: true, source: 'GACC 2020 no. 75' },
    { from: '2024-12-15', value: false, source: 'GACC 2024 no. 167' },
  ],
  listValueMax: [
    {
      from: '2014-02-10',
      value: 5_000n * UNITS_PER_ONE,
      source: 'Simplified lists: port offices of the zones, 2024-10-08; B2B: GACC 2020 no. 75',
    },
  ],
  returnMonths: [{ from: '2020-03-27', value: 12, source: 'GACC 2020 no. 44 (day from memory)' }],
  taxFreeReturn: [
    {
      from: '2023-01-30',
      until: '2025-12-31',
      value: 6,
      source: '财政部 海关总署 税务总局公告 2023 no. 4, 2023 no. 34 (numbers from memory)',
    },
    {
      from: '2026-01-01',
      until: '2027-12-31',
      value: 6,
      source: '财政部 海关总署 税务总局公告 2026 no. 16',
    },
  ],
  crossDistrictReturn: [
    { from: '2026-04-01', value: true, source: 'GACC announcement of 2026-03-13' },
  ],
  summaryDay: [{ from: '2019-01-01', value: 15, source: 'GACC 2018 no. 194' }],
} as const satisfies Record<string, readonly Dated<unknown>[]>;

/** The rules in force on a day. */
export function exportRulesOn(on: PlainDate): ExportRules {
  const { mode9610, mode1210, mode9710, mode9810 } = EXPORT_RULES;
  const modes = [mode9610, mode1210, mode9710, mode9810].flatMap((rows) => at(rows, on) ?? []);
  return {
    modes: new Set<string>(modes),
    paymentRequired: at(EXPORT_RULES.payment, on) ?? false,
    warehouseFilingRequired: at(EXPORT_RULES.warehouseFiling, on) ?? false,
    listValueMax: at(EXPORT_RULES.listValueMax, on) ?? 0n,
    returnMonths: at(EXPORT_RULES.returnMonths, on) ?? 0,
    taxFreeReturnMonths: at(EXPORT_RULES.taxFreeReturn, on) ?? 0,
    crossDistrictReturn: at(EXPORT_RULES.crossDistrictReturn, on) ?? false,
    summaryDay: at(EXPORT_RULES.summaryDay, on) ?? 15,
  };
}

function at<V>(rows: readonly Dated<V>[], on: PlainDate): V | undefined {
  return rows.find(({ from, until }) => from <= on && (until === undefined || on <= until))?.value;
}

/** The same day so many months later, or the last day of a shorter month. */
export function addMonths(day: string, months: number): string {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.trunc(count / 12), (count % 12) + 1];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const last = Math.min(Number(day.slice(8, 10)), lengths[month - 1] ?? 31);
  return [String(year).padStart(4, '0'), two(month), two(last)].join('-');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
