import type { Tx } from '@pilotzone/kernel/db';
import { clearDeclarations } from './clear-declarations.ts';
import type { ClearingNeeds } from './clear-declarations.ts';
import type { Filing } from './file-documents.ts';
import { loadCases } from './load-cases.ts';
import { lockByOrder } from './store/declarations.ts';
import { findWaiting, isAnyWaiting } from './store/waiting.ts';

/**
 * Judges the waiting lists again that one of these documents may complete. Lists themselves wake nobody.
 */
export async function resumeWaiting(needs: ClearingNeeds, tx: Tx, filings: readonly Filing[]): Promise<void> {
  const orders = filings.flatMap(({ type, document }) =>
    type === 'CEB311Message' || type === 'CEB411Message'
      ? [{ ebpCode: document.head.ebpCode, orderNo: document.head.orderNo }]
      : [],
  );
  const waybills = filings.flatMap(({ type, document }) => (type === 'CEB511Message' ? [document.head] : []));
  if (orders.length + waybills.length === 0) return;
  if (!(await isAnyWaiting(tx, needs.zoneCode))) return;
  const keys = await findWaiting(tx, needs.zoneCode, { orders, waybills });
  const waiting = (await lockByOrder(tx, needs.zoneCode, keys)).filter((row) => row.status === 'waiting');
  if (waiting.length === 0) return;
  await clearDeclarations(needs, tx, await loadCases(needs, tx, waiting));
}
