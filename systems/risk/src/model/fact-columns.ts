/** How the values of one fact are written down a block, by type; `undefined` is unknown. */

import { assert } from '@pilotzone/kernel/errors';
import type { FieldType } from './facts.ts';

/** The bytes of one column. */
export function writeColumn(type: FieldType, values: readonly unknown[]): Buffer {
  switch (type) {
    case 'text':
      return writeTexts(values as readonly (string | undefined)[]);
    case 'texts':
      return writeTexts(values.map(joinTexts));
    case 'flag':
      return Buffer.from(values.map((value) => (value === undefined ? 2 : Number(value))));
    case 'integer':
      return writeNumbers(values, (bytes, value, at) => bytes.writeDoubleLE(value as number, at));
    case 'decimal':
      return writeNumbers(values, (bytes, value, at) => bytes.writeBigInt64LE(value as bigint, at));
  }
}

/** The values of one column of `rows` rows. */
export function readColumn(type: FieldType, bytes: Buffer, rows: number): readonly unknown[] {
  switch (type) {
    case 'text':
      return readTexts(bytes, rows, (text) => text);
    case 'texts':
      return readTexts(bytes, rows, (text) => JSON.parse(text) as readonly string[]);
    case 'flag':
      return Array.from(bytes, (byte) => (byte === 2 ? undefined : byte === 1));
    case 'integer':
      return readNumbers(bytes, rows, (at) => bytes.readDoubleLE(at));
    case 'decimal':
      return readNumbers(bytes, rows, (at) => bytes.readBigInt64LE(at));
  }
}

function joinTexts(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** A code of two bytes a row, 0 for unknown, before the dictionary as JSON. */
function writeTexts(values: readonly (string | undefined)[]): Buffer {
  const codes = new Map<string, number>();
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    if (value === undefined) return;
    let code = codes.get(value);
    if (code === undefined) codes.set(value, (code = codes.size + 1));
    bytes.writeUInt16LE(code, index * 2);
  });
  return Buffer.concat([bytes, Buffer.from(JSON.stringify([...codes.keys()]))]);
}

/** Rows with one text share one value, whose making is paid for once. */
function readTexts<T>(bytes: Buffer, rows: number, valueOf: (text: string) => T) {
  const texts = JSON.parse(bytes.toString('utf8', rows * 2)) as string[];
  const values = texts.map(valueOf);
  const column: (T | undefined)[] = [];
  for (let index = 0; index < rows; index += 1) {
    column.push(values[bytes.readUInt16LE(index * 2) - 1]);
  }
  return column;
}

type PutNumber = (bytes: Buffer, value: unknown, at: number) => unknown;

/** A flag a row whether the value is known, before eight bytes a row. */
function writeNumbers(values: readonly unknown[], put: PutNumber): Buffer {
  const bytes = Buffer.alloc(values.length * 9);
  values.forEach((value, index) => {
    if (value === undefined) return;
    bytes[index] = 1;
    put(bytes, value, values.length + index * 8);
  });
  return bytes;
}

function readNumbers<T>(bytes: Buffer, rows: number, valueAt: (at: number) => T) {
  assert(bytes.length === rows * 9, 'a column of numbers has nine bytes a row');
  const column: (T | undefined)[] = [];
  for (let index = 0; index < rows; index += 1) {
    column.push(bytes[index] === 1 ? valueAt(rows + index * 8) : undefined);
  }
  return column;
}
