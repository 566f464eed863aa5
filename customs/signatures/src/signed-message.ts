import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Hash } from './algorithms.ts';
import { canonicalize } from './canonical.ts';
import { readSignatureShape, rootTagOf } from './signature-shape.ts';
import type { SignatureShape } from './signature-shape.ts';

/** A message as the decoder left it: its bytes, where its Signature is, and how it was read. */
export type SignedMessage = {
  /** The message itself, out of its envelope. */
  readonly bytes: Buffer;
  readonly signature: { readonly start: number; readonly end: number } | undefined;
  /**
   * `fast`: read straight from the bytes, which therefore have the usual form and at most one
   * Signature; `strict`: anything else.
   */
  readonly path: 'fast' | 'strict';
};

/** The message without its Signature in canonical form, and what the Signature says. */
export type OpenedSignature = {
  readonly shape: SignatureShape;
  /** Signatures in the whole message, also where none belongs. */
  readonly signatures: number;
  readonly before: readonly Uint8Array[];
  readonly after: Uint8Array;
};

/** Reads the Signature of a message that has one. */
export function openSignature(
  message: SignedMessage & { readonly signature: { start: number; end: number } },
): OpenedSignature {
  const { bytes, signature } = message;
  const text = bytes.toString('utf8', signature.start, signature.end);
  const head = bytes.toString('utf8', 0, Math.min(bytes.length, LONGEST_START));
  const rootTag = rootTagOf(head) || rootTagOf(bytes.toString('utf8'));
  const shape = readSignatureShape(rootTag, text);
  const quick = message.path === 'fast' ? quickForm(message, rootTag) : undefined;
  if (quick) return { shape, signatures: 1, ...quick };
  const whole = bytes.toString('utf8');
  const omitAt = bytes.toString('utf8', 0, signature.start).length;
  const { before, after, signatures } = canonicalize(whole, { omitAt });
  return { shape, signatures, before: [Buffer.from(before)], after: Buffer.from(after) };
}

/** Declaration and root tag of real messages take less than a quarter of it. */
const LONGEST_START = 2048;

/**
 * The canonical form straight from the bytes of a message that the fast reader accepted: it knows
 * no comments, CDATA, instructions or attributes on fields, so only four things may differ from the
 * canonical form. A root tag written otherwise is written anew; `undefined` when one of the others
 * is there: a carriage return, a reference that is not needed, a self-closing tag.
 */
function quickForm(
  { bytes, signature }: SignedMessage & { readonly signature: { start: number; end: number } },
  rootTag: string,
): { before: Uint8Array[]; after: Uint8Array } | undefined {
  const start = bytes.indexOf(rootTag) + rootTag.length;
  const end = bytes.lastIndexOf('>') + 1;
  const before = bytes.subarray(start, signature.start);
  const after = bytes.subarray(signature.end, end);
  if (!isCanonical(before) || !isCanonical(after)) return undefined;
  return { before: [Buffer.from(canonicalRoot(rootTag)), before], after };
}

function isCanonical(content: Buffer): boolean {
  if (content.includes(CARRIAGE_RETURN) || content.includes('/>', 0, 'latin1')) return false;
  for (let at = content.indexOf(AMPERSAND); at >= 0; at = content.indexOf(AMPERSAND, at + 1)) {
    if (!NEEDED.has(content.toString('latin1', at, at + 4))) return false;
  }
  return true;
}

const CARRIAGE_RETURN = 0x0d;
const AMPERSAND = 0x26;
/** References that the canonical form has, as far as the first four characters tell. */
const NEEDED = new Set(['&lt;', '&gt;', '&amp']);

/** The root tag in canonical form, when it is one that the fast reader takes. */
function canonicalRoot(rootTag: string): string {
  const [name = ''] = /^<[^\s>]+/.exec(rootTag) ?? [];
  const parts = rootTag.match(/[A-Za-z][A-Za-z0-9:]*="[^"]*"/g) ?? [];
  const bindings = parts.filter((part) => /^xmlns[:=]/.test(part));
  // The default one first: "=" stands before ":" neither in ASCII nor here.
  const key = (part: string): string => part.slice(0, part.indexOf('='));
  const byName = (a: string, b: string): number => (key(a) < key(b) ? -1 : 1);
  const others = parts.filter((part) => !bindings.includes(part));
  return `${[name, ...bindings.sort(byName), ...others.sort(byName)].join(' ')}>`;
}

/** How the white space around the Signature was treated when the digest was made. */
export type DigestForm = 'exact' | 'one-line-feed' | 'no-white-space';

/**
 * The form in which `digest` fits, `undefined` when it fits in none. Senders insert the Signature
 * with white space around it after they made the digest; a tolerant verifier takes that space away
 * (reference: docs/protocols/signatures.md).
 */
export function matchDigest(
  opened: OpenedSignature,
  hash: Hash,
  digest: Buffer,
): DigestForm | undefined {
  const { before, after } = opened;
  const last = before.at(-1) ?? Buffer.alloc(0);
  const content = last.subarray(0, endOfContent(last));
  const hashed = createHash(hash);
  for (const part of before.slice(0, -1)) hashed.update(part);
  hashed.update(content);
  const tight = after.subarray(startOfContent(after));
  const forms: readonly (readonly [DigestForm, readonly Uint8Array[]])[] = [
    ['exact', [last.subarray(content.length), after]],
    ['one-line-feed', [LINE_FEED, tight]],
    ['no-white-space', [tight]],
  ];
  for (const [form, rest] of forms) {
    const branch = hashed.copy();
    for (const part of rest) branch.update(part);
    if (branch.digest().equals(digest)) return form;
  }
  return undefined;
}

const LINE_FEED = Buffer.from('\n');

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09;
}

function endOfContent(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && isSpace(bytes[end - 1])) end--;
  return end;
}

function startOfContent(bytes: Uint8Array): number {
  let start = 0;
  while (isSpace(bytes[start])) start++;
  return start;
}
