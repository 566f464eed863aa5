import { brotliCompressSync, brotliDecompressSync, constants, type BrotliOptions } from 'node:zlib';

// What the first byte of a content says.
const BROTLI = 1;
const BOUND = 2;

// Below this the compressor's state costs more than it saves.
const COMPRESS_FROM_BYTES = 512;
const PARAMS: BrotliOptions['params'] = {
  [constants.BROTLI_PARAM_QUALITY]: 0,
  [constants.BROTLI_PARAM_LGWIN]: 16,
};

/** How a content is packed: small, and whether its values say what they are bound to. */
export type Packing = { readonly compress: boolean; readonly bound: boolean };

/** What was packed, and whether its values say what they are bound to. */
export type Unpacked = { readonly payload: Buffer; readonly bound: boolean };

/**
 * The content of a seal, compressed where that helps. Here and not in the libuv pool: at this size
 * the way there and back takes four times the processor time of the compression itself.
 */
export function packContent(bytes: Uint8Array, { compress, bound }: Packing): Buffer {
  const flags = bound ? BOUND : 0;
  if (!compress || bytes.length < COMPRESS_FROM_BYTES)
    return Buffer.concat([Buffer.of(flags), bytes]);
  const chunkSize = Math.max(1 << 10, bytes.length >> 1);
  const small = brotliCompressSync(bytes, { params: PARAMS, chunkSize });
  return small.length < bytes.length
    ? Buffer.concat([Buffer.of(flags | BROTLI), small])
    : Buffer.concat([Buffer.of(flags), bytes]);
}

/** What was packed. The content was sealed by us, so its size needs no guard. */
export function unpackContent(content: Buffer): Unpacked {
  const flags = content[0] ?? 0;
  const packed = content.subarray(1);
  const chunkSize = Math.max(1 << 10, packed.length * 6);
  const payload = flags & BROTLI ? brotliDecompressSync(packed, { chunkSize }) : packed;
  return { payload, bound: (flags & BOUND) !== 0 };
}
