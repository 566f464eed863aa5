import { createHmac } from 'node:crypto';
import type { Database, Queryable } from '@pilotzone/kernel/db';
import { PilotError } from '@pilotzone/kernel/errors';
import { cny, formatMoney, formatUnits, parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf, parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { STATISTICS_QUERY_INVALID, TOO_MANY_CELLS } from './contract.ts';
import { PROTECTED_DIMENSIONS } from './contract/cells.ts';
import type { Cell, CellAnswer, CellDimension, CellPageQuery } from './contract/cells.ts';
import { DISCLOSURE_POLICY, blur, secrecyOf } from './model/disclosure.ts';
import type { Contribution } from './model/disclosure.ts';
import { fixQuestion } from './query-cells.ts';
import type { CellSelection } from './store/cells.ts';
import { readContributions, spendCells } from './store/contributions.ts';
import type { ContributionRow } from './store/contributions.ts';

export type ProtectedNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & {
  readonly db: Pick<Database, 'transaction'>;
  readonly reads: Queryable;
  /** Draws the noise; fixed for ever, known to nobody outside. */
  readonly noiseKey: string;
};

// So many cells a day tell much about the zone and, by the noise on each, nothing about a firm.
export const CELLS_A_DAY = 20_000;
const CELLS_MAX = 5_000;
const DIMENSIONS_MAX = 3;

/**
 * Cells for an organisation that may not see everything: whole months that have ended, as known at
 * the end of yesterday, by dimensions that name nobody; what would tell about one merchant is left
 * out, the rest is blurred. Throws STATISTICS_QUERY_INVALID, TOO_MANY_CELLS.
 */
export async function queryProtected(
  query: CellPageQuery,
  client: string,
  needs: ProtectedNeeds,
): Promise<CellAnswer> {
  const { zoneCode, reads, clock } = needs;
  const today = dayOf(clock.now());
  const asked = wholeMonths(query, today);
  const { selection, edition } = await fixQuestion(asked, { zoneCode, clock, db: reads });
  assertNamesNobody(selection);
  const rows = await readContributions(reads, zoneCode, { selection, limit: CELLS_MAX + 1 });
  if (rows.length > CELLS_MAX)
    throw invalid(`more than ${CELLS_MAX} cells; ask for fewer months or dimensions`);
  await needs.db.transaction(async (tx) => {
    const spent = { client, day: today, cells: Math.max(rows.length, 1) };
    if ((await spendCells(tx, zoneCode, spent)) > CELLS_A_DAY)
      throw new PilotError(
        TOO_MANY_CELLS,
        `your organisation was told its ${CELLS_A_DAY} cells of today; ask again tomorrow`,
      );
  });
  const told = rows.map((row) => ({ row, cell: contributionOf(row) }));
  const open = told.filter(({ cell }) => !secrecyOf(cell, DISCLOSURE_POLICY));
  const closed = told.filter(({ cell }) => secrecyOf(cell, DISCLOSURE_POLICY));
  return {
    ...edition,
    currency: 'CNY',
    counts: selection.counts,
    cells: open.map((one) => blurredCell(one, selection, needs.noiseKey)),
    more: false,
    protection: 'noise',
    hidden: closed.map(({ row }) => placeOf(row, selection.by)),
  };
}

/** The question for whole ended months only, as known yesterday; without months the last ended. */
function wholeMonths(query: CellPageQuery, today: PlainDate): CellPageQuery {
  if (query.knownAt !== undefined || query.revision !== undefined)
    throw invalid('knownAt and revision are for those who may see everything; leave them out');
  const lastDay = addDays(`${today.slice(0, 8)}01` as PlainDate, -1);
  const until = query.until ?? lastDay;
  const from = query.from ?? `${until.slice(0, 8)}01`;
  const day = parsePlainDate(until);
  if (!day || until > lastDay || !addDays(day, 1).endsWith('-01') || !from.endsWith('-01'))
    throw invalid(
      `you may ask about whole months until ${lastDay}: from a first to a last day of a month`,
    );
  return { ...query, from, until, knownAt: addDays(today, -1) };
}

function assertNamesNobody({ by, filters }: CellSelection): void {
  const open = [...PROTECTED_DIMENSIONS].join(', ');
  for (const dimension of [...by, ...filters.keys()])
    if (!PROTECTED_DIMENSIONS.has(dimension))
      throw invalid(`${dimension} may name a firm; you may ask by ${open}`);
  if (by.length > DIMENSIONS_MAX) throw invalid(`you may ask by at most ${DIMENSIONS_MAX}`);
}

function invalid(message: string): PilotError {
  return new PilotError(STATISTICS_QUERY_INVALID, message);
}

/** Who stands behind a stored cell. */
export function contributionOf(row: ContributionRow): Contribution {
  return {
    firms: row.firms,
    count: row.lists,
    total: unitsOf(row.value),
    largest: unitsOf(row.largest),
    second: unitsOf(row.second),
  };
}

type Told = { readonly row: ContributionRow; readonly cell: Contribution };

function blurredCell({ row, cell }: Told, selection: CellSelection, noiseKey: string): Cell {
  const { by } = selection;
  // By the merchants and the months in which they traded, not by the question: other words, or a
  // period with months in which nothing was, draw no other noise.
  const about = `${row.firm_set} ${row.first_month} ${row.last_month}`;
  const bytes = createHmac('sha256', noiseKey).update(about).digest();
  const noisy = (exact: bigint, measure: number) =>
    blur(exact, { cell, draw: bytes.readUInt32BE(measure * 4), policy: DISCLOSURE_POLICY });
  const [value, tariff, consumptionTax, valueAddedTax] = [
    noisy(unitsOf(row.value), 0),
    noisy(unitsOf(row.tariff), 1),
    noisy(unitsOf(row.consumption_tax), 2),
    noisy(unitsOf(row.value_added_tax), 3),
  ] as const;
  const scaled = noisy(BigInt(row.count) * SCALE, 4);
  return {
    at: placeOf(row, by),
    count: Number(roundHalfUp(scaled, SCALE)),
    value: yuanOf(value),
    tariff: yuanOf(tariff),
    consumptionTax: yuanOf(consumptionTax),
    valueAddedTax: yuanOf(valueAddedTax),
    tax: yuanOf(tariff + consumptionTax + valueAddedTax),
    weightKg: formatUnits(roundHalfUp(noisy(unitsOf(row.weight_kg), 5), UNIT) * UNIT),
  };
}

const SCALE = 1_000_000n;
const UNIT = 100_000n;

function placeOf(row: ContributionRow, by: readonly CellDimension[]): Record<string, string> {
  return Object.fromEntries(by.map((dimension) => [dimension, row[dimension] ?? '']));
}

// Blurred amounts have no fen: more digits than are true would mislead.
function yuanOf(units: bigint): string {
  return formatMoney(cny(roundHalfUp(units, UNIT) * UNIT));
}

function unitsOf(numeric: string): bigint {
  return parseUnits(numeric) ?? 0n;
}
