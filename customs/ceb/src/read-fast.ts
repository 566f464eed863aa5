import type { SpecVersion } from './fields.ts';
import { parseDecimal } from './decimal.ts';
import { DECIMAL, planFor, TEXT } from './fast-plan.ts';
import type { EntityPlan, FieldPlan, MessagePlan, Tag } from './fast-plan.ts';
import { readFastRoot } from './fast-root.ts';
import { endOfSignature } from './fast-signature.ts';
import { MAX_TEXT_BYTES } from './guards.ts';
import { collapseXml, countCharacters, judgeDecimal } from './lexical.ts';
import type { CebMessage } from './message.ts';
import { decodeReferences } from './references.ts';
import type { AnyRecord, Value } from './records.ts';
import { keepSource } from './source-bytes.ts';

/**
 * Reads a message of the usual form straight from its bytes, validating as it goes. Returns
 * `undefined` for everything else: comments, CDATA, other order, attributes on fields, and whatever
 * is wrong. The strict reader decides then; what this one accepts, that one decodes to an equal
 * object (tested by fuzzing). The bytes must be valid UTF-8.
 */
export function readFast(bytes: Buffer, spec: SpecVersion): CebMessage | undefined {
  const root = readFastRoot(bytes);
  const plan = root && planFor(root.type, root.prefix, spec);
  if (!root || !plan) return undefined;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cursor: Cursor = { bytes, data, at: root.end, view: '', base: 0, isCanonical: true };
  const documents = readDocuments(cursor, plan);
  if (!documents) return undefined;
  let transfer: AnyRecord | undefined;
  const subscribes: AnyRecord[] = [];
  if (plan.table.frame === 'declaration') {
    moveView(cursor, Math.min(bytes.length, cursor.at + LONGEST_FRAME));
    if (!enters(cursor, plan.transfer)) return undefined;
    transfer = readEntity(cursor, plan.transfer);
    if (!transfer) return undefined;
    while (enters(cursor, plan.subscribe)) {
      const subscribe = readEntity(cursor, plan.subscribe);
      if (!subscribe || subscribes.push(subscribe) > 5) return undefined;
    }
  }
  const signature = readSignature(cursor, plan, root.bindings);
  if (!signature || !takes(cursor, plan.rootClose)) return undefined;
  if (skipSpace(bytes, cursor.at) !== bytes.length) return undefined;
  const message = {
    type: plan.table.type,
    guid: root.guid,
    version: root.version,
    transfer,
    subscribes,
    extend: undefined,
    signature: signature === 'none' ? undefined : signature,
    documents,
  };
  // The plan was compiled from the table of this very type.
  return message as unknown as CebMessage;
}

/**
 * BaseTransfer and five BaseSubscribe of the longest notes, in bytes; a longer frame reads past its
 * view.
 */
const LONGEST_FRAME = 40_000;

/** Where the reader stands. `view` is a stretch of the bytes from `base` on, as Latin-1. */
type Cursor = {
  readonly bytes: Buffer;
  /** The same bytes, for reading four at once. */
  readonly data: DataView;
  at: number;
  view: string;
  base: number;
  /** Whether this document is written as C14N writes it; set for each document. */
  isCanonical: boolean;
};

type AnyDocument = { readonly head: AnyRecord; readonly lines: readonly AnyRecord[] };

function readDocuments(cursor: Cursor, plan: MessagePlan): AnyDocument[] | undefined {
  const { bytes } = cursor;
  const documents: AnyDocument[] = [];
  const { max } = plan.table.document;
  const opening = plan.wrapper ?? plan.head;
  for (;;) {
    const start = skipSpace(bytes, cursor.at);
    if (!matches(cursor.data, start, opening.open)) break;
    if (documents.length >= max) return undefined;
    const end = bytes.indexOf(plan.documentClose.bytes, start);
    if (end < 0) return undefined;
    moveView(cursor, end);
    cursor.isCanonical = true;
    const document = readDocument(cursor, plan);
    if (!document) return undefined;
    if (plan.keepsSource) noteSource(document, cursor, start);
    documents.push(document);
  }
  return documents.length > 0 ? documents : undefined;
}

/** A carriage return between tags is none in C14N. */
function noteSource(document: AnyDocument, { bytes, at, isCanonical }: Cursor, start: number) {
  const source = bytes.subarray(start, at);
  if (isCanonical && !source.includes(CARRIAGE_RETURN)) keepSource(document, source);
}

