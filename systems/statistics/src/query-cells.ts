import type { Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { cny, formatMoney, formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant, parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { STATISTICS_QUERY_INVALID } from './contract.ts';
import { CELL_DIMENSIONS, GOODS_DIMENSIONS, TIME_DIMENSIONS } from './contract/cells.ts';
import type { CellDimension, CellQuery, FilterDimension } from './contract/cells.ts';
import type { Cell, CellAnswer, CellPageQuery } from './contract/cells.ts';
import { findEdition, readCells } from './store/cells.ts';
import type { CellRow, CellSelection } from './store/cells.ts';

export type QueryCellsNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly db: Queryable };

/** A question with its revision fixed, and how fresh that is. */
export type FixedQuestion = {
  readonly selection: CellSelection;
  readonly edition: Pick<CellAnswer, 'asOf' | 'dataThrough' | 'revision'>;
};

const LIMIT_DEFAULT = 1_000;
const DIMENSIONS_MAX = 6;

/**
 * Cells of any dimensions, within days of release, as known at any day or revision. Throws
 * STATISTICS_QUERY_INVALID.
 */
export async function queryCells(
  query: CellPageQuery,
  needs: QueryCellsNeeds,
): Promise<CellAnswer> {
  const { selection, edition } = await fixQuestion(query, needs);
  const limit = query.limit ?? LIMIT_DEFAULT;
  const rows = await readCells(needs.db, needs.zoneCode, { selection, limit: limit + 1 });
  return {
    ...edition,
    currency: 'CNY',
    counts: selection.counts,
    cells: rows.slice(0, limit).map((row) => cellOf(row, selection)),
    more: rows.length > limit,
    protection: 'none',
    hidden: [],
  };
}

/** Reads a question as typed and fixes the revision it is answered at. */
export async function fixQuestion(
  query: CellQuery,
  { db, zoneCode, clock }: QueryCellsNeeds,
): Promise<FixedQuestion> {
  const today = dayOf(clock.now());
  const by = [...new Set(splitList(query.by).map(dimensionOf))];
  if (by.length > DIMENSIONS_MAX) throw invalid(`by names more than ${DIMENSIONS_MAX} dimensions`);
  const filters = filtersOf(query);
  const until = dayParameter('until', query.until) ?? today;
  const from = dayParameter('from', query.from) ?? (`${until.slice(0, 8)}01` as PlainDate);
  if (from > until) throw invalid(`from ${from} is after until ${until}`);
  const asked = dayParameter('knownAt', query.knownAt) ?? today;
  const knownAt = asked < today ? asked : today;
  const found = await findEdition(db, zoneCode, { knownAt, revision: query.revision });
  const isAboutGoods = [...by, ...filters.keys()].some((one) => GOODS_DIMENSIONS.has(one));
  const revision = found?.revision ?? 0;
  const dataThrough = found ? formatInstant(found.through) : null;
  const counts = isAboutGoods ? 'lines' : 'lists';
  return {
    selection: { counts, by, from, until, revision, filters },
    edition: { asOf: knownAt, dataThrough, revision },
  };
}

function filtersOf(query: CellQuery): Map<CellDimension, string[]> {
  const filters = new Map<CellDimension, string[]>();
  for (const dimension of CELL_DIMENSIONS) {
    if (!isFilter(dimension)) continue;
    // "-" stands for what has no value: a list without park, an order without district.
    const values = splitList(query[dimension]).map((value) => (value === '-' ? '' : value));
    if (values.length > 0) filters.set(dimension, values);
  }
  return filters;
}

function isFilter(dimension: CellDimension): dimension is FilterDimension {
  return !TIME_DIMENSIONS.has(dimension);
}

function splitList(text: string | undefined): string[] {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function dimensionOf(name: string): CellDimension {
  const known = CELL_DIMENSIONS.find((dimension) => dimension === name);
  if (known) return known;
  throw invalid(`"${name}" is no dimension; choose from ${CELL_DIMENSIONS.join(', ')}`);
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

/** A stored row as answers show it. */
export function cellOf(row: CellRow, { by, filters }: CellSelection): Cell {
  const isOneUnit = by.includes('unit') || filters.get('unit')?.length === 1;
  const taxes = [row.tariff, row.consumption_tax, row.value_added_tax].map(unitsOf);
  return {
    at: Object.fromEntries(by.map((dimension) => [dimension, row[dimension] ?? ''])),
    count: row.count,
    value: moneyOf(unitsOf(row.value)),
    tariff: moneyOf(unitsOf(row.tariff)),
    consumptionTax: moneyOf(unitsOf(row.consumption_tax)),
    valueAddedTax: moneyOf(unitsOf(row.value_added_tax)),
    tax: moneyOf(taxes.reduce((sum, units) => sum + units, 0n)),
    weightKg: formatUnits(unitsOf(row.weight_kg)),
    ...(isOneUnit ? { quantity: formatUnits(unitsOf(row.quantity)) } : {}),
  };
}

function unitsOf(numeric: string): bigint {
  return parseUnits(numeric) ?? 0n;
}

function moneyOf(units: bigint): string {
  return formatMoney(cny(units));
}
