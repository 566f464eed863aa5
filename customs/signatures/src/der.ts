import { Buffer } from 'node:buffer';

/**
 * DER (X.690), as far as certificates, revocation lists and key files need it: definite lengths,
 * one byte of tag. Strict on purpose: a second encoding of the same thing is refused, so that what
 * was signed is what is read.
 */

/** One element: its tag, its content, and the whole of it. */
export type Der = { readonly tag: number; readonly content: Buffer; readonly raw: Buffer };

/** Thrown for anything that is no DER; callers turn it into a sentence about the file. */
export class DerError extends Error {}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const NULL = 0x05;
export const OBJECT_ID = 0x06;
export const BOOLEAN = 0x01;
export const ENUMERATED = 0x0a;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;

/** The tag of a context-specific element: `context(0)` is [0] around others. */
export function context(number: number, constructed = true): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/** The one element that `bytes` are. Throws DerError. */
export function readDer(bytes: Buffer, tag?: number): Der {
  const element = readAt(bytes, 0);
  if (element.raw.length !== bytes.length) throw new DerError('bytes behind the end');
  return expectTag(element, tag);
}

/** The elements inside a constructed one, in order. Throws DerError. */
export function childrenOf(element: Der): Der[] {
  const children: Der[] = [];
  for (let at = 0; at < element.content.length;) {
    const child = readAt(element.content, at);
    children.push(child);
    at += child.raw.length;
  }
  return children;
}

/** The element when it has this tag. Throws DerError when it is missing or another. */
export function expectTag(element: Der | undefined, tag?: number): Der {
  if (!element) throw new DerError('an element is missing');
  if (tag !== undefined && element.tag !== tag) {
    throw new DerError(`tag ${element.tag.toString(16)} where ${tag.toString(16)} was expected`);
  }
  return element;
}

function readAt(bytes: Buffer, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('cut off');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
  const { length, size } = readLength(bytes, at + 1, first);
  const start = at + 1 + size;
  const end = start + length;
  if (end > bytes.length) throw new DerError('cut off');
  return { tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) };
}

function readLength(bytes: Buffer, at: number, first: number): { length: number; size: number } {
  if (first < 0x80) return { length: first, size: 1 };
  const count = first & 0x7f;
  // Four bytes are 4 GB; 0x80 would be the indefinite length of BER.
  if (count === 0 || count > 4 || at + count >= bytes.length) throw new DerError('a bad length');
  const length = bytes.readUIntBE(at + 1, count);
  const isShortest = length >= 0x80 && bytes[at + 1] !== 0;
  if (!isShortest) throw new DerError('a length that is longer than needed');
  return { length, size: 1 + count };
}

/** An object identifier in dots. */
export function readObjectId(element: Der | undefined): string {
  const { content } = expectTag(element, OBJECT_ID);
  if (content.length === 0 || content.length > 40) throw new DerError('a bad object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head = 0n, ...rest] = arcs;
  const top = head < 40n ? 0n : head < 80n ? 1n : 2n;
  return [top, head - 40n * top, ...rest].join('.');
}

/** An integer's bytes as capital hexadecimal without leading zeros: how serial numbers are told. */
export function readSerial(element: Der | undefined): string {
  const { content } = expectTag(element, INTEGER);
  if (content.length === 0 || content.length > 64) throw new DerError('a bad integer');
  return content
    .toString('hex')
    .toUpperCase()
    .replace(/^(?:00)+(?=.)/, '');
}

/** A small whole number. */
export function readSmall(element: Der | undefined): number {
  const { content } = expectTag(element, INTEGER);
  if (content.length === 0 || content.length > 4) throw new DerError('a bad integer');
  return content.readIntBE(0, content.length);
}

/** The bytes of a bit string of whole bytes. */
export function readBits(element: Der | undefined): Buffer {
  const { content } = expectTag(element, BIT_STRING);
  if (content[0] !== 0) throw new DerError('a bit string of odd bits');
  return content.subarray(1);
}

/** A moment: UTCTime (1950 to 2049) or GeneralizedTime, both in UTC, as ISO 8601. */
export function readTime(element: Der | undefined): string {
  const { tag, content } = expectTag(element);
  const text = content.toString('latin1');
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  const isShort = match?.[1]?.length === 2;
  if (!match || isShort !== (tag === UTC_TIME)) throw new DerError('a bad time');
  const [, year = '', month, day, hour, minute, second] = match;
  const century = !isShort ? '' : Number(year) < 50 ? '20' : '19';
  return `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** Builds one element. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const head = Buffer.alloc(2 + size);
  head[0] = tag;
  head[1] = 0x80 | size;
  head.writeUIntBE(length, 2, size);
  return Buffer.concat([head, content]);
}

/** Builds an object identifier. */
export function derObjectId(id: string): Buffer {
  const [top = 0, second = 0, ...rest] = id.split('.').map(Number);
  const bytes = [40 * top + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left & 0x7f));
    }
    return groups;
  });
  return der(OBJECT_ID, Buffer.from(bytes));
}

/** Builds a positive integer of big-endian bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  const needsZero = (trimmed[0] ?? 0) >= 0x80;
  return der(INTEGER, ...(needsZero ? [Buffer.from([0])] : []), trimmed);
}

/** Builds a bit string of whole bytes. */
export function derBits(bytes: Uint8Array): Buffer {
  return der(BIT_STRING, Buffer.from([0]), bytes);
}

/** Builds a moment given as ISO 8601 in UTC, to the second. */
export function derTime(iso: string): Buffer {
  const digits = iso.slice(0, 19).replace(/[-:T]/g, '');
  const year = Number(digits.slice(0, 4));
  return year >= 1950 && year < 2050
    ? der(UTC_TIME, Buffer.from(`${digits.slice(2)}Z`))
    : der(GENERALIZED_TIME, Buffer.from(`${digits}Z`));
}
