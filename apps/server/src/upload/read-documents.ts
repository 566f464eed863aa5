import { columnName, type Cell, type Sheet, type SheetRow } from '@pilotzone/kernel/sheets/sheet';
import type { TextDocument } from '@pilotzone/single-window/model/text-document';
import {
  columnOfHeading,
  columnsOf,
  SHEET_TABLES,
  type Column,
  type SheetTable,
} from './sheet-tables.ts';

/** Something wrong at a cell. `row` as the program shows it; `column` is its letters. */
export type CellProblem = {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
  readonly fix: string;
  readonly fixZh: string;
};

/** A document of a table, and where each of its values stands. */
export type SheetDocument = {
  readonly sheet: string;
  /** The first row of it, and the rows of its goods lines. */
  readonly row: number;
  readonly lineRows: readonly number[];
  readonly key: string;
  readonly document: TextDocument;
};

/** What a sheet holds. */
export type ReadSheet = {
  readonly table: SheetTable;
  readonly sheet: string;
  readonly documents: readonly SheetDocument[];
  readonly problems: readonly CellProblem[];
  /** Letters of the column of each field of the head, and of the lines. */
  readonly letters: {
    readonly head: ReadonlyMap<string, string>;
    readonly line: ReadonlyMap<string, string>;
  };
};

/** The documents of a sheet; `undefined` for one whose first row names no known columns. */
export function readSheet(sheet: Sheet): ReadSheet | undefined {
  const [top, ...rows] = sheet.rows;
  const table = top && tableOf(top);
  if (!table) return undefined;
  const columns = new Map<number, Column>();
  const problems: CellProblem[] = [];
  for (const [at, { text }] of top.cells) {
    const column = columnOfHeading(table, text);
    if (column) columns.set(at, column);
    else problems.push(problemAt({ sheet, row: top.no, at, field: text }, UNKNOWN_COLUMN));
  }
  const documents = gather({ sheet, table, columns, problems }, rows);
  const letters = { head: new Map<string, string>(), line: new Map<string, string>() };
  for (const [at, { field, isLine }] of columns)
    letters[isLine ? 'line' : 'head'].set(field, columnName(at));
  return { table, sheet: sheet.name, documents, problems, letters };
}

/** The kind of document most of whose required columns are there; at least half of them. */
function tableOf(top: SheetRow): SheetTable | undefined {
  const headings = [...top.cells.values()].map(({ text }) => text);
  const scored = SHEET_TABLES.map((table) => {
    const known = headings.flatMap((heading) => columnOfHeading(table, heading) ?? []);
    const names = new Set(known.map(({ field, isLine }) => `${isLine ? 'L.' : ''}${field}`));
    const needed = columnsOf(table).filter(({ about }) => !about.optional);
    const has = needed.filter(({ field, isLine }) => names.has(`${isLine ? 'L.' : ''}${field}`));
    return { table, share: has.length / needed.length, unknown: headings.length - known.length };
  });
  const [best] = scored.sort((a, b) => b.share - a.share || a.unknown - b.unknown);
  return best && best.share >= 0.5 ? best.table : undefined;
}

type Reading = {
  readonly sheet: Sheet;
  readonly table: SheetTable;
  readonly columns: ReadonlyMap<number, Column>;
  readonly problems: CellProblem[];
};

type Open = {
  row: number;
  lineRows: number[];
  key: string;
  head: Record<string, string>;
  lines: Record<string, string>[];
};

/** Rows with the same key, or without one, are lines of the document before them. */
function gather(reading: Reading, rows: readonly SheetRow[]): SheetDocument[] {
  const { table, sheet } = reading;
  const hasLines = table.table.document.lines !== undefined;
  const documents: Open[] = [];
  for (const row of rows) {
    const { head, line, at } = valuesOf(reading, row);
    const key = table.key
      .map((name) => head[name] ?? '')
      .join(' ')
      .trim();
    const before = documents.at(-1);
    const goesOn = hasLines && before && (key === '' || key === before.key);
    if (!goesOn) {
      documents.push({ row: row.no, lineRows: [row.no], key, head, lines: hasLines ? [line] : [] });
      continue;
    }
    before.lines.push(line);
    before.lineRows.push(row.no);
    for (const [field, text] of Object.entries(head)) {
      if (before.head[field] === undefined) before.head[field] = text;
      else if (before.head[field] !== text) {
        const place = { sheet, row: row.no, at: at.get(field) ?? 0, field };
        reading.problems.push(problemAt(place, HEAD_DIFFERS));
      }
    }
  }
  return documents.map(({ row, lineRows, key, head, lines }) => ({
    ...{ sheet: sheet.name, row, lineRows, key, document: { head, lines } },
  }));
}

