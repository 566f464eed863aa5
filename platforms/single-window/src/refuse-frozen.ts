import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { catalogued } from './model/findings.ts';
import { isOpen, reject, type Verdict } from './model/verdict.ts';
import { addFrozenRefusals, findFrozen, hasFreezes } from './store/freezes.ts';

/** Whether anybody has frozen purchases, as far as this process knows. */
export type FreezeWatch = {
  isNeeded(): boolean;
  /** Somebody here has just frozen hers. */
  expect(): void;
  /** Looks again: another process may have frozen or thawed some. */
  look(q: Queryable): Promise<void>;
};

/** Nobody has, until a look says otherwise. */
export function createFreezeWatch(zoneCode: string): FreezeWatch {
  let isNeeded = false;
  let frozen = 0;
  return {
    isNeeded: () => isNeeded,
    expect: () => {
      frozen += 1;
      isNeeded = true;
    },
    look: async (q) => {
      const before = frozen;
      const found = await hasFreezes(q, zoneCode);
      // What was asked before somebody froze hers says nothing about it.
      if (frozen === before) isNeeded = found;
    },
  };
}

export type FreezeNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & { readonly freezes: FreezeWatch };

/**
 * Refuses lists of buyers who have frozen purchases in their name, before anything is reserved for
 * them. Nothing is asked of the database while nobody has; else one question a batch.
 */
export async function refuseFrozen(
  { zoneCode, clock, freezes }: FreezeNeeds,
  tx: Tx,
  verdicts: readonly Verdict[],
): Promise<void> {
  if (!freezes.isNeeded()) return;
  const open = verdicts.filter(isOpen);
  const buyerKeys = [...new Set(open.map(({ case: { row } }) => row.buyerKey))];
  const frozen = await findFrozen(tx, zoneCode, buyerKeys);
  const refused = open.filter(({ case: { row } }) => frozen.has(row.buyerKey));
  if (refused.length === 0) return;
  for (const verdict of refused)
    reject(verdict, [catalogued('PZ-BUYER-FROZEN', [verdict.case.row.orderNo])]);
  const at = clock.now();
  const rows = refused.map(({ case: { row } }) => ({ ...row, at }));
  await addFrozenRefusals(tx, zoneCode, rows);
}
