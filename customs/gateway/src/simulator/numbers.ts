import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { nextBlock } from './store.ts';

// The sequences step by this much: one question to the database per thousand numbers.
const BLOCK = 1_000;
// Nine digits; they begin again long after the day or year that stands before them is over.
// Those that begin with 9 are left to test sets, which name them beforehand.
const SERIALS = 900_000_000;

export type Numbers = {
  /**
   * `flag` stands behind the year of the invtNo: I import, E export, and letters of the simulator's
   * own for other numbers of this form. `letter` begins the preNo: B list, T return, o tally.
   */
  next(
    customsCode: string,
    flag?: string,
    letter?: string,
  ): Promise<{ preNo: string; invtNo: string }>;
};

/**
 * Issues preNo (B, day, 9-digit serial) and invtNo (customs code, year, I, 9-digit serial), unique
 * over restarts and processes. Source: specification 202205, CEB622 preNo and invtNo.
 */
export function createNumbers(runtime: Runtime): Numbers {
  const preNo = createSerial(() => nextBlock(runtime.db, 'pre_no'));
  const invtNo = createSerial(() => nextBlock(runtime.db, 'invt_no'));
  return {
    next: async (customsCode, flag = 'I', letter = 'B') => {
      const day = dayOf(runtime.clock.now());
      return {
        preNo: `${letter}${day.replaceAll('-', '')}${await preNo()}`,
        invtNo: `${customsCode}${day.slice(0, 4)}${flag}${await invtNo()}`,
      };
    },
  };
}

/** Serials out of blocks; a block that could not be had is asked for again by the next caller. */
function createSerial(takeBlock: () => Promise<number>): () => Promise<string> {
  let block: Promise<number> | undefined;
  let used = 0;
  return async () => {
    if (!block || used === BLOCK) {
      used = 0;
      block = takeBlock();
    }
    const taken = block;
    const offset = used;
    used += 1;
    try {
      return String(((await taken) + offset) % SERIALS).padStart(9, '0');
    } catch (error) {
      if (block === taken) block = undefined;
      throw error;
    }
  };
}
