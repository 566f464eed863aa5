import { PilotError } from '../errors.ts';

/** A page of a list. `next` is what to send as `cursor` for the following one; null on the last. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

/**
 * A cursor from the sort key of the last item seen. Opaque to callers, stable while rows come and
 * go.
 */
export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key in a cursor, which has `parts` parts. Throws CURSOR_INVALID. */
export function decodeCursor(cursor: string, parts: number): string[] {
  const key = parseJson(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string'))
    return key;
  throw new PilotError(
    'CURSOR_INVALID',
    'the cursor is not one of ours; take it from `next` of the page before',
  );
}

/**
 * A page from `limit + 1` rows that were asked for: the extra row only tells that there are more.
 * `keyOf` gives the sort key of a row.
 */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly string[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
