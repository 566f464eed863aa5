import { addDays, parsePlainDate, type PlainDate } from '@pilotzone/kernel/time';

/** What a table can have as rows or columns; those that name firms only for who may see all. */
export const OPEN_DIMENSIONS = [
  ...(['month', 'quarter', 'year', 'direction', 'tradeMode', 'portCode', 'province'] as const),
  ...(['partner', 'hs2', 'hs4'] as const),
] as const;

export const ALL_DIMENSIONS = [
  'day',
  ...OPEN_DIMENSIONS,
  ...(['city', 'park', 'platform', 'merchant', 'hs6', 'hs8'] as const),
] as const;

export type Dimension = (typeof ALL_DIMENSIONS)[number];

export const MEASURES = ['value', 'count', 'tax', 'weightKg'] as const;
export type Measure = (typeof MEASURES)[number];

export const VIEWS = ['table', 'chart', 'map'] as const;
export type View = (typeof VIEWS)[number];

/** What the address asks: any view of the explorer can be sent to somebody else. */
export type Question = {
  readonly rows: Dimension;
  readonly columns: Dimension | undefined;
  readonly measure: Measure;
  readonly view: View;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly knownAt: PlainDate | undefined;
  readonly direction: string;
  readonly tradeMode: string;
};

/** Reads the address; who may not see all asks about whole months that have ended. */
export function readQuestion(
  query: URLSearchParams,
  { today, seesAll }: { today: PlainDate; seesAll: boolean },
): Question {
  const known: readonly Dimension[] = seesAll ? ALL_DIMENSIONS : OPEN_DIMENSIONS;
  const one = (name: string) => known.find((dimension) => dimension === query.get(name));
  const rows = one('rows') ?? one('by') ?? (seesAll ? 'day' : 'month');
  const columns = one('columns');
  const view = VIEWS.find((name) => name === query.get('view')) ?? 'table';
  return {
    ...{ rows, columns: columns === rows ? undefined : columns },
    measure: MEASURES.find((name) => name === query.get('measure')) ?? 'value',
    view: view === 'map' && rows !== 'province' ? 'table' : view,
    ...daysOf(query, { today, seesAll }),
    knownAt: seesAll ? parsePlainDate(query.get('knownAt') ?? '') : undefined,
    direction: query.get('direction') ?? '',
    tradeMode: query.get('tradeMode') ?? '',
  };
}

function daysOf(query: URLSearchParams, who: { today: PlainDate; seesAll: boolean }) {
  const { today, seesAll } = who;
  const lastOfMonth = addDays(`${today.slice(0, 8)}01` as PlainDate, -1);
  const asked = parsePlainDate(query.get('until') ?? '') ?? today;
  if (seesAll) {
    // A month and its end on one screen.
    return { until: asked, from: parsePlainDate(query.get('from') ?? '') ?? addDays(asked, -30) };
  }
  const until = asked > lastOfMonth ? lastOfMonth : endOfMonth(asked);
  const from = parsePlainDate(query.get('from') ?? '') ?? addDays(until, -180);
  return { until, from: `${from.slice(0, 8)}01` as PlainDate };
}

/** The last day of the month of a day. */
export function endOfMonth(day: PlainDate): PlainDate {
  const next = addDays(`${day.slice(0, 8)}28` as PlainDate, 4);
  return addDays(`${next.slice(0, 8)}01` as PlainDate, -1);
}

/** The question as the API takes it. */
export function asCellQuery(question: Question): string {
  const { rows, columns, from, until, knownAt, direction, tradeMode } = question;
  return new URLSearchParams({
    ...{ by: columns ? `${rows},${columns}` : rows, from, until },
    ...(knownAt && { knownAt }),
    ...(direction && { direction }),
    ...(tradeMode && { tradeMode }),
  }).toString();
}

/** The question about one number of the table alone: narrower days, or one more filter. */
export function questionAt(question: Question, place: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams(asCellQuery({ ...question, columns: undefined }));
  params.delete('by');
  for (const [dimension, value] of Object.entries(place)) {
    const days = daysOfPeriod(dimension, value);
    if (days) {
      params.set('from', days.from < question.from ? question.from : days.from);
      params.set('until', days.until > question.until ? question.until : days.until);
    } else params.set(dimension, value === '' ? '-' : value);
  }
  return params.toString();
}

function daysOfPeriod(dimension: string, value: string) {
  if (dimension === 'day') return { from: value, until: value };
  if (dimension === 'year') return { from: `${value}-01-01`, until: `${value}-12-31` };
  const month = (text: string) => endOfMonth(`${text}-01` as PlainDate);
  if (dimension === 'month') return { from: `${value}-01`, until: month(value) };
  if (dimension !== 'quarter') return undefined;
  const first = Number(value.slice(-1)) * 3 - 2;
  const named = (no: number) => `${value.slice(0, 4)}-${String(no).padStart(2, '0')}`;
  return { from: `${named(first)}-01`, until: month(named(first + 2)) };
}
