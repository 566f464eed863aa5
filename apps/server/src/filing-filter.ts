import type { Filing, FilingResult } from './filing-types.ts';

/**
 * Stands between intake and the single window: files what it wants by `file` and answers for the
 * rest, one result per filing in order. The server files everything; the `clear` command keeps back
 * documents that compete for one number.
 */
export type FilingFilter = (
  filings: readonly Filing[],
  file: (wanted: readonly Filing[]) => Promise<FilingResult[]>,
) => Promise<FilingResult[]>;

/** Files every document at once. */
export function fileEverything(...[filings, file]: Parameters<FilingFilter>) {
  return file(filings);
}
