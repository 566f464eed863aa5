import { readPeriod } from './cells.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import { LIST_MODES } from './supervision-modes.ts';
import type { SupervisionModeRow } from './supervision-modes.ts';

/**
 * The header of a file of supervision modes (docs/protocols/tax.md §8). `zone_code` is empty for a
 * national rule; a local rule names its zone.
 */
export const SUPERVISION_MODE_COLUMNS = [
  'mode',
  'name_zh',
  'zone_code',
  'valid_from',
  'valid_until',
  'basis',
] as const;

type Column = (typeof SUPERVISION_MODE_COLUMNS)[number];
type Cells = Readonly<Record<Column, string>>;
type Fail = (column: Column, message: string) => void;

/** Reads and validates a file of modes; reports every error at once, by line and column. */
export function parseSupervisionModesFile(text: string): ParsedFile<SupervisionModeRow> {
  return parseRows(readCsvTable(text, SUPERVISION_MODE_COLUMNS), readRow);
}

/** Rows as a file that `parseSupervisionModesFile` reads back. */
export function formatSupervisionModesFile(rows: readonly SupervisionModeRow[]): string {
  const lines = rows.map((row) => formatCsvLine(cellsOf(row)));
  return [SUPERVISION_MODE_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/** What an import would change; the file speaks for the modes it names. */
export function diffSupervisionModes(
  existing: readonly SupervisionModeRow[],
  incoming: readonly SupervisionModeRow[],
): RowsDiff<SupervisionModeRow> {
  return diffRows(existing, incoming, {
    codeOf: (row) => row.mode,
    textOf: (row) => formatCsvLine(cellsOf(row)),
  });
}

function readRow(cells: Cells, fail: Fail): SupervisionModeRow {
  if (!LIST_MODES.has(cells.mode))
    fail('mode', `"${cells.mode}" is none of ${[...LIST_MODES].join(', ')}`);
  if (cells.name_zh === '') fail('name_zh', 'a name is needed');
  if (!/^\d{0,10}$/.test(cells.zone_code)) {
    fail('zone_code', `"${cells.zone_code}" is no zone code of digits; leave it empty for all`);
  }
  if (cells.basis === '') fail('basis', 'the law or local rule is needed');
  return {
    mode: cells.mode,
    nameZh: cells.name_zh,
    zoneCode: cells.zone_code === '' ? undefined : cells.zone_code,
    ...readPeriod(cells, fail),
    basis: cells.basis,
  };
}

function cellsOf(row: SupervisionModeRow): string[] {
  return [row.mode, row.nameZh, row.zoneCode ?? '', row.validFrom, row.validUntil ?? '', row.basis];
}
