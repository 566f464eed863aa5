import type { PublishedCell, PublishedTable } from './publication.ts';
import { DIMENSIONS, TOTAL, UNSTATED } from './sdmx-structure.ts';
import type { SdmxDimension } from './sdmx-structure.ts';

/** An observation; without `value` it is withheld. */
export type Observation = { readonly period: string; readonly value: string | undefined };

export type SeriesKey = Readonly<Record<SdmxDimension, string>>;

export type Series = { readonly key: SeriesKey; readonly observations: readonly Observation[] };

/** What was published of one period. */
export type PublishedPeriod = {
  readonly period: string;
  readonly content: readonly PublishedTable[];
};

const COMPONENT_OF = {
  tradeMode: 'MODE',
  hs2: 'COMMODITY',
  partner: 'PARTNER',
  province: 'PROVINCE',
} as const;

const DIRECTION_OF: Readonly<Record<string, string>> = { import: 'IMP', export: 'EXP', '': TOTAL };

/** Every series of the zone from its publications, by key; observations in the order of time. */
export function seriesOf(published: readonly PublishedPeriod[], zoneCode: string): Series[] {
  const series = new Map<string, { key: SeriesKey; observations: Observation[] }>();
  const inTime = published.toSorted((a, b) => (a.period < b.period ? -1 : 1));
  for (const { period, content } of inTime) {
    const frequency = period.includes('Q') ? 'Q' : 'M';
    for (const table of content) {
      for (const cell of table.cells) {
        for (const [indicator, value] of indicatorsOf(table, cell)) {
          const key = keyOf(table, cell, { frequency, zoneCode, indicator });
          const name = textOfKey(key);
          const found = series.get(name) ?? { key, observations: [] };
          series.set(name, found);
          found.observations.push({ period, value });
        }
      }
    }
  }
  return [...series.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Sums stand in every table alike: they are told from the first that counts the same. */
function indicatorsOf(
  { dimension, counts }: PublishedTable,
  cell: PublishedCell,
): (readonly [indicator: string, value: string | undefined])[] {
  const isWithheld = cell.value === undefined;
  const count = isWithheld ? undefined : String(cell.count);
  const counted = [counts === 'lists' ? 'LISTS' : 'LINES', count] as const;
  const amounts = [['VALUE', cell.value] as const, ['TAX', cell.tax] as const];
  if (cell.row !== '' || dimension === 'tradeMode') return [counted, ...amounts];
  return dimension === 'hs2' ? [counted] : [];
}

function keyOf(
  { dimension }: PublishedTable,
  { row, direction }: PublishedCell,
  { frequency, zoneCode, indicator }: { frequency: string; zoneCode: string; indicator: string },
): SeriesKey {
  const key: Record<SdmxDimension, string> = {
    FREQ: frequency,
    REF_AREA: zoneCode,
    TRADE_FLOW: DIRECTION_OF[direction] ?? direction,
    ...{ MODE: TOTAL, COMMODITY: TOTAL, PARTNER: TOTAL, PROVINCE: TOTAL },
    INDICATOR: indicator,
  };
  if (row !== '') key[COMPONENT_OF[dimension]] = row === '-' ? UNSTATED : row;
  return key;
}

/** "M.330100.IMP.1210._T._T._T.VALUE". */
export function textOfKey(key: SeriesKey): string {
  return DIMENSIONS.map((dimension) => key[dimension]).join('.');
}

/** Which codes a key asks for by dimension; `undefined` where its form is wrong. */
export function parseKey(text: string): readonly ReadonlySet<string>[] | undefined {
  if (text === '' || text.toLowerCase() === 'all') return DIMENSIONS.map(() => new Set());
  const parts = text.split('.');
  if (parts.length !== DIMENSIONS.length) return undefined;
  return parts.map((part) => new Set(part.split('+').filter((code) => code !== '')));
}

export type DataSelection = {
  readonly key: readonly ReadonlySet<string>[];
  readonly startPeriod: string | undefined;
  readonly endPeriod: string | undefined;
  readonly firstNObservations: number | undefined;
  readonly lastNObservations: number | undefined;
};

/** The series that a question asks for, with the observations of its periods. */
export function selectSeries(series: readonly Series[], asked: DataSelection): Series[] {
  const { firstNObservations: first, lastNObservations: last } = asked;
  return series.flatMap(({ key, observations }) => {
    const fits = DIMENSIONS.every((dimension, i) => {
      const codes = asked.key[i];
      return !codes || codes.size === 0 || codes.has(key[dimension]);
    });
    if (!fits) return [];
    let within = observations.filter(({ period }) => isWithin(period, asked));
    if (first !== undefined) within = within.slice(0, first);
    if (last !== undefined) within = within.slice(Math.max(0, within.length - last));
    return within.length === 0 ? [] : [{ key, observations: within }];
  });
}

/** Whether a period lies between two others of any form: year, month, quarter, day. */
function isWithin(period: string, { startPeriod, endPeriod }: DataSelection): boolean {
  const [from, until] = monthsOf(period);
  if (startPeriod !== undefined && from < monthsOf(startPeriod)[0]) return false;
  return endPeriod === undefined || until <= monthsOf(endPeriod)[1];
}

/** First and last month of a period as "2026-10". */
export function monthsOf(period: string): readonly [string, string] {
  const year = period.slice(0, 4);
  const quarter = /^\d{4}-Q([1-4])/.exec(period)?.[1];
  const named = (no: number) => `${year}-${String(no).padStart(2, '0')}`;
  if (quarter !== undefined) return [named(Number(quarter) * 3 - 2), named(Number(quarter) * 3)];
  if (/^\d{4}(-A1)?$/.test(period)) return [named(1), named(12)];
  const month = /^\d{4}-M(\d\d)$/.exec(period)?.[1] ?? period.slice(5, 7);
  return [`${year}-${month}`, `${year}-${month}`];
}

/** Form of a period in a question. */
export const PERIOD = /^\d{4}(-(A1|Q[1-4]|M?(0[1-9]|1[0-2])(-\d\d(T[\d:.Z+-]+)?)?))?$/;
