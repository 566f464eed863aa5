import { randomFillSync } from 'node:crypto';
import type { Instant } from './time.ts';

/** Where identifiers come from; a seeded one makes a run repeatable. */
export type IdSource = {
  /** A time-ordered UUID (version 7): new rows land together in an index. Lower case. */
  newId(): string;
};

const RANDOM_BYTES = 8;
const POOL_BYTES = RANDOM_BYTES * 1024;
const ID_LENGTH = 36;
const HYPHEN = 45;

/** The ASCII codes of the two hexadecimal digits of each byte. */
const [HIGH, LOW] = [(byte: number) => byte >> 4, (byte: number) => byte & 15].map((part) =>
  Uint8Array.from({ length: 256 }, (_, byte) => part(byte).toString(16).charCodeAt(0)),
) as [Uint8Array, Uint8Array];

/**
 * Version-7 UUIDs that grow strictly within one process, also within one millisecond.
 * Randomness is drawn in blocks, because one system call per id costs more than the id; and an id
 * is written as bytes and made text at once, because text in pieces costs five times as much.
 */
export function createIdSource(now: () => number): IdSource {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  const text = Buffer.alloc(ID_LENGTH, HYPHEN);
  let used = POOL_BYTES;
  let lastMs = 0;
  let sequence = 0;
  return { newId };

  function newId(): string {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const at = Math.max(Math.trunc(now()), lastMs);
    sequence = at === lastMs ? sequence + 1 : 0;
    lastMs = at;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
    const high = Math.floor(lastMs / 0x10000);
    put(0, high >>> 24);
    put(2, high >>> 16);
    put(4, high >>> 8);
    put(6, high);
    put(9, lastMs >>> 8);
    put(11, lastMs);
    put(14, 0x70 | (sequence >> 8));
    put(16, sequence);
    put(19, ((pool[used] ?? 0) & 0x3f) | 0x80);
    put(21, pool[used + 1] ?? 0);
    for (let i = 2; i < RANDOM_BYTES; i += 1) put(20 + 2 * i, pool[used + i] ?? 0);
    used += RANDOM_BYTES;
    return text.toString('latin1');
  }

  function put(place: number, byte: number): void {
    text[place] = HIGH[byte & 0xff] ?? 0;
    text[place + 1] = LOW[byte & 0xff] ?? 0;
  }
}

/** When an id was made, as far as it tells: a repeat that carries this time has equal bytes. */
export function timeOfId(id: string): Instant {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) as Instant;
}
