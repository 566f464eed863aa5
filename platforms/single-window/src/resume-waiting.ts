import type { Tx } from '@pilotzone/kernel/db';
import { clearDeclarations } from './clear-declarations.ts';
import type { ClearingNeeds } from './clear-declarations.ts';
import type { Filing, FilingOptions } from './file-documents.ts';
import { loadCases } from './load-cases.ts';
import type { Case } from './model/case.ts';
import { saveCases } from './save-cases.ts';
import { lockByOrder } from './store/declarations.ts';
import { findWaiting, isAnyWaiting, removeWaiting } from './store/waiting.ts';

/**
 * Judges the waiting lists again that one of these documents may complete, or leaves them to be
 * judged with the others later. Lists themselves wake nobody.
 */
export async function resumeWaiting(
  needs: ClearingNeeds,
  tx: Tx,
  { filings, options }: { filings: readonly Filing[]; options: FilingOptions },
): Promise<void> {
  const orders = filings.flatMap(({ type, document }) =>
    type === 'CEB311Message' || type === 'CEB411Message'
      ? [{ ebpCode: document.head.ebpCode, orderNo: document.head.orderNo }]
      : [],
  );
  const waybills = filings.flatMap(({ type, document }) =>
    type === 'CEB511Message' ? [document.head] : [],
  );
  if (orders.length + waybills.length === 0) return;
  if (!(await isAnyWaiting(tx, needs.zoneCode))) return;
  const keys = await findWaiting(tx, needs.zoneCode, { orders, waybills });
  const waiting = (await lockByOrder(tx, needs.zoneCode, keys)).filter(
    (row) => row.status === 'waiting',
  );
  if (waiting.length === 0) return;
  const cases = await loadCases(needs, tx, waiting);
  if (options.judge) await clearDeclarations(needs, tx, cases);
  else await wake(needs, tx, cases);
}

async function wake(needs: ClearingNeeds, tx: Tx, cases: readonly Case[]): Promise<void> {
  await saveCases(
    needs,
    tx,
    cases.map((item) => ({
      ...item,
      row: { ...item.row, status: 'filed', reasons: null, version: item.row.version + 1 },
      facts: null,
      cause: 'a document arrived',
      actor: null,
    })),
  );
  await removeWaiting(
    tx,
    needs.zoneCode,
    cases.map(({ row }) => row),
  );
}