function readDocument(cursor: Cursor, plan: MessagePlan): AnyDocument | undefined {
  if (plan.wrapper && !takes(cursor, plan.wrapper.open)) return undefined;
  if (!enters(cursor, plan.head)) return undefined;
  const head = readEntity(cursor, plan.head);
  if (!head) return undefined;
  const lines: AnyRecord[] = [];
  if (plan.lines) {
    while (enters(cursor, plan.lines)) {
      const line = lines.length < plan.linesMax ? readEntity(cursor, plan.lines) : undefined;
      if (!line) return undefined;
      lines.push(line);
    }
    if (lines.length < plan.linesMin) return undefined;
  }
  if (plan.wrapper && !takes(cursor, plan.wrapper.close)) return undefined;
  return { head, lines };
}

/** Reads the fields of an entity and its closing tag; the cursor stands behind the opening one. */
function readEntity(cursor: Cursor, plan: EntityPlan): AnyRecord | undefined {
  const { bytes, data } = cursor;
  const { fields, scratch } = plan;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as FieldPlan;
    const at = skipSpace(bytes, cursor.at);
    const { open } = field;
    if (matches(data, at, open)) {
      cursor.at = at + open.length;
      const value = readValue(cursor, field);
      if (value === undefined) return undefined;
      scratch[i] = value;
    } else if (isSelfClosing(bytes, at, open)) {
      const value = field.fixed ?? (field.kind === TEXT && field.min === 0 ? '' : undefined);
      if (value === undefined) return undefined;
      cursor.at = at + open.length + 1;
      cursor.isCanonical = false;
      scratch[i] = value;
    } else if (field.optional) scratch[i] = undefined;
    else return undefined;
  }
  return takes(cursor, plan.close) ? plan.make(scratch) : undefined;
}

/** Whether this tag stands here as `<name/>`. */
function isSelfClosing(bytes: Buffer, at: number, open: Tag): boolean {
  const slash = at + open.length - 1;
  if (bytes[slash] !== SLASH || bytes[slash + 1] !== GREATER) return false;
  for (let i = 0; i < open.length - 1; i++) if (bytes[at + i] !== open.bytes[i]) return false;
  return true;
}

/** Reads a value and the closing tag behind it. */
function readValue(cursor: Cursor, field: FieldPlan): Value {
  if (field.kind === TEXT) return readText(cursor, field);
  return field.kind === DECIMAL ? readDecimal(cursor, field) : readInteger(cursor, field);
}

function readText(cursor: Cursor, field: FieldPlan): string | undefined {
  const { bytes, at } = cursor;
  let end = at;
  let continued = 0;
  let isPlain = true;
  let hasReference = false;
  for (; ; end++) {
    const kind = KINDS[bytes[end] ?? 0];
    if (kind === PLAIN) continue;
    if (kind === END) break;
    if (kind === CONTINUED) continued++;
    else if (kind === LEAD) {
      isPlain = false;
      // U+FFFE and U+FFFF are no characters of XML.
      if (bytes[end] === 0xef && bytes[end + 1] === 0xbf && (bytes[end + 2] ?? 0) >= 0xbe) return;
    } else if (kind === AMPERSAND) hasReference = true;
    else return undefined;
  }
  if (end - at > MAX_TEXT_BYTES || !matches(cursor.data, end, field.close)) return undefined;
  cursor.at = end + field.close.length;
  if (end - cursor.base > cursor.view.length) return undefined;
  let text = isPlain
    ? cursor.view.slice(at - cursor.base, end - cursor.base)
    : bytes.toString('utf8', at, end);
  let length = end - at - continued;
  if (hasReference) {
    const decoded = decodeReferences(text);
    if (decoded === undefined) return undefined;
    if (NOT_CANONICAL.test(text)) cursor.isCanonical = false;
    text = decoded;
    length = countCharacters(text);
  }
  if (field.collapses) {
    text = collapseXml(text);
    length = countCharacters(text);
  }
  if (field.fixed !== undefined) {
    if (end === at) cursor.isCanonical = false;
    return end === at || text === field.fixed ? field.fixed : undefined;
  }
  return length >= field.min && length <= field.max ? text : undefined;
}

/** A reference that C14N writes as the character itself. */
const NOT_CANONICAL = /&(?!(?:amp|lt|gt);)/;

/** Digits of a whole part that a double still holds exactly as units of 1/100 000. */
const PLAIN_DIGITS = 10;

