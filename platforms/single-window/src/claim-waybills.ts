import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { catalogued } from './model/findings.ts';
import type { Verdict } from './model/verdict.ts';
import { reject } from './model/verdict.ts';
import { claimWaybills } from './store/waiting.ts';

/**
 * One parcel, one live list: ties each list's waybill to it, and rejects a list whose waybill has
 * another.
 */
export async function claimWaybillsOf(
  runtime: Runtime,
  tx: Tx,
  open: readonly Verdict[],
): Promise<void> {
  const owned = await claimWaybills(
    tx,
    runtime.zoneCode,
    open.map((verdict) => verdict.case.row),
  );
  for (const verdict of open) {
    const { declarationId, logisticsNo, logisticsCode } = verdict.case.row;
    if (!owned.has(declarationId))
      reject(verdict, [catalogued('PZ-WAYBILL-USED', [logisticsNo, logisticsCode])]);
  }
}
