import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { PilotError } from '../errors.ts';
import {
  columnOf,
  SHEET_LIMITS as LIMITS,
  sheetInvalid,
  sheetTooLarge,
  type Cell,
  type Sheet,
  type SheetRow,
} from './sheet.ts';

/**
 * The sheets of a workbook (.xlsx, ECMA-376), their cells as text: shared and inline strings,
 * numbers as the program shows them before formatting, cached results of formulas. Nothing outside
 * of the file is read and no formula runs. Bombs end at the limits: what unpacks is counted while
 * it unpacks, and a DOCTYPE is refused. Throws SHEET_FILE_INVALID and SHEET_TOO_LARGE.
 */
export async function readXlsx(bytes: Buffer): Promise<Sheet[]> {
  if (bytes.byteLength > LIMITS.fileBytes)
    throw sheetTooLarge(`the file has ${bytes.byteLength} bytes, at most ${LIMITS.fileBytes}`);
  const zip = await openZip(bytes);
  const budget = { left: LIMITS.unpackedBytes };
  const parts = await partsOf(zip);
  const read = (name: string, on: PartHandlers) => readPart({ zip, parts, budget }, name, on);
  const names = await readWorkbook(read);
  const strings = parts.has(STRINGS) ? await readStrings(read) : [];
  const sheets: Sheet[] = [];
  for (const { name, part } of names)
    sheets.push({ name, rows: await readRows(read, part, strings) });
  return sheets;
}

const STRINGS = 'xl/sharedStrings.xml';

async function openZip(bytes: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    throw sheetInvalid('the file is no workbook (.xlsx)');
  }
}

async function partsOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      parts.set(entry.fileName, entry);
      if (parts.size > LIMITS.parts) throw sheetTooLarge(`the workbook has too many parts`);
    }
  } catch (error) {
    if (error instanceof PilotError) throw error;
    throw sheetInvalid('the workbook is damaged');
  }
  return parts;
}

type PartHandlers = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
};

type Package = {
  readonly zip: ZipFile;
  readonly parts: ReadonlyMap<string, Entry>;
  readonly budget: { left: number };
};

type ReadPart = (name: string, on: PartHandlers) => Promise<void>;

/** Reads one part as XML, a piece at a time. */
async function readPart({ zip, parts, budget }: Package, name: string, on: PartHandlers) {
  const entry = parts.get(name);
  if (!entry) throw sheetInvalid(`the workbook lacks ${name}`);
  const parser = parserFor(on);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const piece = chunk as Buffer;
      budget.left -= piece.byteLength;
      if (budget.left < 0) throw sheetTooLarge('the workbook unpacks to more than 96 MB');
      parser.write(decoder.decode(piece, { stream: true }));
    }
    parser.close();
  } catch (error) {
    if (error instanceof PilotError) throw error;
    throw sheetInvalid(`${name} of the workbook is damaged`);
  }
}

function parserFor(on: PartHandlers): SaxesParser {
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('doctype', () => {
    throw sheetInvalid('the workbook holds a DOCTYPE, which no program writes');
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > 32) throw sheetInvalid('the workbook is nested too deeply');
    on.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('text', (text) => on.text?.(text));
  parser.on('closetag', (tag) => {
    depth -= 1;
    on.close?.(localName(tag.name));
  });
  return parser;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Visible sheets in the order of the workbook, with the part that holds each. */
async function readWorkbook(read: ReadPart): Promise<{ name: string; part: string }[]> {
  const targets = new Map<string, string>();
  await read('xl/_rels/workbook.xml.rels', {
    open: (tag, { Id = '', Target = '' }) => {
      const part = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`;
      if (tag === 'Relationship') targets.set(Id, part);
    },
  });
  const sheets: { name: string; part: string }[] = [];
  await read('xl/workbook.xml', {
    open: (tag, attributes) => {
      if (tag !== 'sheet') return;
      const part = targets.get(attributes['r:id'] ?? '') ?? '';
      const isShown = (attributes['state'] ?? 'visible') === 'visible';
      if (isShown && /^xl\/worksheets\//.test(part))
        sheets.push({ name: attributes['name'] ?? '', part });
    },
  });
  if (sheets.length > LIMITS.sheets) throw sheetTooLarge(`the workbook has too many sheets`);
  return sheets;
}

async function readStrings(read: ReadPart): Promise<string[]> {
  const strings: string[] = [];
  let text: string | undefined;
  let isText = false;
  // The reading of Chinese characters in Japanese sheets (rPh) is no part of the text.
  let isPhonetic = false;
  await read(STRINGS, {
    open: (tag) => {
      if (tag === 'si') text = '';
      if (tag === 'rPh') isPhonetic = true;
      isText = tag === 't' && !isPhonetic;
    },
    text: (piece) => {
      if (isText && text !== undefined) text = bounded(text + piece);
    },
    close: (tag) => {
      isText = false;
      if (tag === 'rPh') isPhonetic = false;
      if (tag === 'si') strings.push(text ?? '');
    },
  });
  return strings;
}

function bounded(text: string): string {
  if (text.length <= LIMITS.cellLength) return text;
  throw sheetTooLarge(`a cell has more than ${LIMITS.cellLength} characters`);
}

async function readRows(read: ReadPart, part: string, strings: readonly string[]) {
  const rows: SheetRow[] = [];
  let row: { no: number; cells: Map<number, Cell> } = { no: 0, cells: new Map() };
  let cell: { column: number; type: string; text: string } | undefined;
  let isValue = false;
  let next = 0;
  await read(part, {
    open: (tag, { r = '', t = 'n' }) => {
      isValue = tag === 'v' || tag === 't';
      if (tag === 'row') {
        row = { no: Number(r) || row.no + 1, cells: new Map() };
        next = 0;
        if (row.no > LIMITS.rows * 10) throw sheetTooLarge(`row ${row.no} is too far down`);
      }
      if (tag !== 'c') return;
      // A cell without a reference follows the one before.
      next = r === '' ? next : columnOf(r);
      cell = { column: next, type: t, text: '' };
      next += 1;
    },
    text: (piece) => {
      if (isValue && cell) cell.text = bounded(cell.text + piece);
    },
    close: (tag) => {
      isValue = false;
      if (tag === 'c' && cell) addCell(row.cells, cell, strings);
      if (tag === 'row' && row.cells.size > 0) {
        rows.push(row);
        if (rows.length > LIMITS.rows)
          throw sheetTooLarge(`a sheet has more than ${LIMITS.rows} rows`);
      }
    },
  });
  return rows;
}

function addCell(
  cells: Map<number, Cell>,
  { column, type, text }: { column: number; type: string; text: string },
  strings: readonly string[],
): void {
  if (column < 0) throw sheetInvalid('the workbook is damaged');
  if (column >= LIMITS.columns)
    throw sheetTooLarge(`a sheet has more than ${LIMITS.columns} columns`);
  const isNumber = type === 'n';
  const told = type === 's' ? (strings[Number(text)] ?? '') : isNumber ? plainNumber(text) : text;
  const trimmed = told.trim();
  if (trimmed !== '') cells.set(column, { text: trimmed, isNumber, isError: type === 'e' });
}

/** 75.900000000000006 is what programs store for 75.9, and 1E-2 for 0.01. */
function plainNumber(text: string): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return text;
  const short = String(value);
  if (!/e/i.test(short)) return short;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}
