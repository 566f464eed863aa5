import type { PlainDate } from '@pilotzone/kernel/time';
import { readPeriod } from './cells.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import { isInForce } from './rates.ts';

/** An overseas warehouse (海外仓) that a merchant filed with customs. */
export type WarehouseFiling = {
  /** The merchant by its code in the lists (ebcCode). */
  readonly merchantCode: string;
  readonly warehouse: string;
  readonly country: string;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  readonly source: string;
};

/** Whether a merchant's business with overseas warehouses is filed on a day. */
export function hasWarehouseFiling(
  filings: readonly WarehouseFiling[],
  merchantCode: string,
  on: PlainDate,
): boolean {
  return filings.some((row) => row.merchantCode === merchantCode && isInForce(row, on));
}

/** The header of a file of overseas warehouses. */
export const WAREHOUSE_COLUMNS = [
  'merchant_code',
  'warehouse',
  'country',
  'valid_from',
  'valid_until',
  'source',
] as const;

type Column = (typeof WAREHOUSE_COLUMNS)[number];

/** Reads and validates a file of filings; reports every error at once. */
export function parseWarehouseFile(text: string): ParsedFile<WarehouseFiling> {
  return parseRows(readCsvTable(text, WAREHOUSE_COLUMNS), readFiling);
}

/** Filings as a file that `parseWarehouseFile` reads back. */
export function formatWarehouseFile(rows: readonly WarehouseFiling[]): string {
  const lines = rows.map((row) => formatCsvLine(cellsOf(row)));
  return [WAREHOUSE_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/** What an import would change; the file speaks for the merchants it names. */
export function diffWarehouses(
  existing: readonly WarehouseFiling[],
  incoming: readonly WarehouseFiling[],
): RowsDiff<WarehouseFiling> {
  return diffRows(existing, incoming, {
    codeOf: (row) => row.merchantCode,
    textOf: (row) => formatCsvLine(cellsOf(row)),
  });
}

function readFiling(
  cells: Readonly<Record<Column, string>>,
  fail: (column: Column, message: string) => void,
): WarehouseFiling {
  if (cells.merchant_code === '') fail('merchant_code', 'a customs code is needed');
  if (cells.warehouse === '') fail('warehouse', 'a name is needed');
  if (!/^\d{3}$/.test(cells.country)) fail('country', 'a customs country code of 3 digits');
  if (cells.source === '') fail('source', 'a source is needed');
  return {
    merchantCode: cells.merchant_code,
    warehouse: cells.warehouse,
    country: cells.country,
    ...readPeriod(cells, fail),
    source: cells.source,
  };
}

function cellsOf(row: WarehouseFiling): string[] {
  const { merchantCode, warehouse, country, validFrom, validUntil, source } = row;
  return [merchantCode, warehouse, country, validFrom, validUntil ?? '', source];
}