function readDecimal(cursor: Cursor, field: FieldPlan): bigint | undefined {
  const { bytes, at } = cursor;
  let end = at;
  let units = 0;
  for (; isDigit(bytes[end]); end++) units = units * 10 + (bytes[end] ?? 0) - ZERO;
  let isUsual = end > at && end - at <= PLAIN_DIGITS;
  let scale = 5;
  if (bytes[end] === POINT) {
    end++;
    for (; scale > 0 && isDigit(bytes[end]); end++, scale--) {
      units = units * 10 + (bytes[end] ?? 0) - ZERO;
    }
  }
  for (; scale > 0; scale--) units *= 10;
  if (bytes[end] !== LESS) {
    // A sign, white space, many decimals, or rubbish: judged from its text.
    isUsual = false;
    end = bytes.indexOf(LESS, end);
  }
  if (end < 0 || !matches(cursor.data, end, field.close)) return undefined;
  cursor.at = end + field.close.length;
  return isUsual ? BigInt(units) : readOddDecimal(bytes.toString('latin1', at, end));
}

function readOddDecimal(text: string): bigint | undefined {
  return text.includes('\r') || judgeDecimal(text) ? undefined : parseDecimal(text);
}

function readInteger(cursor: Cursor, field: FieldPlan): number | undefined {
  const { bytes, at } = cursor;
  let end = at;
  let value = 0;
  for (; isDigit(bytes[end]); end++) value = value * 10 + (bytes[end] ?? 0) - ZERO;
  // Ten digits may be outside of xs:int; leave those to the strict reader.
  if (end === at || end - at > Math.min(field.max, 9)) return undefined;
  if (!matches(cursor.data, end, field.close)) return undefined;
  cursor.at = end + field.close.length;
  return value;
}

function readSignature(
  cursor: Cursor,
  plan: MessagePlan,
  bindings: ReadonlyMap<string, string>,
): { start: number; end: number } | 'none' | undefined {
  const { bytes } = cursor;
  const start = skipSpace(bytes, cursor.at);
  if (matches(cursor.data, start, plan.rootClose)) {
    return plan.table.signature === 'mandatory' ? undefined : 'none';
  }
  if (plan.table.signature === 'none') return undefined;
  const rest = bytes.toString('latin1', start, Math.min(bytes.length, start + LONGEST_SIGNATURE));
  const length = endOfSignature(rest, 0, bindings);
  if (length === undefined) return undefined;
  cursor.at = start + length;
  return { start, end: start + length };
}

/** Signatures with one certificate take about 3 KB; larger ones go the strict way. */
const LONGEST_SIGNATURE = 32_768;

function moveView(cursor: Cursor, end: number): void {
  cursor.base = cursor.at;
  cursor.view = cursor.bytes.toString('latin1', cursor.at, end);
}

/** Whether the entity's opening tag comes next; steps behind it. */
function enters(cursor: Cursor, plan: EntityPlan): boolean {
  return takes(cursor, plan.open);
}

function takes(cursor: Cursor, tag: Tag): boolean {
  const at = skipSpace(cursor.bytes, cursor.at);
  if (!matches(cursor.data, at, tag)) return false;
  cursor.at = at + tag.length;
  return true;
}

function matches(data: DataView, at: number, tag: Tag): boolean {
  const { words, length } = tag;
  if (at + length > data.byteLength) return false;
  // The end tells tags apart soonest: their beginnings are alike.
  if (data.getInt32(at + length - 4, true) !== tag.last) return false;
  for (let i = 0, from = at; i < words.length; i++, from += 4) {
    if (data.getInt32(from, true) !== words[i]) return false;
  }
  return true;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return at;
    at++;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

const CARRIAGE_RETURN = 0x0d;
const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const POINT = 0x2e;
const ZERO = 0x30;

/** Kinds of bytes in a value. */
const PLAIN = 0;
const END = 1;
const AMPERSAND = 2;
const CONTINUED = 3;
const LEAD = 4;
const ODD = 5;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));

function kindOf(byte: number): number {
  if (byte === LESS) return END;
  if (byte === 0x26) return AMPERSAND;
  if (byte >= 0xc0) return LEAD;
  if (byte >= 0x80) return CONTINUED;
  if (byte === 0x09 || byte === 0x0a) return PLAIN;
  // A carriage return would have to be normalised, and "]]>" is forbidden.
  return byte < 0x20 || byte === GREATER ? ODD : PLAIN;
}
