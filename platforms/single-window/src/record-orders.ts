import type { OrderDocument } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { FILING_CODES, keysInDoubt, partsOf, planFiling } from '@pilotzone/rules/filing';
import type { FilingOutcome, FilingPlan, StoredFiling } from '@pilotzone/rules/filing';
import {
  appendOrders,
  insertOrders,
  loadOrders,
  loadReplacedOrders,
  updateOrders,
} from './store/orders.ts';
import type { OrderKey, StoredOrder } from './store/orders.ts';

/** An order as it arrives, with the exchange record it came in. */
export type FiledOrder = { readonly document: OrderDocument; readonly exchangeId: string };

type Incoming = {
  readonly key: string;
  readonly orderKey: OrderKey;
  readonly body: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly filed: FiledOrder;
};

// Another transaction may take a key between planning and inserting; each further round sees what
// it wrote.
const ROUNDS_MAX = 5;

/** Text key of an order. */
export function orderKeyText(key: OrderKey): string {
  return `${key.ebpCode}|${key.orderNo}`;
}

/**
 * Files a batch of orders: adds, changes, deletes, or refuses each, in the order given.
 * `isDeclared` says whether the order's list already went to customs, after which it may not
 * change.
 */
export async function recordOrders(
  runtime: Runtime,
  tx: Tx,
  batch: { orders: readonly FiledOrder[]; isDeclared: (key: string) => boolean },
): Promise<readonly FilingOutcome[]> {
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
    assert(outcome, `order ${order.key} was filed without an outcome`);
    return outcome;
  });
}

/** Files orders of different numbers. */
async function recordPart(
  runtime: Runtime,
  tx: Tx,
  { part, isDeclared }: { part: readonly Incoming[]; isDeclared: (key: string) => boolean },
): Promise<readonly FilingOutcome[]> {
  const news = await recordNew(runtime, tx, part);
  if (news) return news;
  const keys = part.map((order) => order.orderKey);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const stored = await loadOrders(tx, runtime.zoneCode, { keys, lock: true });
    const existing = new Map<string, StoredFiling>(
      stored.map((order) => [orderKeyText(order), toStored(order)]),
    );
    await addReplaced(runtime, tx, { existing, incoming: part });
    const codes = FILING_CODES.CEB311Message;
    const plan = planFiling({ existing, incoming: part, codes, isDeclared });
    if (await write(runtime, tx, { plan, existing })) return plan.outcomes;
  }
  assert(false, 'an order key was taken again and again while it was being filed');
}

/**
 * Files additions as if nothing of them were on file, which is the rule and spares the look-up;
 * `undefined`, with nothing written, where one is, or where something else than additions came.
 */
async function recordNew(
  runtime: Runtime,
  tx: Tx,
  part: readonly Incoming[],
): Promise<readonly FilingOutcome[] | undefined> {
  if (part.some(({ appType }) => appType !== '1')) return undefined;
  const codes = FILING_CODES.CEB311Message;
  const plan = planFiling({ existing: new Map(), incoming: part, codes, isDeclared: () => false });
  const added = await appendOrders(
    tx,
    plan.writes.map((entry) => rowOf(runtime, entry)),
  );
  return added ? plan.outcomes : undefined;
}

/** Adds to what is on file what it replaced, where something older arrives. */
async function addReplaced(
  runtime: Runtime,
  tx: Tx,
  round: { existing: Map<string, StoredFiling>; incoming: readonly Incoming[] },
): Promise<void> {
  const { existing, incoming } = round;
  const doubted = keysInDoubt(existing, incoming);
  if (doubted.size === 0) return;
  const orders = new Map(incoming.map(({ key, orderKey }) => [key, orderKey]));
  const keys = [...doubted].flatMap((key) => orders.get(key) ?? []);
  for (const replaced of await loadReplacedOrders(tx, runtime.zoneCode, keys)) {
    const key = orderKeyText(replaced);
    const stored = existing.get(key);
    if (stored) existing.set(key, { ...stored, earlier: [...(stored.earlier ?? []), replaced] });
  }
}

function toIncoming(filed: FiledOrder): Incoming {
  const { head } = filed.document;
  const orderKey = { ebpCode: head.ebpCode, orderNo: head.orderNo };
  return {
    key: orderKeyText(orderKey),
    orderKey,
    body: packDocument('CEB311Message', filed.document),
    appType: head.appType,
    appTime: head.appTime,
    appStatus: head.appStatus,
    filed,
  };
}

function toStored(order: StoredOrder) {
  const { body, appTime, deleted } = order;
  return { body, appTime, appStatus: String(order.appStatus), deleted };
}

/** Writes a plan; false when a key was taken meanwhile and the batch must be planned again. */
async function write(
  runtime: Runtime,
  tx: Tx,
  { plan, existing }: { plan: FilingPlan<Incoming>; existing: ReadonlyMap<string, unknown> },
): Promise<boolean> {
  const row = (entry: PlannedOrder) => rowOf(runtime, entry);
  const isNew = (entry: PlannedOrder) => !existing.has(entry.incoming.key);
  const fresh = plan.writes.filter(isNew).map(row);
  const inserted = await insertOrders(tx, fresh);
  if (inserted.length < fresh.length) return false;
  await updateOrders(tx, plan.writes.filter((entry) => !isNew(entry)).map(row));
  return true;
}

type PlannedOrder = FilingPlan<Incoming>['writes'][number];

function rowOf(runtime: Runtime, { incoming, kind }: PlannedOrder) {
  return {
    zoneCode: runtime.zoneCode,
    ...incoming.orderKey,
    ebcCode: incoming.filed.document.head.ebcCode,
    guid: incoming.filed.document.head.guid,
    appTime: incoming.appTime,
    appStatus: Number(incoming.appStatus) || 2,
    body: incoming.body,
    exchangeId: incoming.filed.exchangeId,
    recordedAt: runtime.clock.now(),
    deleted: kind === 'delete',
  };
}
