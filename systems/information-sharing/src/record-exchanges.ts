import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, type BrotliOptions } from 'node:zlib';
import type { Tx } from '@pilotzone/kernel/db';
import type { IdSource } from '@pilotzone/kernel/ids';
import type { Clock } from '@pilotzone/kernel/time';
import { canonicalHeader } from './model/exchange-chain.ts';
import {
  appendExchanges,
  lockChain,
  lockFreeChain,
  type StoredExchange,
} from './store/exchanges.ts';

/** One message in or out, to be kept as evidence. */
export type ExchangeEntry = {
  readonly direction: 'in' | 'out';
  /** CEB621Message …; "Unknown" when it could not be read. */
  readonly messageType: string;
  /** Participant code, "customs", or "" when unknown. */
  readonly counterparty: string;
  readonly body: Uint8Array;
  /** The message was refused as a whole. */
  readonly refused: boolean;
  /** Given when the id was needed before the record; otherwise a new one is drawn. */
  readonly exchangeId?: string;
};

/** An entry hashed and compressed, ready to be chained. */
export type PreparedExchange = Omit<StoredExchange, 'chainNo' | 'chainSeq' | 'chainHash'>;

export type RecordExchangesNeeds = {
  readonly zoneCode: string;
  readonly clock: Clock;
  readonly ids: IdSource;
};

/**
 * Records messages in `tx` and returns their ids, in the same order. The chain's head stays locked
 * until `tx` ends, so call it as late as the transaction allows. A second call in one transaction
 * goes on in the same chain.
 */
export async function recordExchanges(
  needs: RecordExchangesNeeds,
  tx: Tx,
  entries: readonly ExchangeEntry[],
): Promise<string[]> {
  return appendPrepared(tx, await prepareExchanges(needs, entries));
}

/**
 * Hashes and compresses entries; touches no database, so it may be started before the transaction.
 * Compression runs in the libuv pool: measured 2.4 ms CPU for a list message of 477 kB, and 0.4 ms
 * for SHA-256.
 */
export async function prepareExchanges(
  needs: RecordExchangesNeeds,
  entries: readonly ExchangeEntry[],
): Promise<PreparedExchange[]> {
  const at = needs.clock.now();
  return Promise.all(
    entries.map(async (entry) => {
      const exchangeId = entry.exchangeId ?? needs.ids.newId();
      const body = asBuffer(entry.body);
      return {
        zoneCode: needs.zoneCode,
        exchangeId,
        at,
        direction: entry.direction,
        counterparty: storable(entry.counterparty),
        messageType: storable(entry.messageType),
        refused: entry.refused,
        bodyLength: body.length,
        sha256: createHash('sha256').update(body).digest(),
        ...(await compress(body)),
      };
    }),
  );
}

const chainOf = new WeakMap<Tx, number>();

/** Chains and appends prepared entries in their order; returns their ids. */
export async function appendPrepared(
  tx: Tx,
  prepared: readonly PreparedExchange[],
): Promise<string[]> {
  const first = prepared[0];
  if (!first) return [];
  const own = chainOf.get(tx);
  // The last byte of a version-7 id is random: it spreads writers that must wait.
  const spread = Number.parseInt(first.exchangeId.slice(-2), 16);
  const head =
    own === undefined
      ? await lockFreeChain(tx, first.zoneCode, spread)
      : await lockChain(tx, first.zoneCode, own);
  chainOf.set(tx, head.chainNo);
  let { lastSeq, lastHash } = head;
  const records = prepared.map((entry) => {
    lastSeq += 1;
    const header = { ...entry, chainNo: head.chainNo, chainSeq: lastSeq };
    lastHash = hashLink(lastHash, canonicalHeader(header), entry.sha256);
    return { ...header, chainHash: lastHash };
  });
  await appendExchanges(tx, records);
  return prepared.map((entry) => entry.exchangeId);
}

/**
 * SHA-256 over the previous chain hash, the canonical header in UTF-8, and the SHA-256 of the body.
 */
export function hashLink(previous: Uint8Array, header: string, sha256: Uint8Array): Buffer {
  return createHash('sha256').update(previous).update(header, 'utf8').update(sha256).digest();
}

const compressInPool = promisify(brotliCompress) as (
  body: Uint8Array,
  options: BrotliOptions,
) => Promise<Buffer>;

// Quality 0 took 14 µs for the four messages of a declaration and left 1.04 kB of 7.5; quality 1
// took 25 µs for 0.84 kB, deflate's fastest 28 µs for 1.06 kB (docs/performance.md). A window of
// 256 kB is about one message.
const PARAMS: BrotliOptions['params'] = {
  [constants.BROTLI_PARAM_QUALITY]: 0,
  [constants.BROTLI_PARAM_LGWIN]: 18,
};

/**
 * One output chunk for a usual message, which comes down to a seventh: each further one is a turn
 * of the event loop. What is not filled is kept as long as the rest, so it should not be much.
 */
function chunkFor(body: Buffer): number {
  return Math.max(1 << 10, Math.ceil(body.length / 5));
}

// Below this the compressor's state costs more than it saves.
const COMPRESS_FROM_BYTES = 512;

async function compress(body: Buffer): Promise<Pick<StoredExchange, 'encoding' | 'body'>> {
  if (body.length < COMPRESS_FROM_BYTES) return { encoding: 'identity', body };
  const small = await compressInPool(body, { params: PARAMS, chunkSize: chunkFor(body) });
  if (small.length >= body.length) return { encoding: 'identity', body };
  return { encoding: 'br', body: small };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// What a hostile message says about itself must not break the record: PostgreSQL takes no NUL and
// no lone surrogate.
function storable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, '?').slice(0, 64);
}
