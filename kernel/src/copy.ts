/**
 * PostgreSQL's binary COPY format and its binary arrays: the cheapest ways in for a batch. Pure:
 * rows in, buffers out. Written without helper calls per byte, because a declaration is some 250
 * fields of it (docs/performance.md). Source: PostgreSQL manual, "COPY", section "Binary Format";
 * the arrays are what `array_recv` of its sources reads.
 */

import { makeColumnLoop, makeRowLoop } from './column-loops.ts';
import type { Around, ColumnLoop, Read, RowLoop } from './column-loops.ts';

/** Column types the hot path needs. `numeric` takes a bigint of 1/100 000 units. */
export type ColumnType =
  | 'text'
  | 'uuid'
  | 'bytea'
  | 'sealed'
  | 'bool'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'text[]'
  | 'uuid[]';

/**
 * One column of a batch: its name, its type and how to read it from a row. `null` and `undefined`
 * are NULL. Values: `timestamptz` milliseconds since 1970, `date` "YYYY-MM-DD", `uuid` text,
 * `jsonb` any JSON value, `numeric` bigint of 1/100 000 units, `int8` number or bigint, `bytea`
 * Uint8Array, arrays of strings. `sealed` takes text or bytes, which the database gets as `bytea`;
 * `boundTo` says what such a value is and whose, and nowhere else it opens (sealing/bound.ts).
 */
export type Column<Row> = readonly [
  name: string,
  type: ColumnType,
  value: (row: Row) => unknown,
  boundTo?: (row: Row) => string,
];

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const PG_EPOCH_MS = 946_684_800_000;
const DAY_MS = 86_400_000;
const UUID_OID = 2950;
const TEXT_OID = 25;
const TWO_32 = 0x1_0000_0000;
/** Up to this length a loop over characters beats a call into the runtime. */
const SHORT_TEXT = 48;

let buffer = Buffer.allocUnsafe(1 << 20);
let at = 0;

/**
 * Encodes `rows` as one COPY payload. The result is a copy, so the next call may reuse the buffer.
 * Not re-entrant, and need not be: it never awaits.
 */
export function encodeCopy<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer {
  at = 0;
  reserve(SIGNATURE.length);
  at += SIGNATURE.copy(buffer, at);
  const reads = columns.map(([, , read]) => read as Read);
  rowLoopOf(columns)(rows, reads, {
    ...AROUND,
    begin: () => {
      reserve(2);
      putInt16(columns.length);
    },
  });
  reserve(2);
  putInt16(-1);
  return Buffer.from(buffer.subarray(0, at));
}

/**
 * Encodes `rows` as one binary array a column, for `unnest`. Columns that are arrays themselves
 * become array literals in an array of text, because PostgreSQL's arrays of arrays must be of equal
 * length.
 */
export function encodeArrays<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Buffer[] {
  const loops = columnLoopsOf(columns);
  return columns.map(([, type, read], index) => {
    at = 0;
    reserve(20);
    putInt32(rows.length === 0 ? 0 : 1);
    // Whether there is a NULL: a hint that nothing relies on.
    putInt32(1);
    putInt32(isNested(type) ? TEXT_OID : OIDS[type]);
    if (rows.length > 0) {
      putInt32(rows.length);
      putInt32(1);
    }
    loops[index]?.(rows, read as Read, AROUND);
    return Buffer.from(buffer.subarray(0, at));
  });
}

// 64 bytes hold every value of a fixed length; the others make room for themselves.
const AROUND: Around = {
  reserve: () => {
    reserve(64);
  },
  none: () => {
    putInt32(-1);
  },
};

const rowLoops = new Map<string, RowLoop>();
const columnLoops = new Map<string, readonly ColumnLoop[]>();

// By names and types, because many stores list their columns anew for each batch. A program has
// some hundred of them.
function keyOf<Row>(columns: readonly Column<Row>[]): string {
  let key = '';
  for (const [name, type] of columns) key += `${name} ${type},`;
  return key;
}

function rowLoopOf<Row>(columns: readonly Column<Row>[]): RowLoop {
  const key = keyOf(columns);
  let loop = rowLoops.get(key);
  if (!loop) rowLoops.set(key, (loop = makeRowLoop(columns.map(([, type]) => WRITERS[type]))));
  return loop;
}

function columnLoopsOf<Row>(columns: readonly Column<Row>[]): readonly ColumnLoop[] {
  const key = keyOf(columns);
  let loops = columnLoops.get(key);
  if (!loops) {
    loops = columns.map(([, type]) => makeColumnLoop(isNested(type) ? putLiteral : WRITERS[type]));
    columnLoops.set(key, loops);
  }
  return loops;
}

function isNested(type: ColumnType): type is 'text[]' | 'uuid[]' {
  return type === 'text[]' || type === 'uuid[]';
}

