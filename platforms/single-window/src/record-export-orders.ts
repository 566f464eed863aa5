import { packDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportOrder } from '@pilotzone/rules/export/documents';
import { FILING_CODES, partsOf, planFiling } from '@pilotzone/rules/filing';
import type { FilingOutcome, FilingWrite } from '@pilotzone/rules/filing';
import type { FiledExport } from './export-needs.ts';
import { exportOrderKey } from './model/export-case.ts';
import { RetryTransaction } from './retry-transaction.ts';
import { lockExportOrders, saveExportOrders } from './store/export-orders.ts';
import type { StoredExportOrder } from './store/export-orders.ts';

type Incoming = {
  readonly key: string;
  readonly body: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly filed: FiledExport<ExportOrder>;
};

/**
 * Files export orders (303): adds, changes, deletes or refuses each, as import orders are filed.
 * `isDeclared` says whether an order's list is at customs, after which it may not change.
 */
export async function recordExportOrders(
  runtime: Runtime,
  tx: Tx,
  batch: {
    orders: readonly FiledExport<ExportOrder>[];
    isDeclared: (key: string) => boolean;
  },
): Promise<FilingOutcome[]> {
  const outcomes = new Map<Incoming, FilingOutcome>();
  const incoming = batch.orders.map(toIncoming);
  for (const part of partsOf(incoming)) {
    const filed = await recordPart(runtime, tx, { part, isDeclared: batch.isDeclared });
    part.forEach((order, index) => {
      const outcome = filed[index];
      if (outcome) outcomes.set(order, outcome);
    });
  }
  return incoming.map((order) => {
    const outcome = outcomes.get(order);
    assert(outcome, `export order ${order.key} was filed without an outcome`);
    return outcome;
  });
}

async function recordPart(
  runtime: Runtime,
  tx: Tx,
  { part, isDeclared }: { part: readonly Incoming[]; isDeclared: (key: string) => boolean },
): Promise<readonly FilingOutcome[]> {
  const keys = part.map(({ filed }) => filed.document.head);
  const stored = await lockExportOrders(tx, runtime.zoneCode, keys);
  const existing = new Map(stored.map((order) => [exportOrderKey(order), order]));
  const codes = FILING_CODES.CEB311Message;
  const plan = planFiling({ existing, incoming: part, codes, isDeclared });
  const orders = plan.writes.map((write) => toStored(write, existing.get(write.incoming.key)));
  const known = new Set(existing.keys());
  const now = runtime.clock.now();
  const saved = await saveExportOrders(tx, runtime.zoneCode, { orders, known, now });
  if (saved < orders.length) throw new RetryTransaction('an export order was taken meanwhile');
  return plan.outcomes;
}

function toIncoming(filed: FiledExport<ExportOrder>): Incoming {
  const { head } = filed.document;
  const { appType, appTime, appStatus } = head;
  const body = packDocument('CEB303Message', filed.document);
  return { key: exportOrderKey(head), body, appType, appTime, appStatus, filed };
}

function toStored(
  { kind, incoming }: FilingWrite<Incoming>,
  before: StoredExportOrder | undefined,
): StoredExportOrder {
  const { document, exchangeId } = incoming.filed;
  const { ebpCode, ebcCode, orderNo, guid, appType, appTime, appStatus } = document.head;
  const past = before ? [{ body: before.body, deleted: before.deleted }] : [];
  return {
    ...{ ebpCode, ebcCode, orderNo, guid, appType, appTime, appStatus, exchangeId },
    deleted: kind === 'delete',
    body: kind === 'delete' && before ? before.body : incoming.body,
    earlier: [...(before?.earlier ?? []), ...past],
  };
}
