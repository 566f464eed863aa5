import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { catalogued } from './model/findings.ts';
import { reject, type Verdict } from './model/verdict.ts';
import { addFrozenRefusals, findFrozen, hasFreezes } from './store/freezes.ts';

/**
 * Refuses lists of buyers who have frozen purchases in their name, before anything is given to
 * them. Asked when their allowances are locked already: then lists that touch each other see
 * freezes in the order in which they are served, and a freeze, which takes the same lock, comes
 * before a list or after it. One short question a batch while nobody has frozen anything.
 */
export async function refuseFrozen(
  { zoneCode, clock }: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  locked: readonly Verdict[],
): Promise<void> {
  if (locked.length === 0 || !(await hasFreezes(tx, zoneCode))) return;
  const buyerKeys = [...new Set(locked.map(({ case: { row } }) => row.buyerKey))];
  const frozen = await findFrozen(tx, zoneCode, buyerKeys);
  const refused = locked.filter(({ case: { row } }) => frozen.has(row.buyerKey));
  if (refused.length === 0) return;
  for (const verdict of refused)
    reject(verdict, [catalogued('PZ-BUYER-FROZEN', [verdict.case.row.orderNo])]);
  const at = clock.now();
  const rows = refused.map(({ case: { row } }) => ({ ...row, at }));
  await addFrozenRefusals(tx, zoneCode, rows);
}
