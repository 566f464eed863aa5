/**
 * How sealed values are written. Pure but for the drawing of nonces.
 *
 *     cell       F5 | key no. 4 | nonce 12 | sealed content | tag 16     one value
 *     place      F6 | batch no. 8 | index 2                              a value of a batch
 *     batch      F7 | key no. 4 | nonce 12 | sealed content | tag 16     many values
 *
 * Content is a byte of flags (1: brotli, 2: values say what they are bound to, bound.ts) and the
 * payload; that of a batch is the count of its values (2 bytes), their lengths (4 bytes each), then
 * the values. No text in UTF-8 begins with these bytes, so a value that was written in the clear is
 * known by its first byte.
 */

import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { PilotError } from '../errors.ts';
import type { DataKey } from './keyring.ts';

const CELL = 0xf5;
const PLACE = 0xf6;
const BATCH = 0xf7;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 5 + IV_BYTES;
const PLACE_BYTES = 11;
const CIPHER = 'aes-256-gcm';

/** Where a value of a batch stands. */
export type Place = { readonly batchNo: number; readonly index: number };

/** What the bytes of a sealed column are. */
export type CellKind = 'cell' | 'place' | 'clear';

/** Which of them these bytes are. */
export function kindOf(bytes: Uint8Array): CellKind {
  if (bytes[0] === PLACE && bytes.length === PLACE_BYTES) return 'place';
  return bytes[0] === CELL && bytes.length > HEAD_BYTES + TAG_BYTES ? 'cell' : 'clear';
}

/** The number of the key with which a cell or batch was sealed. */
export function keyNoOf(sealed: Uint8Array): number {
  return asBuffer(sealed).readUInt32BE(1);
}

/** Seals the content of one value. */
export function sealCell(key: DataKey, content: Uint8Array): Buffer {
  return seal(key, content, { format: CELL });
}

/** Seals the content of a batch; it opens under its own number only. */
export function sealBatch(key: DataKey, content: Uint8Array, batchNo: number): Buffer {
  return seal(key, content, { format: BATCH, batchNo });
}

/** The content of a cell, or of the batch of that number. Throws SEAL_BROKEN. */
export function openSealed(key: DataKey, sealed: Uint8Array, batchNo?: number): Buffer {
  const bytes = asBuffer(sealed);
  const cut = bytes.length - TAG_BYTES;
  const opener = createDecipheriv(CIPHER, key.bytes, bytes.subarray(5, HEAD_BYTES))
    .setAAD(boundTo(bytes[0] ?? 0, batchNo))
    .setAuthTag(bytes.subarray(cut));
  try {
    const content = opener.update(bytes.subarray(HEAD_BYTES, cut));
    opener.final();
    return content;
  } catch (error) {
    const what = batchNo === undefined ? 'a sealed value' : `the sealed batch ${batchNo}`;
    const text = `${what} was altered, moved, or sealed with another key`;
    throw new PilotError('SEAL_BROKEN', text, { cause: error });
  }
}

/** What a column holds for a value of a batch. */
export function placeCell({ batchNo, index }: Place): Buffer {
  const bytes = Buffer.allocUnsafe(PLACE_BYTES);
  bytes[0] = PLACE;
  bytes.writeBigUInt64BE(BigInt(batchNo), 1);
  bytes.writeUInt16BE(index, 9);
  return bytes;
}

/** Where the value of such a cell stands. */
export function readPlace(cell: Uint8Array): Place {
  const bytes = asBuffer(cell);
  return { batchNo: Number(bytes.readBigUInt64BE(1)), index: bytes.readUInt16BE(9) };
}

/** Values one behind the other. */
export function joinValues(values: readonly Uint8Array[]): Buffer {
  const head = Buffer.allocUnsafe(2 + values.length * 4);
  head.writeUInt16BE(values.length, 0);
  values.forEach((value, index) => head.writeUInt32BE(value.length, 2 + index * 4));
  return Buffer.concat([head, ...values]);
}

/** The values that were joined. */
export function splitValues(joined: Buffer): Buffer[] {
  const count = joined.readUInt16BE(0);
  let at = 2 + count * 4;
  return Array.from({ length: count }, (_, index) => {
    const from = at;
    at += joined.readUInt32BE(2 + index * 4);
    return joined.subarray(from, at);
  });
}

function seal(
  key: DataKey,
  content: Uint8Array,
  { format, batchNo }: { format: number; batchNo?: number },
): Buffer {
  const iv = drawNonce();
  const cipher = createCipheriv(CIPHER, key.bytes, iv).setAAD(boundTo(format, batchNo));
  const head = Buffer.allocUnsafe(5);
  head[0] = format;
  head.writeUInt32BE(key.no, 1);
  const sealed = cipher.update(content);
  cipher.final();
  return Buffer.concat([head, iv, sealed, cipher.getAuthTag()]);
}

function boundTo(format: number, batchNo = 0): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = format;
  bytes.writeBigUInt64BE(BigInt(batchNo), 1);
  return bytes;
}

// Drawn in blocks, because one system call a nonce costs more than the cipher.
const pool = Buffer.allocUnsafe(IV_BYTES * 512);
let used = pool.length;

function drawNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += IV_BYTES;
  return Buffer.from(pool.subarray(used - IV_BYTES, used));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