function valuesOf({ sheet, columns, problems }: Reading, row: SheetRow) {
  const head: Record<string, string> = {};
  const line: Record<string, string> = {};
  const at = new Map<string, number>();
  for (const [place, cell] of row.cells) {
    const column = columns.get(place);
    if (!column) continue;
    const { field, isLine } = column;
    const wrong = wrongIn(field, cell);
    if (wrong) problems.push(problemAt({ sheet, row: row.no, at: place, field }, wrong));
    (isLine ? line : head)[field] = dayText(field, cell);
    if (!isLine) at.set(field, place);
  }
  return { head, line, at };
}

type Said = Pick<CellProblem, 'code' | 'message' | 'messageZh' | 'fix' | 'fixZh'>;

function wrongIn(field: string, cell: Cell): Said | undefined {
  if (cell.isError) return FORMULA_ERROR;
  // Programs keep 15 digits of a number; a longer order or waybill number is another one then.
  const isCut = cell.isNumber && cell.text.replace(/\D/g, '').length > 15;
  return isCut && !DAYS.has(field) ? NUMBER_CUT : undefined;
}

const DAYS: ReadonlySet<string> = new Set(['declTime', 'ieDate']);

// Day 0 of spreadsheets is 30 December 1899; their days of this century are five digits.
const DAY_ZERO_MS = -2_209_161_600_000;
const DAY_MS = 86_400_000;

/** A day that the program keeps as a number, or writes with signs, as customs writes it. */
function dayText(field: string, { text, isNumber }: Cell): string {
  if (!DAYS.has(field)) return text;
  if (isNumber && /^[3-6]\d{4}$/.test(text)) {
    const at = new Date(DAY_ZERO_MS + Number(text) * DAY_MS);
    return at.toISOString().slice(0, 10).replaceAll('-', '');
  }
  const [, year, month = '', day = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? [];
  return year === undefined ? text : year + month.padStart(2, '0') + day.padStart(2, '0');
}

type At = {
  readonly sheet: Sheet;
  readonly row: number;
  readonly at: number;
  readonly field: string;
};

function problemAt({ sheet, row, at, field }: At, said: Said): CellProblem {
  return { sheet: sheet.name, row, column: columnName(at), field, ...said };
}

const UNKNOWN_COLUMN: Said = {
  code: 'UNKNOWN-COLUMN',
  message: 'no field has this name; the column was left out',
  messageZh: '没有此栏目，该列未读取',
  fix: 'Take the heading from the template, or remove the column.',
  fixZh: '请使用模板中的列名，或删除该列。',
};

const HEAD_DIFFERS: Said = {
  code: 'HEAD-DIFFERS',
  message: 'differs from the first row of the same document',
  messageZh: '与同一单证首行的内容不一致',
  fix: 'Give the rows of one document the same head, or leave it empty after the first.',
  fixZh: '同一单证各行的表头内容须一致，或仅填写首行。',
};

const FORMULA_ERROR: Said = {
  code: 'FORMULA-ERROR',
  message: 'the cell holds the error of a formula',
  messageZh: '单元格为公式错误值',
  fix: 'Put the value itself into the cell.',
  fixZh: '请直接填写数值或文本。',
};

const NUMBER_CUT: Said = {
  code: 'NUMBER-CUT',
  message: 'is kept as a number of more than 15 digits, whose last ones the program has lost',
  messageZh: '以数值存储且超过15位，末尾数字已丢失',
  fix: 'Format the column as text, as in the template, and type the number again.',
  fixZh: '请将该列设为文本格式（模板已设置）后重新填写。',
};
