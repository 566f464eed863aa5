import type { Queryable } from '@pilotzone/kernel/db';
import { cny, formatMoney, parseUnits } from '@pilotzone/kernel/money';
import type { CellDimension } from './contract/cells.ts';
import { PUBLISHED_TABLES, keyOfCell } from './model/publication.ts';
import type { Period, PublishedDimension, PublishedTable } from './model/publication.ts';
import type { RawCell, RawTable, WithheldKey } from './model/publication.ts';
import { GOODS_DIMENSIONS } from './contract/cells.ts';
import type { CellSelection } from './store/cells.ts';
import { readContributions } from './store/contributions.ts';
import type { ContributionRow } from './store/contributions.ts';

// A row for each code of a dimension and direction; none has so many.
const CELLS_MAX = 100_000;

/** The exact tables of a period at a revision, with who stands behind each cell. */
export async function readRawTables(
  q: Queryable,
  zoneCode: string,
  { period, revision }: { period: Period; revision: number },
): Promise<RawTable[]> {
  const tables: RawTable[] = [];
  for (const dimension of PUBLISHED_TABLES) {
    const counts = GOODS_DIMENSIONS.has(dimension) ? 'lines' : 'lists';
    const cells: RawCell[] = [];
    const margins: CellDimension[][] = [
      ...[[dimension, 'direction'], [dimension], ['direction'], []],
    ] as CellDimension[][];
    for (const by of margins) {
      const selection: CellSelection = {
        ...{ counts, by, revision, from: period.from, until: period.until, filters: new Map() },
      };
      const rows = await readContributions(q, zoneCode, { selection, limit: CELLS_MAX });
      cells.push(
        ...rows.map((row) => rawCell(row, by.includes(dimension) ? dimension : undefined)),
      );
    }
    tables.push({ dimension, counts, cells });
  }
  return tables;
}

function rawCell(row: ContributionRow, dimension: PublishedDimension | undefined): RawCell {
  const taxes = [row.tariff, row.consumption_tax, row.value_added_tax].map(unitsOf);
  const tax = taxes.reduce((sum, one) => sum + one, 0n);
  // A place that nobody stated still needs a name of its own: "" is the sum.
  const code = dimension && (row[dimension] === '' ? '-' : row[dimension]);
  return {
    row: code ?? '',
    direction: row.direction ?? '',
    firms: row.firms,
    count: row.lists,
    total: unitsOf(row.value),
    largest: unitsOf(row.largest),
    second: unitsOf(row.second),
    shown: {
      count: row.count,
      value: formatMoney(cny(unitsOf(row.value))),
      tax: formatMoney(cny(tax)),
    },
  };
}

/** What a publication withholds. */
export function withheldOf(tables: readonly PublishedTable[]): WithheldKey[] {
  return tables.flatMap((table) =>
    table.cells.filter(({ value }) => value === undefined).map((cell) => keyOfCell(table, cell)),
  );
}

function unitsOf(numeric: string): bigint {
  return parseUnits(numeric) ?? 0n;
}
