import { isUtf8 } from 'node:buffer';
import type { Decoded, Guard } from './message.ts';

/** What a reader refuses before it looks at the schema. */
export type Refusal = Extract<Decoded, { kind: 'refused' }>;

/**
 * Largest message, in bytes: a full legal one (100 lists of 99 lines) is about 20 MB, and nothing
 * official names a limit.
 */
export const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Longest run of bytes without a tag. libxml2 stops at 10,000,000 by itself; no field but the echo
 * of a message in CEB900 comes near it.
 */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** Deepest nesting: a certificate in a signature needs 6. */
export const MAX_DEPTH = 12;

/**
 * Most attributes of one element, namespace declarations included: no element of the schema has
 * above 5.
 */
export const MAX_ATTRIBUTES = 32;

/**
 * Most tags and references of a message: a full legal one has 430,000 tags. The strict reader takes
 * about a microsecond for each, so this bounds what one hostile message can cost.
 */
export const MAX_MARKUP = 1_000_000;

/** Below this size no message can offend a guard that the fast reader does not keep by itself. */
export const LARGE_BYTES = 3 * MAX_MARKUP;

/** A refusal with its message. */
export function refuse(guard: Guard, message: string): Refusal {
  return { kind: 'refused', guard, message };
}

/** Size and encoding, the guards that need no reading; `undefined` lets the message pass. */
export function guardBytes(bytes: Uint8Array): Refusal | undefined {
  if (bytes.byteLength > MAX_BYTES) {
    const has = `${String(bytes.byteLength)} bytes`;
    return refuse('size', `the message has ${has}; at most ${String(MAX_BYTES)} are read`);
  }
  // A NUL among the first bytes is how UTF-16 and UTF-32 without a mark begin.
  if (!isUtf8(bytes) || bytes.subarray(0, 4).includes(0)) {
    return refuse('encoding', 'the message is not UTF-8');
  }
  return undefined;
}

/**
 * The guards that look at the markup, in one pass over the bytes and before any parser sees them:
 * declared encoding, DOCTYPE, endless values, depth, attributes. Takes about 1 ns a byte, whatever
 * they hold. `textMax` is the longest value in bytes: the payload of a DXP envelope is one value.
 */
export function guardMarkup(bytes: Buffer, textMax = MAX_TEXT_BYTES): Refusal | undefined {
  const encoding = declaredEncoding(bytes);
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    const named = encoding.slice(0, 40);
    return refuse('encoding', `the message says it is ${named}; it must be UTF-8`);
  }
  let depth = 0;
  let markup = countReferences(bytes);
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf(LESS, at);
    const textEnd = start < 0 ? bytes.length : start;
    if (textEnd - at > textMax) return refuse('size', LONG_VALUE);
    if (start < 0) return undefined;
    if (++markup > MAX_MARKUP) return refuse('size', MUCH_MARKUP);
    const next = bytes[start + 1];
    if (next === EXCLAMATION || next === QUESTION) {
      if (bytes.toString('latin1', start, start + 9) === '<!DOCTYPE') {
        return refuse('doctype', 'the message has a DOCTYPE; none is read');
      }
      at = endOfSection(bytes, start);
      if (at - start > MAX_TEXT_BYTES) return refuse('size', LONG_VALUE);
      continue;
    }
    const tag = measureTag(bytes, start + 1);
    if (tag.end - start > MAX_TEXT_BYTES) return refuse('size', LONG_VALUE);
    if (tag.attributes > MAX_ATTRIBUTES) return refuse('attributes', MANY_ATTRIBUTES);
    if (next === SLASH) depth--;
    else if (++depth > MAX_DEPTH) return refuse('depth', DEEP);
    else if (tag.isClosed) depth--;
    at = tag.end;
  }
  return undefined;
}

const LONG_VALUE = `the message has a value of more than ${String(MAX_TEXT_BYTES)} bytes`;
const MUCH_MARKUP = `the message has more than ${String(MAX_MARKUP)} tags and references`;
const MANY_ATTRIBUTES = `an element has more than ${String(MAX_ATTRIBUTES)} attributes`;
const DEEP = `elements are nested more than ${String(MAX_DEPTH)} deep`;

function countReferences(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x26); at >= 0 && count <= MAX_MARKUP; count++) {
    at = bytes.indexOf(0x26, at + 1);
  }
  return count;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 256).replace(/^\xef\xbb\xbf/, '');
  const declaration = /^<\?xml[ \t\r\n][^?>]*/.exec(start)?.[0];
  return /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration ?? '')?.[1];
}

/** Behind a comment, CDATA section or instruction; the end of the bytes where it is not closed. */
function endOfSection(bytes: Buffer, start: number): number {
  const opening = bytes.toString('latin1', start, start + 9);
  if (opening.startsWith('<?')) return behind(bytes, '?>', start + 2);
  if (opening.startsWith('<!--')) return behind(bytes, '-->', start + 4);
  if (opening === '<![CDATA[') return behind(bytes, ']]>', start + 9);
  return start + 2;
}

function behind(bytes: Buffer, end: string, from: number): number {
  const at = bytes.indexOf(end, from, 'latin1');
  return at < 0 ? bytes.length : at + end.length;
}

/**
 * A tag up to its ">": how many attributes it has, and whether it closes itself. Stops at too many.
 */
function measureTag(
  bytes: Buffer,
  start: number,
): { end: number; attributes: number; isClosed: boolean } {
  let attributes = 0;
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === GREATER) break;
    if (byte !== DOUBLE_QUOTE && byte !== SINGLE_QUOTE) continue;
    const close = bytes.indexOf(byte, at + 1);
    if (++attributes > MAX_ATTRIBUTES || close < 0) break;
    at = close;
  }
  return { end: at + 1, attributes, isClosed: bytes[at - 1] === SLASH };
}

const LESS = 0x3c;
const GREATER = 0x3e;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
