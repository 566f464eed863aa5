import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportOrderKey } from './export-needs.ts';
import { exportOrderKey } from './model/export-case.ts';
import { orderKeyText } from './record-orders.ts';
import { lockExportOrders } from './store/export-orders.ts';
import { loadOrders } from './store/orders.ts';
import type { OrderKey } from './store/orders.ts';
import { findListNumbers } from './store/read.ts';

/** Which of these orders (311) are on file, in the order given. */
export async function hasOrders(
  runtime: Runtime,
  tx: Tx,
  keys: readonly OrderKey[],
): Promise<boolean[]> {
  const found = await loadOrders(tx, runtime.zoneCode, { keys, lock: false });
  const there = new Set(found.filter((order) => !order.deleted).map(orderKeyText));
  return keys.map((key) => there.has(orderKeyText(key)));
}

/** Which of these export orders (303) are on file, in the order given. */
export async function hasExportOrders(
  runtime: Runtime,
  tx: Tx,
  keys: readonly ExportOrderKey[],
): Promise<boolean[]> {
  const found = await lockExportOrders(tx, runtime.zoneCode, keys);
  const there = new Set(found.filter((order) => !order.deleted).map(exportOrderKey));
  return keys.map((key) => there.has(exportOrderKey(key)));
}

/** Which of these numbers customs gave to import lists of ours, in the order given. */
export async function hasLists(
  runtime: Runtime,
  tx: Tx,
  invtNos: readonly string[],
): Promise<boolean[]> {
  const there = await findListNumbers(tx, runtime.zoneCode, invtNos);
  return invtNos.map((invtNo) => there.has(invtNo));
}
