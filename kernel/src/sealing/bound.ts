/**
 * What a sealed value is bound to stands before it, under the same seal: text that names what it is
 * and whose, such as `order EBP ORDER-NO`, up to a byte 0, which PostgreSQL allows in no text.
 */

import { PilotError } from '../errors.ts';

/** A value of a sealed column: text, bytes, or nothing. */
export type Sealable = string | Uint8Array | null | undefined;

/** The bytes of a value, behind what it is bound to, if anything. */
export function toBytes(value: Sealable, boundTo?: string): Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string')
    return Buffer.from(boundTo === undefined ? value : `${boundTo}\0${value}`, 'utf8');
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return boundTo === undefined
    ? bytes
    : Buffer.concat([Buffer.from(`${boundTo}\0`, 'utf8'), bytes]);
}

/**
 * The value without what it is bound to. Throws SEAL_BROKEN when that is not what the reader
 * expects; a reader that expects nothing takes any.
 */
export function freeValue(bound: Buffer, expected: string | undefined): Buffer {
  const end = bound.indexOf(0);
  if (expected !== undefined) {
    const found = bound.toString('utf8', 0, end);
    if (found !== expected)
      throw new PilotError('SEAL_BROKEN', `a sealed value of "${expected}" belongs to "${found}"`);
  }
  return bound.subarray(end + 1);
}
