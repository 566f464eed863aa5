import { randomFillSync } from 'node:crypto';
import type { Instant } from './time.ts';

/** Where identifiers come from; a seeded one makes a run repeatable. */
export type IdSource = {
  /** A time-ordered UUID (version 7): new rows land together in an index. Lower case. */
  newId(): string;
};

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const POOL_BYTES = 16 * 512;

/**
 * Version-7 UUIDs that grow strictly within one process, also within one millisecond.
 * Randomness is drawn in blocks, because one system call per id costs more than the id.
 */
export function createIdSource(now: () => number): IdSource {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
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
    const time = lastMs.toString(16).padStart(12, '0');
    const order = sequence.toString(16).padStart(3, '0');
    let tail = HEX[((pool[used] ?? 0) & 0x3f) | 0x80] ?? '';
    for (let i = 1; i < 8; i += 1) tail += HEX[pool[used + i] ?? 0] ?? '';
    used += 16;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }
}

/** When an id was made, as far as it tells: a repeat that carries this time has equal bytes. */
export function timeOfId(id: string): Instant {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) as Instant;
}
