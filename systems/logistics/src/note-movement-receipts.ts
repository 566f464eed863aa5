import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { lockMovements, movementText, noteReceipts } from './store/export-movements.ts';
import type { MovementReceiptRow } from './store/export-movements.ts';

/** Notes what customs says of arrivals (508) and departures (510); `unknown` are not ours. */
export async function noteMovementReceipts(
  needs: Pick<Runtime, 'zoneCode'>,
  tx: Tx,
  receipts: readonly MovementReceiptRow[],
): Promise<{ unknown: number }> {
  const known = await lockMovements(tx, needs.zoneCode, receipts);
  await noteReceipts(tx, needs.zoneCode, receipts);
  return { unknown: receipts.filter((receipt) => !known.has(movementText(receipt))).length };
}
