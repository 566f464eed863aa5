import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Filing } from './model/filing.ts';
import type { OrderKey } from './store/orders.ts';
import { findWaiting, isAnyWaiting } from './store/waiting.ts';

/**
 * The orders of waiting lists that one of these new or changed documents may complete. Lists wake
 * nobody. To be asked after the documents are stored: see `noteUnsettled`.
 */
export async function findWoken(
  runtime: Pick<Runtime, 'zoneCode'>,
  tx: Tx,
  filings: readonly Filing[],
): Promise<OrderKey[]> {
  const orders = filings.flatMap(({ type, document }) =>
    type === 'CEB311Message' || type === 'CEB411Message'
      ? [{ ebpCode: document.head.ebpCode, orderNo: document.head.orderNo }]
      : [],
  );
  const waybills = filings.flatMap(({ type, document }) =>
    type === 'CEB511Message' ? [document.head] : [],
  );
  if (orders.length + waybills.length === 0) return [];
  if (!(await isAnyWaiting(tx, runtime.zoneCode))) return [];
  return findWaiting(tx, runtime.zoneCode, { orders, waybills });
}
