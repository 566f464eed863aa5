import { CsvError, parse } from 'csv-parse/sync';

/**
 * What is wrong with one cell of an operator's file. `line` counts from 1, the header's; `column`
 * is its name.
 */
export type RowError = { readonly line: number; readonly column: string; readonly message: string };

/** One row of a file: its line and its cells by column name, trimmed. */
export type CsvRow<C extends string> = {
  readonly line: number;
  readonly cells: Readonly<Record<C, string>>;
};

export type CsvTable<C extends string> =
  | {
      readonly kind: 'table';
      readonly rows: readonly CsvRow<C>[];
      readonly errors: readonly RowError[];
    }
  | { readonly kind: 'invalid'; readonly errors: readonly RowError[] };

/** A file parsed into rows of `T`, or everything that is wrong with it. */
export type ParsedFile<T> =
  | { readonly kind: 'parsed'; readonly rows: readonly T[] }
  | { readonly kind: 'invalid'; readonly errors: readonly RowError[] };

/**
 * Reads CSV text with a header of exactly these columns, in any order. Byte order mark, CRLF,
 * quotes, blank lines are fine. Rows with too few or too many cells are reported and left out; the
 * others can still be judged.
 */
export function readCsvTable<const C extends string>(
  text: string,
  columns: readonly C[],
): CsvTable<C> {
  const records = parseRecords(text);
  if ('column' in records) return { kind: 'invalid', errors: [records] };
  const [header, ...body] = records;
  if (!header) return { kind: 'invalid', errors: [problem(1, '', 'the file is empty')] };
  const faults = judgeHeader(header.cells, columns);
  if (faults.length > 0) return { kind: 'invalid', errors: faults };
  const errors: RowError[] = [];
  const rows: CsvRow<C>[] = [];
  for (const { line, cells } of body) {
    if (cells.length !== columns.length) {
      errors.push(problem(line, '', `${columns.length} cells are needed, ${cells.length} found`));
      continue;
    }
    const entries = header.cells.map((name, index) => [name, cells[index] ?? '']);
    // The header was judged: its names are the columns.
    rows.push({ line, cells: Object.fromEntries(entries) as Record<C, string> });
  }
  return { kind: 'table', rows, errors };
}

/**
 * Judges every row with `read`, which reports through `fail(column, message)`; all errors come at
 * once.
 */
export function parseRows<C extends string, T>(
  table: CsvTable<C>,
  read: (cells: Readonly<Record<C, string>>, fail: (column: C, message: string) => void) => T,
): ParsedFile<T> {
  if (table.kind === 'invalid') return table;
  const errors: RowError[] = [...table.errors];
  const rows = table.rows.map(({ line, cells }) =>
    read(cells, (column, message) => errors.push(problem(line, column, message))),
  );
  if (errors.length === 0) return { kind: 'parsed', rows };
  return { kind: 'invalid', errors: errors.toSorted((a, b) => a.line - b.line) };
}

/** One line of CSV, quoted where needed. */
export function formatCsvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

function parseRecords(text: string): CsvRecord[] | RowError {
  const options = {
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
  } as const;
  try {
    // With `info` every record comes with the line it ends on; cells are text without `columns` and
    // `cast`.
    const parsed = parse(text, options) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
    return parsed.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return problem(Number(error['lines'] ?? 1), '', error.message);
  }
}

function judgeHeader(found: readonly string[], columns: readonly string[]): RowError[] {
  const missing = columns.filter((name) => !found.includes(name));
  const unknown = found.filter((name, i) => !columns.includes(name) || found.indexOf(name) !== i);
  return [
    ...missing.map((name) => problem(1, name, `the header lacks the column ${name}`)),
    ...unknown.map((name) =>
      problem(1, name, `the header has a column ${name} that does not belong`),
    ),
  ];
}

function problem(line: number, column: string, message: string): RowError {
  return { line, column, message };
}
