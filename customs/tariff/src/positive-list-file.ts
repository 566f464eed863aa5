import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { readPeriod, readUnit } from './cells.ts';
import type { ParsedFile } from './csv-table.ts';
import { formatCsvLine, parseRows, readCsvTable } from './csv-table.ts';
import type { RowsDiff } from './diff-rows.ts';
import { diffRows } from './diff-rows.ts';
import type { PositiveListEntry } from './positive-list-entry.ts';
import type { Quantity } from './taxable.ts';

/**
 * The header of a positive-list file (docs/protocols/tax.md §6). `modes` are separated by `|`,
 * empty for all; `quota` is the most per person and calendar year in `quota_unit`, empty for none.
 */
export const POSITIVE_LIST_COLUMNS = [
  'hs_code',
  'name_zh',
  'modes',
  'quota',
  'quota_unit',
  'remark',
  'valid_from',
  'valid_until',
  'source',
] as const;

type Column = (typeof POSITIVE_LIST_COLUMNS)[number];
type Cells = Readonly<Record<Column, string>>;
type Fail = (column: Column, message: string) => void;

/** Reads and validates a positive-list file; reports every error at once, by line and column. */
export function parsePositiveListFile(text: string): ParsedFile<PositiveListEntry> {
  return parseRows(readCsvTable(text, POSITIVE_LIST_COLUMNS), readEntry);
}

/** Entries as a file that `parsePositiveListFile` reads back. */
export function formatPositiveListFile(entries: readonly PositiveListEntry[]): string {
  const lines = entries.map((entry) => formatCsvLine(cellsOf(entry)));
  return [POSITIVE_LIST_COLUMNS.join(','), ...lines].join('\n') + '\n';
}

/** What an import would change; as with rates, the file speaks for the codes it names. */
export function diffPositiveList(
  existing: readonly PositiveListEntry[],
  incoming: readonly PositiveListEntry[],
): RowsDiff<PositiveListEntry> {
  return diffRows(existing, incoming, {
    codeOf: (entry) => entry.hsCode,
    textOf: (entry) => formatCsvLine(cellsOf(entry)),
  });
}

function readEntry(cells: Cells, fail: Fail): PositiveListEntry {
  if (!/^(\d{8}|\d{10})$/.test(cells.hs_code)) fail('hs_code', '8 or 10 digits are needed');
  if (cells.name_zh === '') fail('name_zh', 'a name is needed');
  if (cells.source === '') fail('source', 'a source is needed');
  const modes = cells.modes === '' ? [] : cells.modes.split('|').map((mode) => mode.trim());
  for (const mode of modes) {
    if (!/^\d{4}$/.test(mode)) fail('modes', `"${mode}" is no supervision mode of 4 digits`);
  }
  return {
    hsCode: cells.hs_code,
    nameZh: cells.name_zh,
    modes,
    quota: readQuota(cells, fail),
    remark: cells.remark,
    ...readPeriod(cells, fail),
    source: cells.source,
  };
}

function readQuota(cells: Cells, fail: Fail): Quantity | undefined {
  if (cells.quota === '' && cells.quota_unit === '') return undefined;
  const units = cells.quota === '' ? undefined : parseUnits(cells.quota);
  if (units === undefined || units <= 0n) {
    fail('quota', `"${cells.quota}" is no quantity of at most 5 places above 0`);
  }
  return { units: units ?? 0n, unit: readUnit(cells, 'quota_unit', fail) ?? '' };
}

function cellsOf(entry: PositiveListEntry): string[] {
  return [
    entry.hsCode,
    entry.nameZh,
    entry.modes.join('|'),
    entry.quota ? formatUnits(entry.quota.units) : '',
    entry.quota?.unit ?? '',
    entry.remark,
    entry.validFrom,
    entry.validUntil ?? '',
    entry.source,
  ];
}
