import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, type BrotliOptions } from 'node:zlib';

const AS_IT_IS = Buffer.from([0]);
const BROTLI = Buffer.from([1]);

// Below this the compressor's state costs more than it saves.
const COMPRESS_FROM_BYTES = 512;
const PARAMS: BrotliOptions['params'] = {
  [constants.BROTLI_PARAM_QUALITY]: 0,
  [constants.BROTLI_PARAM_LGWIN]: 16,
};

const compressInPool = promisify(brotliCompress) as (
  bytes: Uint8Array,
  options: BrotliOptions,
) => Promise<Buffer>;
const expandInPool = promisify(brotliDecompress) as (
  bytes: Uint8Array,
  options: BrotliOptions,
) => Promise<Buffer>;

/** The content of a seal: compressed where that helps, in the libuv pool. */
export async function packContent(bytes: Uint8Array, compress: boolean): Promise<Buffer> {
  if (!compress || bytes.length < COMPRESS_FROM_BYTES) return Buffer.concat([AS_IT_IS, bytes]);
  const chunkSize = Math.max(1 << 10, bytes.length >> 1);
  const small = await compressInPool(bytes, { params: PARAMS, chunkSize });
  return Buffer.concat(small.length < bytes.length ? [BROTLI, small] : [AS_IT_IS, bytes]);
}

/** What was packed. The content was sealed by us, so its size needs no guard. */
export async function unpackContent(content: Buffer): Promise<Buffer> {
  const payload = content.subarray(1);
  if (content[0] !== BROTLI[0]) return payload;
  return expandInPool(payload, { chunkSize: Math.max(1 << 10, payload.length * 6) });
}
