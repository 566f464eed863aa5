import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { changedGuarantees, releaseEarmark, startPlan } from './model/guarantee-plan.ts';
import {
  appendEntries,
  lockGuarantees,
  selectEntries,
  updateGuarantees,
} from './store/guarantees.ts';

/**
 * Gives back what was earmarked for lists that were rejected or taken back before release. May be
 * repeated.
 */
export async function releaseEarmarks(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  declarationIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(declarationIds)];
  const known = await selectEntries(tx, needs.zoneCode, ids);
  if (known.length === 0) return;
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const codes = [...new Set(known.map((entry) => entry.guarantorCode))];
  const guarantees = await lockGuarantees(tx, needs.zoneCode, codes);
  // Read again: only what stands after the lock is certain.
  const entries = await selectEntries(tx, needs.zoneCode, ids);
  const plan = startPlan({ day: dayOf(at.now), guarantees, entries });
  for (const id of ids) releaseEarmark(plan, id);
  await appendEntries(tx, plan.entries, at);
  await updateGuarantees(tx, changedGuarantees(plan), at);
}
