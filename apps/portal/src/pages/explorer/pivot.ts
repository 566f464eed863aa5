import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { Cell, CellAnswer } from '@pilotzone/statistics/contract/cells';
import type { Measure, Question } from './question.ts';

/** A table of two dimensions; `undefined` where nothing is, `null` where it is withheld. */
export type Pivot = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  at(row: string, column: string): bigint | null | undefined;
  /** Sums, of exact answers only: blurred ones need not add up. */
  readonly sums: { row(row: string): bigint; column(column: string): bigint } | undefined;
};

const TIMES = new Set(['day', 'month', 'quarter', 'year']);

/** Whether a dimension has an order of its own; all others go by size. */
export function isTime(dimension: string | undefined): boolean {
  return dimension !== undefined && TIMES.has(dimension);
}

/** Cells as a table: times in their order, everything else the largest first. */
export function pivotOf(
  answer: Pick<CellAnswer, 'cells' | 'hidden' | 'protection'>,
  { rows, columns, measure }: Pick<Question, 'rows' | 'columns' | 'measure'>,
): Pivot {
  const values = new Map<string, bigint | null>();
  const rowSums = new Map<string, bigint>();
  const columnSums = new Map<string, bigint>();
  const rowOf = (at: Record<string, string>) => at[rows] ?? '';
  const columnOf = (at: Record<string, string>) => (columns ? (at[columns] ?? '') : '');
  for (const cell of answer.cells) {
    const [row, column, value] = [rowOf(cell.at), columnOf(cell.at), measureOf(cell, measure)];
    values.set(keyOf(row, column), value);
    rowSums.set(row, (rowSums.get(row) ?? 0n) + value);
    columnSums.set(column, (columnSums.get(column) ?? 0n) + value);
  }
  for (const at of answer.hidden) {
    values.set(keyOf(rowOf(at), columnOf(at)), null);
    rowSums.set(rowOf(at), rowSums.get(rowOf(at)) ?? 0n);
    columnSums.set(columnOf(at), columnSums.get(columnOf(at)) ?? 0n);
  }
  const isExact = answer.protection === 'none';
  return {
    rows: inOrder(rowSums, isTime(rows)),
    columns: inOrder(columnSums, isTime(columns)),
    at: (row, column) => values.get(keyOf(row, column)),
    sums: isExact
      ? {
          row: (row) => rowSums.get(row) ?? 0n,
          column: (column) => columnSums.get(column) ?? 0n,
        }
      : undefined,
  };
}

function keyOf(row: string, column: string): string {
  return `${row} ${column}`;
}

function inOrder(sums: ReadonlyMap<string, bigint>, byName: boolean): string[] {
  const names = [...sums.keys()];
  if (byName) return names.sort((a, b) => (a < b ? -1 : 1));
  const size = (name: string) => sums.get(name) ?? 0n;
  return names.sort((a, b) => (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : a < b ? -1 : 1));
}

/** A measure in units of 1/100 000; a count too, so that all are drawn and added alike. */
function measureOf(cell: Cell, measure: Measure): bigint {
  const text = measure === 'count' ? String(cell.count) : cell[measure];
  return parseUnits(text) ?? 0n;
}

/** A measure as people read it. */
export function showMeasure(units: bigint, measure: Measure): string {
  const text = formatUnits(units);
  const [whole = '', fraction = ''] = text.split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  if (measure === 'count') return grouped;
  if (measure === 'weightKg') return fraction === '' ? grouped : `${grouped}.${fraction}`;
  return `${grouped}.${fraction.padEnd(2, '0')}`;
}
