import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import {
  SHEET_LIMITS as LIMITS,
  sheetInvalid,
  sheetTooLarge,
  type Cell,
  type Sheet,
} from './sheet.ts';

/**
 * A table of text: UTF-8, or GB 18030 as Chinese Excel writes it; commas, semicolons or tabs.
 * Throws SHEET_FILE_INVALID and SHEET_TOO_LARGE.
 */
export function readCsv(bytes: Buffer, name: string): Sheet {
  if (bytes.byteLength > LIMITS.fileBytes)
    throw sheetTooLarge(`the file has ${bytes.byteLength} bytes, at most ${LIMITS.fileBytes}`);
  if (bytes.includes(0)) throw sheetInvalid('the file is no table of text (.csv)');
  const text = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'gb18030').decode(bytes);
  const head = text.slice(0, text.indexOf('\n') + 1 || undefined);
  const delimiter = [',', ';', '\t'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
  const rows = recordsOf(text, delimiter).flatMap(({ record, no }) => {
    const cells = new Map<number, Cell>();
    record.slice(0, LIMITS.columns).forEach((cell, column) => {
      if (cell.length > LIMITS.cellLength)
        throw sheetTooLarge(`row ${no} has a cell of more than ${LIMITS.cellLength} characters`);
      if (cell !== '') cells.set(column, { text: cell, isNumber: false, isError: false });
    });
    return cells.size > 0 ? [{ no, cells }] : [];
  });
  if (rows.length > LIMITS.rows) throw sheetTooLarge(`the file has more than ${LIMITS.rows} rows`);
  return { name, rows };
}

function recordsOf(text: string, delimiter: string): { record: string[]; no: number }[] {
  try {
    const records = parse(text, {
      ...{ delimiter, bom: true, trim: true, relax_column_count: true, info: true },
      ...{ skip_empty_lines: true, relax_quotes: true, to: LIMITS.rows + 1 },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ record, no: info.lines }));
  } catch {
    throw sheetInvalid('the file is no table of text (.csv)');
  }
}
