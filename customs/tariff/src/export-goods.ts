import type { PlainDate } from '@pilotzone/kernel/time';
import { readPeriod } from './cells.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import { isInForce } from './rates.ts';

/** What keeps goods from the simplified paths of export, by the beginning of their code. */
export type ExportGoodsRow = {
  /** 2 to 10 digits: every code that begins with them. */
  readonly hsPrefix: string;
  readonly nameZh: string;
  /** Export duty (出口关税) is due. */
  readonly duty: boolean;
  /** An export licence (出口许可证) or another paper of a ministry is needed. */
  readonly licence: boolean;
  /** Export inspection (出口检验检疫) is needed. */
  readonly inspection: boolean;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  readonly source: string;
};

/** What is demanded of goods on a day; `source` names the rows that say so. */
export type ExportDemands = {
  readonly duty: boolean;
  readonly licence: boolean;
  readonly inspection: boolean;
  readonly source: string;
};

export type ExportGoods = {
  readonly rows: readonly ExportGoodsRow[];
  /** `undefined` for goods of which nothing is demanded. */
  demandsOf(hsCode: string, on: PlainDate): ExportDemands | undefined;
};

/** The rows by code and day; a code answers to every row whose digits it begins with. */
export function createExportGoods(rows: readonly ExportGoodsRow[]): ExportGoods {
  const byPrefix = new Map<string, ExportGoodsRow[]>();
  for (const row of rows) byPrefix.set(row.hsPrefix, [...(byPrefix.get(row.hsPrefix) ?? []), row]);
  return { rows, demandsOf };

  function demandsOf(hsCode: string, on: PlainDate): ExportDemands | undefined {
    const found: ExportGoodsRow[] = [];
    for (let length = 2; length <= hsCode.length; length += 1)
      found.push(...(byPrefix.get(hsCode.slice(0, length)) ?? []));
    const now = found.filter((row) => isInForce(row, on));
    if (now.length === 0) return undefined;
    return {
      duty: now.some((row) => row.duty),
      licence: now.some((row) => row.licence),
      inspection: now.some((row) => row.inspection),
      source: [...new Set(now.map((row) => row.source))].join('; '),
    };
  }
}

/** The header of a file of export goods; the three demands are 1 or empty. */
export const EXPORT_GOODS_COLUMNS = [
  'hs_prefix',
  'name_zh',
  'duty',
  'licence',
  'inspection',
  'valid_from',
  'valid_until',
  'source',
] as const;

type Column = (typeof EXPORT_GOODS_COLUMNS)[number];
type Fail = (column: Column, message: string) => void;

/** Reads and validates a file of export goods; reports every error at once. */
export function parseExportGoodsFile(text: string): ParsedFile<ExportGoodsRow> {
  return parseRows(readCsvTable(text, EXPORT_GOODS_COLUMNS), readRow);
}

/** Rows as a file that `parseExportGoodsFile` reads back. */
export function formatExportGoodsFile(rows: readonly ExportGoodsRow[]): string {
  const lines = rows.map((row) => formatCsvLine(cellsOf(row)));
  return [EXPORT_GOODS_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/** What an import would change; the file speaks for the codes it names. */
export function diffExportGoods(
  existing: readonly ExportGoodsRow[],
  incoming: readonly ExportGoodsRow[],
): RowsDiff<ExportGoodsRow> {
  return diffRows(existing, incoming, {
    codeOf: (row) => row.hsPrefix,
    textOf: (row) => formatCsvLine(cellsOf(row)),
  });
}

function readRow(cells: Readonly<Record<Column, string>>, fail: Fail): ExportGoodsRow {
  if (!/^\d{2,10}$/.test(cells.hs_prefix)) fail('hs_prefix', '2 to 10 digits are needed');
  if (cells.source === '') fail('source', 'a source is needed');
  const mark = (column: 'duty' | 'licence' | 'inspection') => {
    if (cells[column] !== '' && cells[column] !== '1') fail(column, '1 or nothing is needed');
    return cells[column] === '1';
  };
  return {
    hsPrefix: cells.hs_prefix,
    nameZh: cells.name_zh,
    duty: mark('duty'),
    licence: mark('licence'),
    inspection: mark('inspection'),
    ...readPeriod(cells, fail),
    source: cells.source,
  };
}

function cellsOf(row: ExportGoodsRow): string[] {
  const mark = (set: boolean) => (set ? '1' : '');
  return [
    row.hsPrefix,
    row.nameZh,
    mark(row.duty),
    mark(row.licence),
    mark(row.inspection),
    row.validFrom,
    row.validUntil ?? '',
    row.source,
  ];
}
