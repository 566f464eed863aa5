import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import type { IndicatorAnswer, IndicatorMonth, IndicatorQuery } from './contract/indicators.ts';
import type { NationalAnswer } from './contract/indicators.ts';
import { checkGrowth } from './model/national-series.ts';
import { INDEX_METHOD, growthOf, herfindahl, indexOf } from './model/zone-index.ts';
import type { IndexMonth, MonthNumbers } from './model/zone-index.ts';
import { fixQuestion } from './query-cells.ts';
import type { QueryCellsNeeds } from './query-cells.ts';
import { readMerchantMonths } from './store/month-numbers.ts';
import type { MerchantMonth } from './store/month-numbers.ts';

/**
 * Indicators and index by month, as known at any day or revision: the same question at the same
 * revision has the same answer for ever. Throws STATISTICS_QUERY_INVALID.
 */
export async function queryIndicators(
  query: IndicatorQuery,
  needs: QueryCellsNeeds,
): Promise<IndicatorAnswer> {
  const { knownAt, revision: asked } = query;
  const fixed = { ...(knownAt && { knownAt }), ...(asked !== undefined && { revision: asked }) };
  const { edition, selection } = await fixQuestion(fixed, needs);
  const until = query.until === undefined ? selection.until : lastDay(query.until);
  const { revision } = edition;
  const read = await readMerchantMonths(needs.db, needs.zoneCode, { until, revision });
  const all = monthsOf(read);
  const base = all.find(({ month }) => month === query.base) ?? all[0];
  const index = new Map((base ? indexOf(all, base) : []).map((one) => [one.month, one]));
  const shown = all.filter(({ month }) => query.from === undefined || month >= query.from);
  return {
    ...edition,
    baseMonth: base?.month ?? null,
    method: INDEX_METHOD.version,
    months: shown.map((numbers) => indicatorsOf(numbers, all, index.get(numbers.month))),
  };
}

function lastDay(month: string): PlainDate {
  const next = addDays(`${month}-28` as PlainDate, 4);
  return addDays(`${next.slice(0, 8)}01` as PlainDate, -1);
}

type Read = Awaited<ReturnType<typeof readMerchantMonths>>;

/** Numbers of each month that had trade, in the order of time. */
function monthsOf({ merchants, partners }: Read): MonthNumbers[] {
  const byMonth = groupByMonth(merchants);
  const known = new Set<string>();
  return [...byMonth].map(([month, rows]) => {
    const active = rows.filter(({ lists, value }) => lists > 0 || unitsOf(value) > 0n);
    const fresh = active.filter(({ merchant }) => !known.has(merchant));
    for (const { merchant } of active) known.add(merchant);
    const value = sum(rows, (row) => unitsOf(row.value));
    const shares = active
      .map((row) => (value > 0n ? Number((unitsOf(row.value) * 1_000_000n) / value) : 0))
      .sort((a, b) => b - a);
    return {
      ...{ month, value, shares },
      lists: rows.reduce((all, row) => all + row.lists, 0),
      exportValue: sum(rows, (row) => unitsOf(row.exported)),
      tax: sum(rows, (row) => unitsOf(row.tax)),
      merchants: active.length,
      newMerchants: fresh.length,
      partners: partners.find((one) => one.month === month)?.partners ?? 0,
      undoneLists: rows.reduce((all, row) => all + row.undone, 0),
      releasedLists: rows.reduce((all, row) => all + row.entered, 0),
    };
  });
}

function groupByMonth(rows: readonly MerchantMonth[]): Map<string, MerchantMonth[]> {
  const groups = new Map<string, MerchantMonth[]>();
  for (const row of rows) groups.set(row.month, [...(groups.get(row.month) ?? []), row]);
  return groups;
}

function sum(rows: readonly MerchantMonth[], of: (row: MerchantMonth) => bigint): bigint {
  return rows.reduce((all, row) => all + of(row), 0n);
}

function indicatorsOf(
  numbers: MonthNumbers,
  all: readonly MonthNumbers[],
  index: IndexMonth | undefined,
): IndicatorMonth {
  const { month, value, shares, releasedLists, undoneLists } = numbers;
  const valueIn = (name: string) => all.find((one) => one.month === name)?.value ?? 0n;
  const growth = (before: string) => {
    const tenths = growthOf(value, valueIn(before));
    return tenths === undefined ? null : tenths / 10;
  };
  const concentrated = herfindahl(numbers);
  const percent = (part: number) => Math.round(part * 1000) / 10;
  return {
    ...{ month, lists: numbers.lists, merchants: numbers.merchants },
    ...{ newMerchants: numbers.newMerchants, partners: numbers.partners },
    value: formatMoney(cny(value)),
    exportValue: formatMoney(cny(numbers.exportValue)),
    tax: formatMoney(cny(numbers.tax)),
    returnRate: releasedLists === 0 ? 0 : percent(undoneLists / releasedLists),
    concentration: concentrated === undefined ? null : Math.round(concentrated * 10_000),
    topThreeShare: percent(shares.slice(0, 3).reduce((part, one) => part + one, 0) / 1e6),
    valueOnMonth: growth(monthBefore(month, 1)),
    valueOnYear: growth(monthBefore(month, 12)),
    index: index?.index ?? 100,
    contributions: [...(index?.contributions ?? [])],
  };
}

function monthBefore(month: string, back: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 - back;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

function unitsOf(numeric: string): bigint {
  return parseUnits(numeric) ?? 0n;
}

/** The national reference series, each printed growth held against the totals beside it. */
export function readNational(): NationalAnswer {
  return {
    unit: '100 million CNY',
    items: checkGrowth().map(({ growth, computed, ...figure }) => ({
      ...figure,
      growth: growth === undefined ? null : growth / 10,
      computed: computed.map(({ on, growth: tenths }) => ({ on, growth: tenths / 10 })),
    })),
  };
}
