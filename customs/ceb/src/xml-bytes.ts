/**
 * Where messages are written: straight as UTF-8 into one buffer that all use. Text joined from
 * hundreds of pieces and encoded afterwards costs twice the time and leaves as many strings behind
 * as a message has values (docs/performance.md). Not re-entrant, and need not be: it never awaits.
 */

let buffer = Buffer.allocUnsafe(1 << 20);
let at = 0;

/** Begins a message. */
export function beginXml(): void {
  at = 0;
}

/** The message, in bytes of its own. */
export function endXml(): Buffer {
  return Buffer.from(buffer.subarray(0, at));
}

/** Bytes as they stand. */
export function putBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  // For short ones, which tags are, a call into the runtime costs more than the loop.
  if (bytes.length > SHORT) buffer.set(bytes, at);
  else for (let i = 0; i < bytes.length; i += 1) buffer[at + i] = bytes[i] ?? 0;
  at += bytes.length;
}

/** Markup, written as it is. */
export function putMarkup(xml: string): void {
  reserve(xml.length * 3);
  at += buffer.write(xml, at, 'utf8');
}

/** A value, with the escapes that C14N has for text. */
export function putText(text: string): void {
  reserve(text.length * 5);
  const start = at;
  if (text.length <= SHORT && putPlain(text)) return;
  at = start;
  const escaped = escapeText(text);
  reserve(escaped.length * 3);
  at += buffer.write(escaped, at, 'utf8');
}

const SHORT = 64;

function reserve(bytes: number): void {
  if (at + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
}

/** False at the first character that needs an escape or is half of a pair: left to the runtime. */
function putPlain(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      if (code === 0x26 || code === 0x3c || code === 0x3e || code === 0x0d) return false;
      buffer[at++] = code;
    } else if (code < 0x800) {
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

/** Text as C14N writes it. */
export function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (c) => ESCAPES[c] ?? c) : text;
}

/** An attribute's value as C14N writes it. */
export function escapeAttribute(text: string): string {
  return /[&<"\t\n\r]/.test(text) ? text.replace(/[&<"\t\n\r]/g, (c) => ESCAPES[c] ?? c) : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
