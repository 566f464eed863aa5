import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { cny, formatMoney, formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { STATISTICS_QUERY_INVALID, TRADE_DIMENSIONS } from './contract.ts';
import type { TradeAnswer, TradeDimension, TradeQueryString, TradeRow } from './contract.ts';
import { readTrade } from './store.ts';
import type { TradeCell, TradeSelection } from './store.ts';

export type QueryTradeNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Queryable };

const GOODS_DIMENSIONS: ReadonlySet<TradeDimension> = new Set([
  'originCountry',
  'hsChapter',
  'hsHeading',
  'unit',
]);
const LIMIT_DEFAULT = 1_000;

/**
 * Trade added up by any dimensions, within days of release. Counts lists, or goods lines as soon as
 * a goods dimension is asked for or filtered by. With `revision`, or with an `asOf` before today,
 * the same question has the same answer for ever. Throws STATISTICS_QUERY_INVALID.
 */
export async function queryTrade(
  query: TradeQueryString,
  needs: QueryTradeNeeds,
): Promise<TradeAnswer> {
  const selection = selectionOf(query, dayOf(needs.clock.now()));
  const { limit } = selection;
  const reading = await readTrade(needs.db, needs.zoneCode, { ...selection, limit: limit + 1 });
  return {
    asOf: selection.asOf,
    dataThrough: reading.dataThrough === undefined ? null : formatInstant(reading.dataThrough),
    revision: reading.revision,
    currency: 'CNY',
    counts: selection.cube,
    rows: reading.cells.slice(0, limit).map((cell) => rowOf(cell, selection)),
    more: reading.cells.length > limit,
  };
}

function selectionOf(query: TradeQueryString, today: PlainDate): TradeSelection {
  const by = splitList(query.by).map(dimensionOf);
  const filters = new Map<TradeDimension, string[]>();
  for (const dimension of TRADE_DIMENSIONS) {
    if (dimension === 'day' || dimension === 'month') continue;
    const values = splitList(query[dimension]);
    if (values.length > 0) filters.set(dimension, values);
  }
  const until = dayParameter('until', query.until) ?? today;
  const from = dayParameter('from', query.from) ?? (`${until.slice(0, 8)}01` as PlainDate);
  if (from > until) throw invalid(`from ${from} is after until ${until}`);
  const asked = dayParameter('asOf', query.asOf) ?? today;
  const aboutGoods = [...by, ...filters.keys()].some((dimension) =>
    GOODS_DIMENSIONS.has(dimension),
  );
  return {
    cube: aboutGoods ? 'lines' : 'lists',
    by: [...new Set(by)],
    from,
    until,
    filters,
    asOf: asked < today ? asked : today,
    revision: query.revision,
    limit: query.limit ?? LIMIT_DEFAULT,
  };
}

function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function dimensionOf(name: string): TradeDimension {
  const known = TRADE_DIMENSIONS.find((dimension) => dimension === name);
  if (known) return known;
  throw invalid(`"${name}" is no dimension; choose from ${TRADE_DIMENSIONS.join(', ')}`);
}

function dayParameter(name: string, text: string | undefined): PlainDate | undefined {
  if (text === undefined) return undefined;
  const day = parsePlainDate(text);
  if (!day) throw invalid(`${name} "${text}" is no day; write YYYY-MM-DD`);
  return day;
}

function invalid(message: string): PilotError {
  return new PilotError(STATISTICS_QUERY_INVALID, message);
}

function rowOf(cell: TradeCell, selection: TradeSelection): TradeRow {
  const { by, cube, filters } = selection;
  const measure = formatUnits(parseUnits(cell.amount) ?? 0n);
  const oneUnit = by.includes('unit') || filters.get('unit')?.length === 1;
  return {
    at: Object.fromEntries(by.map((dimension) => [dimension, cell[dimension] ?? ''])),
    count: cell.count,
    dutiablePrice: amountText(cell.dutiable_price),
    tariff: amountText(cell.tariff),
    consumptionTax: amountText(cell.consumption_tax),
    valueAddedTax: amountText(cell.value_added_tax),
    tax: amountText(cell.tax),
    ...(cube === 'lists' ? { grossWeightKg: measure } : {}),
    ...(cube === 'lines' && oneUnit ? { quantity: measure } : {}),
  };
}

function amountText(numeric: string): string {
  return formatMoney(cny(parseUnits(numeric) ?? 0n));
}
