import type { Tx } from '@pilotzone/kernel/db';
import { clearDeclarations, judgeCases } from './clear-declarations.ts';
import type { ClearingNeeds } from './clearing-needs.ts';
import { loadCases } from './load-cases.ts';
import { lockByOrder } from './store/declarations.ts';
import { noteUnsettled, settleWaiting } from './store/waiting.ts';

// As many as one intake batch judges; the rest follows with the next call.
const LISTS_MAX = 1_000;

/**
 * Looks once more at lists that began to wait while the document they wait for was being filed by
 * another transaction: neither saw the other. Returns how many were judged again. To be called
 * every few seconds; costs one question when nothing is to be done.
 */
export async function recheckWaiting(needs: ClearingNeeds): Promise<number> {
  return needs.db.transaction((tx) => recheck(needs, tx));
}

async function recheck(needs: ClearingNeeds, tx: Tx): Promise<number> {
  const keys = await noteUnsettled(tx, needs.zoneCode, LISTS_MAX);
  if (keys.length === 0) return 0;
  const rows = (await lockByOrder(tx, needs.zoneCode, keys)).filter(
    (row) => row.status === 'waiting',
  );
  const cases = await loadCases(needs, tx, rows);
  const verdicts = await judgeCases(needs, tx, { cases });
  const changed = verdicts.filter(({ step, findings, case: { row } }) => {
    const before = (row.reasons ?? []).map(({ code }) => code);
    return step !== 'waiting' || findings.map(({ code }) => code).join() !== before.join();
  });
  await clearDeclarations(needs, tx, { cases: changed.map((verdict) => verdict.case) });
  await settleWaiting(tx, needs.zoneCode, keys);
  return changed.length;
}
