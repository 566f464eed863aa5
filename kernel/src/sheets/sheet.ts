import { PilotError } from '../errors.ts';

/** A cell as it was written. `isNumber`: the program behind the sheet keeps it as a number. */
export type Cell = { readonly text: string; readonly isNumber: boolean; readonly isError: boolean };

/** A row that is not empty; `no` as the program shows it, from 1. Cells by column from 0. */
export type SheetRow = { readonly no: number; readonly cells: ReadonlyMap<number, Cell> };

export type Sheet = { readonly name: string; readonly rows: readonly SheetRow[] };

// Ten thousand lists are a good day of a large merchant; the limits bound what one file can cost.
export const SHEET_LIMITS = {
  fileBytes: 16 << 20,
  /** Unpacked, of all parts together: a packed sheet is some ten times smaller. */
  unpackedBytes: 96 << 20,
  parts: 500,
  sheets: 20,
  rows: 20_000,
  columns: 300,
  cellLength: 4_000,
} as const;

/** The file is no table, or hides something. */
export function sheetInvalid(reason: string): PilotError {
  return new PilotError('SHEET_FILE_INVALID', `${reason}; save it anew as .xlsx or .csv`);
}

/** The file is larger than what is read. */
export function sheetTooLarge(reason: string): PilotError {
  return new PilotError('SHEET_TOO_LARGE', `${reason}; split the file and upload the parts`);
}

/** "AB" of column 27, from 0. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** Column of a reference "AB12", from 0; -1 when it is none. */
export function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference)?.[1];
  if (letters === undefined) return -1;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
