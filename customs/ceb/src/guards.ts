import { isUtf8 } from 'node:buffer';
import type { Decoded, Guard } from './message.ts';

/** What a reader refuses before it looks at the schema. */
export type Refusal = Extract<Decoded, { kind: 'refused' }>;

/**
 * Largest message, in bytes: a full legal one (100 lists of 99 lines) is about 20 MB, and nothing official
 * names a limit.
 */
export const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Longest run of bytes without a tag. libxml2 stops at 10,000,000 by itself; no field but the echo of a
 * message in CEB900 comes near it.
 */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** Deepest nesting: a certificate in a signature needs 6. */
export const MAX_DEPTH = 12;

/** Most attributes of one element, namespace declarations included: no element of the schema has above 5. */
export const MAX_ATTRIBUTES = 32;

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

/** What stands before the root: a DOCTYPE, a foreign encoding, or an endless run of text anywhere. */
export function guardProlog(bytes: Buffer): Refusal | undefined {
  const encoding = declaredEncoding(bytes);
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    return refuse('encoding', `the message says it is ${encoding}; it must be UTF-8`);
  }
  if (hasDoctype(bytes)) return refuse('doctype', 'the message has a DOCTYPE; none is read');
  if (hasLongText(bytes)) {
    const limit = String(MAX_TEXT_BYTES);
    return refuse('size', `the message has a value of more than ${limit} bytes`);
  }
  return undefined;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 256).replace(/^\xef\xbb\xbf/, '');
  const declaration = /^<\?xml[ \t\r\n][^?>]*/.exec(start)?.[0];
  return /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration ?? '')?.[1];
}

/** Whether the first thing that is no comment, instruction or white space is a DOCTYPE. */
function hasDoctype(bytes: Buffer): boolean {
  let at = 0;
  for (;;) {
    at = bytes.indexOf('<', at);
    if (at < 0) return false;
    const next = bytes.toString('latin1', at, at + 9);
    if (next.startsWith('<!DOCTYPE')) return true;
    const end = next.startsWith('<?') ? '?>' : next.startsWith('<!--') ? '-->' : undefined;
    if (end === undefined) return false;
    at = bytes.indexOf(end, at + 4 - (end === '?>' ? 2 : 0));
    if (at < 0) return false;
  }
}

function hasLongText(bytes: Buffer): boolean {
  if (bytes.length <= MAX_TEXT_BYTES) return false;
  let last = 0;
  for (let at = bytes.indexOf(60); at >= 0; at = bytes.indexOf(60, at + 1)) {
    if (at - last > MAX_TEXT_BYTES) return true;
    last = at;
  }
  return bytes.length - last > MAX_TEXT_BYTES;
}
