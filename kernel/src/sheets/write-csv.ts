/**
 * A row of a CSV file that spreadsheets open. A text that they would take for a formula gets an
 * apostrophe before it, which they hide (OWASP, CSV injection); numbers stay numbers.
 */
export function csvRow(cells: readonly (string | number | null | undefined)[]): string {
  return cells.map(csvCell).join(',') + '\r\n';
}

/** With it, spreadsheets read the file as UTF-8. */
export const CSV_MARK = '\ufeff';

const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

function csvCell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
