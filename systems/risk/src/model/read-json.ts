import type { TableError } from './rule-table.ts';

/** JSON of unknown content; read it through `own`, which sees own keys only. */
export type Source = { readonly [key: string]: unknown };

/** Notes one error at `path`. */
export type Report = (path: string, code: string, message: string) => void;

const TEXT_MAX = 500;

/** The object at `path`, or an empty one with an error. */
export function readObject(value: unknown, path: string, report: Report): Source {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Source;
  report(path, 'OBJECT_EXPECTED', 'an object is expected here');
  return {};
}

/** Reports keys that have no meaning: most are misspelt. */
export function refuseUnknownKeys(
  source: Source,
  { known, prefix }: { known: readonly string[]; prefix: string },
  report: Report,
): void {
  for (const key of Object.keys(source)) {
    if (!known.includes(key)) report(prefix + key, 'KEY_UNKNOWN', `"${key}" has no meaning here`);
  }
}

/** The entries of a list that may not be empty, at most `max`. */
export function readList(
  value: unknown,
  { path, max }: { path: string; max: number },
  report: Report,
): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    report(path, 'LIST_EMPTY', `${path} must have at least one entry`);
    return [];
  }
  if (value.length > max) report(path, 'LIST_TOO_LONG', `${path} may have ${max} entries at most`);
  return value.slice(0, max);
}

/** A text that is neither empty nor endless. */
export function readText(source: Source, key: string, report: Report): string {
  const value = own(source, key);
  if (typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_MAX) return value;
  report(key, 'TEXT_EXPECTED', `${key} must be a text of 1 to ${TEXT_MAX} characters`);
  return '';
}

/** A whole number within [min, max]; 0 with an error otherwise. */
export function readInteger(
  source: Source,
  { key, path, min, max }: { key: string; path: string; min: number; max: number },
  report: Report,
): number {
  const value = own(source, key);
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
    return value as number;
  report(path, 'INTEGER_EXPECTED', `${path} must be a whole number from ${min} to ${max}`);
  return 0;
}

/** The value of an own key; an inherited one is never seen. */
export function own(source: Source, key: string): unknown {
  return Object.hasOwn(source, key) ? source[key] : undefined;
}

/** A report that adds to `errors` what is wrong with one row (`null`: the table). */
export function reporter(errors: TableError[], row: number | null, id: string): Report {
  return (path, code, message) => {
    errors.push({ row, id, path, code, message });
  };
}
