import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { nextBlock } from '../store.ts';

// The sequences step by this much: one question to the database per thousand numbers.
const BLOCK = 1_000;

export type Numbers = { next(customsCode: string): Promise<{ preNo: string; invtNo: string }> };

/**
 * Issues preNo (B, day, 9-digit serial) and invtNo (customs code, year, I, 9-digit serial), unique
 * over restarts and processes. Source: specification 202205, CEB622 preNo and invtNo.
 */
export function createNumbers(runtime: Runtime): Numbers {
  const preNo = serial('pre_no');
  const invtNo = serial('invt_no');
  return {
    next: async (customsCode) => {
      const day = dayOf(runtime.clock.now());
      return {
        preNo: `B${day.replaceAll('-', '')}${await preNo()}`,
        invtNo: `${customsCode}${day.slice(0, 4)}I${await invtNo()}`,
      };
    },
  };

  function serial(sequence: 'pre_no' | 'invt_no'): () => Promise<string> {
    let block: Promise<number> | undefined;
    let used = BLOCK;
    return async () => {
      if (used === BLOCK) {
        used = 0;
        block = nextBlock(runtime.db, sequence);
      }
      const offset = used;
      used += 1;
      return String(((await block) ?? 0) + offset).padStart(9, '0');
    };
  }
}