function putLiteral(value: unknown): void {
  const items = (value as readonly string[]).map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`);
  putText(`{${items.join(',')}}`);
}

const OIDS: Readonly<Record<Exclude<ColumnType, 'text[]' | 'uuid[]'>, number>> = {
  bool: 16,
  bytea: 17,
  sealed: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: TEXT_OID,
  date: 1082,
  timestamptz: 1184,
  numeric: 1700,
  uuid: UUID_OID,
  jsonb: 3802,
};

// Each writer takes the value that its column type documents; 64 bytes are reserved before the
// call.
const WRITERS: Readonly<Record<ColumnType, (value: unknown) => void>> = {
  text: (value) => {
    putText(value as string);
  },
  jsonb: (value) => {
    putJsonb(JSON.stringify(value));
  },
  uuid: (value) => {
    putUuid(value as string);
  },
  bytea: (value) => {
    putBytes(value as Uint8Array);
  },
  sealed: () => {
    throw new Error('a sealed column is sealed before it is written');
  },
  numeric: (value) => {
    putNumeric(value as bigint);
  },
  'text[]': (value) => {
    putArray(TEXT_OID, value as readonly string[], putText);
  },
  'uuid[]': (value) => {
    putArray(UUID_OID, value as readonly string[], putUuid);
  },
  bool: (value) => {
    putInt32(1);
    buffer[at++] = value ? 1 : 0;
  },
  int2: (value) => {
    putInt32(2);
    putInt16(value as number);
  },
  int4: (value) => {
    putInt32(4);
    putInt32(value as number);
  },
  int8: (value) => {
    putInt32(8);
    if (typeof value === 'bigint') at = buffer.writeBigInt64BE(value, at);
    else putInt64(value as number);
  },
  date: (value) => {
    putInt32(4);
    putInt32((Date.parse(value as string) - PG_EPOCH_MS) / DAY_MS);
  },
  timestamptz: (value) => {
    putInt32(8);
    putInt64((Math.trunc(value as number) - PG_EPOCH_MS) * 1000);
  },
};

function reserve(bytes: number): void {
  if (at + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
}

function putInt16(value: number): void {
  buffer[at++] = value >> 8;
  buffer[at++] = value;
}

function putInt32(value: number): void {
  buffer[at++] = value >> 24;
  buffer[at++] = value >> 16;
  buffer[at++] = value >> 8;
  buffer[at++] = value;
}

/** A whole number of at most 53 bits, as 64. */
function putInt64(value: number): void {
  const high = Math.floor(value / TWO_32);
  putInt32(high);
  putInt32(value - high * TWO_32);
}

function putText(value: string): void {
  const { length } = value;
  reserve(4 + length * 3);
  const start = at + 4;
  at = start;
  if (length > SHORT_TEXT || !putShort(value)) {
    at = start + buffer.write(value, start, 'utf8');
  }
  putLengthBefore(start);
}

/** Writes UTF-8; false at the first surrogate, which is left to the runtime. */
function putShort(value: string): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code < 0x80) buffer[at++] = code;
    else if (code < 0x800) {
      buffer[at++] = 0xc0 | (code >> 6);
      buffer[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0xd800 || code > 0xdfff) {
      buffer[at++] = 0xe0 | (code >> 12);
      buffer[at++] = 0x80 | ((code >> 6) & 0x3f);
      buffer[at++] = 0x80 | (code & 0x3f);
    } else return false;
  }
  return true;
}

/** Fills in the length of what was written from `start` on. */
function putLengthBefore(start: number): void {
  const end = at;
  at = start - 4;
  putInt32(end - start);
  at = end;
}

function putJsonb(text: string): void {
  reserve(5 + text.length * 3);
  const start = at + 4;
  buffer[start] = 1;
  at = start + 1 + buffer.write(text, start + 1, 'utf8');
  putLengthBefore(start);
}

const NIBBLES = new Uint8Array(128);
for (let digit = 0; digit < 16; digit += 1) {
  NIBBLES[digit.toString(16).charCodeAt(0)] = digit;
  NIBBLES[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
const HYPHEN = 45;

function putUuid(value: string): void {
  reserve(20);
  putInt32(16);
  for (let i = 0; i < value.length; i += 2) {
    if (value.charCodeAt(i) === HYPHEN) i += 1;
    const high = NIBBLES[value.charCodeAt(i)] ?? 0;
    const low = NIBBLES[value.charCodeAt(i + 1)] ?? 0;
    buffer[at++] = (high << 4) | low;
  }
}

function putBytes(value: Uint8Array): void {
  reserve(4 + value.length);
  putInt32(value.length);
  buffer.set(value, at);
  at += value.length;
}

function putArray(oid: number, values: readonly string[], put: (value: string) => void): void {
  reserve(24);
  const start = at + 4;
  at = start;
  putInt32(values.length === 0 ? 0 : 1);
  putInt32(0);
  putInt32(oid);
  if (values.length > 0) {
    putInt32(values.length);
    putInt32(1);
  }
  for (const value of values) put(value);
  putLengthBefore(start);
}

/** Digits of one number in base 10 000, least significant first; reused by every call. */
const DIGITS: number[] = [];
// Above this, units times 1,000 is no longer exact in a double: nine thousand million CNY.
const SMALL_UNITS_MAX = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 1000));

/** numeric with scale 5 from units of 1/100 000: base-10 000 digits, most significant first. */
function putNumeric(units: bigint): void {
  const isNegative = units < 0n;
  const absolute = isNegative ? -units : units;
  const count = absolute <= SMALL_UNITS_MAX ? splitSmall(Number(absolute)) : splitLarge(absolute);
  let skipped = 0;
  while (skipped < count && DIGITS[skipped] === 0) skipped += 1;
  const kept = count - skipped;
  reserve(12 + kept * 2);
  putInt32(8 + kept * 2);
  putInt16(kept);
  putInt16(kept === 0 ? 0 : count - 3);
  putInt16(isNegative ? 0x4000 : 0);
  putInt16(5);
  for (let i = count - 1; i >= skipped; i -= 1) putInt16(DIGITS[i] ?? 0);
}

// Scale 5 is one and a quarter base-10 000 digits: three zeros more make the fraction two whole
// digits.

function splitSmall(units: number): number {
  let rest = units * 1000;
  let count = 0;
  while (rest > 0) {
    const next = Math.floor(rest / 10_000);
    DIGITS[count++] = rest - next * 10_000;
    rest = next;
  }
  return count;
}

function splitLarge(units: bigint): number {
  let rest = units * 1000n;
  let count = 0;
  while (rest > 0n) {
    DIGITS[count++] = Number(rest % 10_000n);
    rest /= 10_000n;
  }
  return count;
}
