import type { PlainDate } from '@pilotzone/kernel/time';

/** What an import changes, for a person to look at before it takes effect. */
export type RowsDiff<T> = {
  readonly added: readonly T[];
  readonly changed: readonly { readonly before: T; readonly after: T }[];
  /** Rows of codes in the file that the file leaves out: they no longer apply. */
  readonly closed: readonly T[];
  readonly unchangedCount: number;
  /** All rows after the import: those of codes the file does not name, then the file's. */
  readonly result: readonly T[];
};

type Row = { readonly hsCode: string; readonly validFrom: PlainDate };

/**
 * Compares rows by code, first day and position among those (several rows may stand for one code
 * and period). `textOf` writes a row so that equal rows have equal text.
 */
export function diffRows<T extends Row>(
  existing: readonly T[],
  incoming: readonly T[],
  textOf: (row: T) => string,
): RowsDiff<T> {
  const codes = new Set(incoming.map((row) => row.hsCode));
  const before = keyed(existing.filter((row) => codes.has(row.hsCode)));
  const after = keyed(incoming);
  const added: T[] = [];
  const changed: { before: T; after: T }[] = [];
  let unchangedCount = 0;
  for (const [key, row] of after) {
    const old = before.get(key);
    if (!old) added.push(row);
    else if (textOf(old) === textOf(row)) unchangedCount += 1;
    else changed.push({ before: old, after: row });
  }
  const closed = [...before].filter(([key]) => !after.has(key)).map(([, row]) => row);
  const kept = existing.filter((row) => !codes.has(row.hsCode));
  return { added, changed, closed, unchangedCount, result: [...kept, ...incoming] };
}

function keyed<T extends Row>(rows: readonly T[]): Map<string, T> {
  const result = new Map<string, T>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const start = `${row.hsCode}|${row.validFrom}`;
    const position = counts.get(start) ?? 0;
    counts.set(start, position + 1);
    result.set(`${start}|${position}`, row);
  }
  return result;
}
