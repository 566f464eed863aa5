import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Filing } from './model/filing.ts';
import { isLive } from './model/lifecycle.ts';
import { orderKeyText } from './record-orders.ts';
import { lockByOrder } from './store/declarations.ts';
import type { OrderKey } from './store/orders.ts';
import { findDeclaredWaybills } from './store/waiting.ts';
import type { WaybillKey } from './store/waiting.ts';

/**
 * Orders (`ebpCode|orderNo`) and waybills (`logisticsCode|logisticsNo`) whose list already went to
 * customs.
 */
export type Declared = {
  readonly orders: ReadonlySet<string>;
  readonly waybills: ReadonlySet<string>;
};

/**
 * Finds which documents that change or delete something stand behind a live list. Additions need no
 * answer, so the usual batch asks nothing.
 */
export async function findDeclared(
  runtime: Runtime,
  tx: Tx,
  filings: readonly Filing[],
): Promise<Declared> {
  const orders: OrderKey[] = [];
  const waybills: WaybillKey[] = [];
  for (const { type, document } of filings) {
    if (document.head.appType === '1') continue;
    if (type === 'CEB311Message' || type === 'CEB411Message') orders.push(keyOf(document.head));
    if (type === 'CEB511Message') waybills.push(document.head);
  }
  const declarations = await lockByOrder(tx, runtime.zoneCode, orders);
  return {
    orders: new Set(declarations.filter((row) => isLive(row.status)).map(orderKeyText)),
    waybills: await findDeclaredWaybills(tx, runtime.zoneCode, waybills),
  };
}

function keyOf({ ebpCode, orderNo }: OrderKey): OrderKey {
  return { ebpCode, orderNo };
}
