import { parseUnits } from '@pilotzone/kernel/money';
import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import type { NowcastAnswer, NowcastQuery } from './contract/indicators.ts';
import { nowcastOf, sumUntil } from './model/nowcast.ts';
import type { DailySeries, Nowcast } from './model/nowcast.ts';
import { fixQuestion } from './query-cells.ts';
import type { QueryCellsNeeds } from './query-cells.ts';
import { findEdition, readCells } from './store/cells.ts';
import type { CellSelection } from './store/cells.ts';

// A year of seasons, and as many again to score them.
const MONTHS_USED = 12;
const MONTHS_SCORED = 6;
const DAYS_MAX = 1_000;

/**
 * What the running month will come to, by what past months had in by the same day, and how such
 * nowcasts did before: each scored one uses only what was known on its day. Throws
 * STATISTICS_QUERY_INVALID.
 */
export async function queryNowcast(
  query: NowcastQuery,
  needs: QueryCellsNeeds,
): Promise<NowcastAnswer> {
  const measure = query.measure ?? 'value';
  const { on } = query;
  const { edition } = await fixQuestion(on === undefined ? {} : { knownAt: on }, needs);
  const today = edition.asOf as PlainDate;
  const cast = await castOn(today, measure, needs);
  const scores: NowcastAnswer['scores'] = [];
  const day = Number(today.slice(8));
  for (let back = 1; back <= MONTHS_SCORED; back += 1) {
    const last = lastDay(monthBefore(today.slice(0, 7), back));
    const its = String(Math.min(day, Number(last.slice(8)))).padStart(2, '0');
    const then = `${last.slice(0, 8)}${its}`;
    const told = await castOn(then as PlainDate, measure, needs);
    if (!told) continue;
    const [whole] = await readSeries({ from: firstDay(then), until: last }, edition, {
      ...{ measure, needs },
    });
    const truth = whole ? sumUntil(whole, whole.days) : 0;
    const isInside = truth >= told.low && truth <= told.high;
    scores.push({ month: then.slice(0, 7), ...shown(told), truth: round(truth), isInside });
  }
  return {
    ...edition,
    ...{ month: today.slice(0, 7), day, measure },
    nowcast: cast ? shown(cast) : null,
    scores,
  };
}

/** The nowcast as it was, or would have been, told at the end of a day. */
async function castOn(
  day: PlainDate,
  measure: Measure,
  needs: QueryCellsNeeds,
): Promise<Nowcast | undefined> {
  const known = await findEdition(needs.db, needs.zoneCode, { knownAt: day });
  if (!known) return undefined;
  const from = `${monthBefore(day.slice(0, 7), MONTHS_USED)}-01` as PlainDate;
  const all = await readSeries({ from, until: day }, known, { measure, needs });
  const running = all.find(({ month }) => month === day.slice(0, 7));
  const past = all.filter(({ month }) => month < day.slice(0, 7));
  return running && nowcastOf(running, past, Number(day.slice(8)));
}

type Measure = NonNullable<NowcastQuery['measure']>;

/** Days of each month with trade, as known at a revision. */
async function readSeries(
  days: { from: PlainDate; until: PlainDate },
  { revision }: { revision: number },
  { measure, needs }: { measure: Measure; needs: QueryCellsNeeds },
): Promise<DailySeries[]> {
  const isExport = measure === 'exportValue';
  const filters: CellSelection['filters'] = new Map(isExport ? [['direction', ['export']]] : []);
  const selection: CellSelection = { counts: 'lists', by: ['day'], ...days, revision, filters };
  const rows = await readCells(needs.db, needs.zoneCode, { selection, limit: DAYS_MAX });
  const months = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const day = row.day ?? '';
    const month = months.get(day.slice(0, 7)) ?? new Map<number, number>();
    months.set(day.slice(0, 7), month);
    const value = Number(parseUnits(row.value) ?? 0n) / 100_000;
    month.set(Number(day.slice(8)), measure === 'lists' ? row.count : value);
  }
  return [...months].map(([month, byDay]) => ({
    ...{ month, byDay, days: Number(lastDay(month).slice(8)) },
  }));
}

function shown({ soFar, estimate, low, high, coverage, monthsUsed }: Nowcast) {
  return {
    ...{ soFar: round(soFar), estimate: round(estimate), low: round(low), high: round(high) },
    ...{ coverage, monthsUsed },
  };
}

function round(number: number): number {
  return Math.round(number);
}

function firstDay(day: string): PlainDate {
  return `${day.slice(0, 8)}01` as PlainDate;
}

function lastDay(month: string): PlainDate {
  const next = addDays(`${month.slice(0, 7)}-28` as PlainDate, 4);
  return addDays(`${next.slice(0, 8)}01` as PlainDate, -1);
}

function monthBefore(month: string, back: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 - back;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}
