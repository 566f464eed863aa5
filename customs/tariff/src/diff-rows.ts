import { addDays } from '@pilotzone/kernel/time';
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

type Row = { readonly validFrom: PlainDate };

/** `codeOf`: what a file speaks for. `textOf` writes equal rows as equal text. */
export type RowKeys<T> = {
  readonly codeOf: (row: T) => string;
  readonly textOf: (row: T) => string;
};

/**
 * Compares rows by code, first day and position among those (several rows may stand for one code
 * and period).
 */
export function diffRows<T extends Row>(
  existing: readonly T[],
  incoming: readonly T[],
  { codeOf, textOf }: RowKeys<T>,
): RowsDiff<T> {
  const codes = new Set(incoming.map(codeOf));
  const before = keyed(
    existing.filter((row) => codes.has(codeOf(row))),
    codeOf,
  );
  const after = keyed(incoming, codeOf);
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
  const kept = existing.filter((row) => !codes.has(codeOf(row)));
  return { added, changed, closed, unchangedCount, result: [...kept, ...incoming] };
}

type Period = Row & { readonly validUntil: PlainDate | undefined };

/**
 * The first day that is judged otherwise after the import; `undefined` where it changes nothing. A
 * row that only ends on another day reads the same up to the earlier of its two ends.
 */
export function firstDayOf<T extends Period>(
  { added, changed, closed }: Pick<RowsDiff<T>, 'added' | 'changed' | 'closed'>,
  textOf: (row: T) => string,
): PlainDate | undefined {
  const endless = (row: T) => textOf({ ...row, validUntil: undefined });
  const days = [...added, ...closed].map((row) => row.validFrom);
  for (const { before, after } of changed) {
    const ends = [before.validUntil, after.validUntil].filter((day) => day !== undefined);
    const [end] = ends.sort();
    const differsInEnd = endless(before) === endless(after);
    days.push(differsInEnd && end !== undefined ? addDays(end, 1) : after.validFrom);
  }
  return days.sort()[0];
}

function keyed<T extends Row>(rows: readonly T[], codeOf: RowKeys<T>['codeOf']): Map<string, T> {
  const result = new Map<string, T>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const start = `${codeOf(row)}|${row.validFrom}`;
    const position = counts.get(start) ?? 0;
    counts.set(start, position + 1);
    result.set(`${start}|${position}`, row);
  }
  return result;
}
