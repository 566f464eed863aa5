import { csvRow } from '@pilotzone/kernel/sheets/write-csv';
import { writeXlsx } from '@pilotzone/kernel/sheets/write-xlsx';
import type { Cell, CellAnswer, CellDimension, CellQuery } from './contract/cells.ts';
import { cellOf, fixQuestion } from './query-cells.ts';
import type { QueryCellsNeeds } from './query-cells.ts';
import { readCells } from './store/cells.ts';

const PAGE = 5_000;
const MEASURES = [
  ...(['value', 'tariff', 'consumptionTax', 'valueAddedTax', 'tax', 'weightKg'] as const),
  'quantity',
] as const;

/**
 * A table as CSV of any length: pages of one revision, each behind the last key of the one before,
 * so that memory does not grow with the answer. Throws STATISTICS_QUERY_INVALID.
 */
export async function* exportCells(
  query: CellQuery,
  needs: QueryCellsNeeds,
): AsyncGenerator<string> {
  const { selection, edition } = await fixQuestion(query, needs);
  const { by, counts } = selection;
  yield csvRow(headOf(by, counts));
  let after: string[] | undefined;
  for (;;) {
    const page = { selection, limit: PAGE, after };
    const rows = await readCells(needs.db, needs.zoneCode, page);
    const cells = rows.map((row) => cellOf(row, selection));
    yield cells.map((cell) => csvRow(rowOf(cell, by, edition.revision))).join('');
    const last = rows.at(-1);
    if (!last || rows.length < PAGE || by.length === 0) return;
    after = by.map((dimension) => last[dimension] ?? '');
  }
}

/** Cells that are at hand as CSV; protected ones among them. */
export function csvOf({ cells, counts, revision }: CellAnswer): string {
  const by = placesOf(cells);
  const rows = cells.map((cell) => csvRow(rowOf(cell, by, revision)));
  return csvRow(headOf(by, counts)) + rows.join('');
}

/** The same as a workbook; its first sheet says what the numbers are. */
export function xlsxOf(answer: CellAnswer): Promise<Buffer> {
  const { cells, counts, revision, asOf, dataThrough, protection } = answer;
  const by = placesOf(cells);
  const rows = [headOf(by, counts), ...cells.map((cell) => rowOf(cell, by, revision))];
  const about = [
    ['asOf', asOf],
    ['dataThrough', dataThrough ?? ''],
    ['revision', String(revision)],
    ['currency', 'CNY'],
    ['protection', protection],
    ['more', String(answer.more)],
  ];
  return writeXlsx([
    { name: 'about', rows: [['field', 'value'], ...about], widths: [16, 28] },
    { name: 'cells', rows },
  ]);
}

function placesOf(cells: readonly Cell[]): CellDimension[] {
  // What a cell is at, its question was by.
  return Object.keys(cells[0]?.at ?? {}) as CellDimension[];
}

function headOf(by: readonly CellDimension[], counts: string): string[] {
  return [...by, counts, ...MEASURES, 'revision'];
}

function rowOf(cell: Cell, by: readonly CellDimension[], revision: number): string[] {
  const places = by.map((dimension) => cell.at[dimension] ?? '');
  const measures = MEASURES.map((measure) => cell[measure] ?? '');
  return [...places, String(cell.count), ...measures, String(revision)];
}
