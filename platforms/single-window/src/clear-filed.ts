import type { Runtime } from '@pilotzone/kernel/runtime';
import { clearDeclarations } from './clear-declarations.ts';
import type { ClearingNeeds } from './clearing-needs.ts';
import { loadCases } from './load-cases.ts';
import { listFiledIds, lockByIds } from './store/declarations.ts';

/**
 * Judges the lists that were only recorded, in the order of appTime, ebpCode and orderNo, one batch
 * after the other: how the `clear` command spends allowances whatever the order of its files.
 * Returns how many were judged; a run that is killed leaves the rest for the next one.
 */
export async function clearFiled(
  needs: ClearingNeeds,
  options: { batch: number },
): Promise<number> {
  const ids = await listFiledIds(needs.db, needs.zoneCode);
  for (let from = 0; from < ids.length; from += options.batch) {
    await judgeBatch(needs, ids.slice(from, from + options.batch));
  }
  return ids.length;
}

async function judgeBatch(needs: ClearingNeeds & Runtime, ids: readonly string[]): Promise<void> {
  await needs.db.transaction(async (tx) => {
    const rows = await lockByIds(tx, needs.zoneCode, ids);
    const filed = rows.filter((row) => row.status === 'filed');
    await clearDeclarations(needs, tx, { cases: await loadCases(needs, tx, filed) });
  });
}
