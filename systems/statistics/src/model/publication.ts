import { addDays, type PlainDate } from '@pilotzone/kernel/time';
import type { CellDimension } from '../contract/cells.ts';
import { DISCLOSURE_POLICY } from './disclosure.ts';
import type { Contribution } from './disclosure.ts';
import { protectTable } from './protect-table.ts';
import type { PlainTable, Suppression } from './protect-table.ts';

/** A month or a quarter with its first and last day, the one before, and its months. */
export type Period = {
  readonly name: string;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly before: string;
  readonly yearBefore: string;
  /** Of a quarter; a month has none. */
  readonly months: readonly string[];
};

/** Reads "2026-11" or "2026-Q4"; `undefined` for anything else. */
export function parsePeriod(text: string): Period | undefined {
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  const [, year = '', no = ''] = month ?? quarter ?? [];
  if (year === '') return undefined;
  const length = month ? 1 : 3;
  const first = month ? Number(no) : Number(no) * 3 - 2;
  const nameOf = (back: number) => {
    const at = Number(year) * 12 + first - 1 - back * length;
    const its = Math.floor(at / 12);
    return month ? monthName(at) : `${its}-Q${Math.floor((at % 12) / 3) + 1}`;
  };
  const start = Number(year) * 12 + first - 1;
  return {
    name: text,
    from: `${monthName(start)}-01` as PlainDate,
    until: addDays(`${monthName(start + length)}-01` as PlainDate, -1),
    before: nameOf(1),
    yearBefore: nameOf(month ? 12 : 4),
    months: quarter ? [0, 1, 2].map((ahead) => monthName(start + ahead)) : [],
  };
}

function monthName(at: number): string {
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** The tables of every publication: each by one dimension and direction. */
export const PUBLISHED_TABLES = ['tradeMode', 'hs2', 'partner', 'province'] as const;

export type PublishedDimension = (typeof PUBLISHED_TABLES)[number] & CellDimension;

/** "" stands for the sum. */
export type PublishedCell = {
  readonly row: string;
  readonly direction: string;
  readonly count: number;
  /** Decimals, CNY; absent where the cell is withheld. */
  readonly value?: string;
  readonly tax?: string;
};

export type PublishedTable = {
  readonly dimension: PublishedDimension;
  readonly counts: 'lists' | 'lines';
  readonly cells: readonly PublishedCell[];
};

/** An exact cell before it is protected. */
export type RawCell = Contribution & {
  readonly row: string;
  readonly direction: string;
  readonly shown: { readonly count: number; readonly value: string; readonly tax: string };
};

export type RawTable = Omit<PublishedTable, 'cells'> & { readonly cells: readonly RawCell[] };

const DIRECTIONS = ['import', 'export', ''];
// Linked tables settle in two or three rounds; each round only adds cells.
const ROUNDS_MAX = 20;

/** Where something is withheld: dimension, row, direction. */
export type WithheldKey = string;

/** The key of a cell; sums by direction are one cell in all tables that count the same. */
export function keyOfCell(
  { dimension }: Pick<PublishedTable, 'dimension'>,
  { row, direction }: Pick<PublishedCell, 'row' | 'direction'>,
): WithheldKey {
  return row === '' ? `sum ${direction}` : `${dimension} ${row} ${direction}`;
}

/**
 * Withholds what would tell of a firm, and what would give that back: within each table, across
 * tables that share a sum, and for `given` cells that an earlier edition, or a month of this
 * quarter, withheld. Repeats until nothing more is added.
 */
export function protectPublication(
  tables: readonly RawTable[],
  given: ReadonlySet<WithheldKey>,
): PublishedTable[] {
  const withheld = new Set(given);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const before = withheld.size;
    for (const table of tables) for (const key of withheldIn(table, withheld)) withheld.add(key);
    if (withheld.size === before) break;
  }
  return tables.map((table) => ({
    dimension: table.dimension,
    counts: table.counts,
    cells: table.cells.map(({ row, direction, shown }) => ({
      ...{ row, direction },
      ...(withheld.has(keyOfCell(table, { row, direction })) ? { count: 0 } : shown),
    })),
  }));
}

function withheldIn(table: RawTable, withheld: ReadonlySet<WithheldKey>): WithheldKey[] {
  const rows = [...new Set(table.cells.map(({ row }) => row).filter((row) => row !== '')), ''];
  const cells = rows.map((row) =>
    DIRECTIONS.map(
      (direction) =>
        table.cells.find((cell) => cell.row === row && cell.direction === direction) ?? NOTHING,
    ),
  );
  const plain: PlainTable = { rows: rows.length, columns: DIRECTIONS.length, cells };
  const places = rows.flatMap((row, r) =>
    DIRECTIONS.map((direction, c) => ({
      ...{ row: r, column: c, key: keyOfCell(table, { row, direction }) },
    })),
  );
  const given = places.filter(({ key, row, column }) => {
    const cell = cells[row]?.[column];
    return withheld.has(key) && cell !== undefined && cell.firms > 0;
  });
  const marks: Suppression[][] = protectTable(plain, DISCLOSURE_POLICY, given);
  return places.filter(({ row, column }) => marks[row]?.[column]).map(({ key }) => key);
}

const NOTHING: Contribution = { firms: 0, count: 0, total: 0n, largest: 0n, second: 0n };
