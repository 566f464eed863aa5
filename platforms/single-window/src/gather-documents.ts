import type { OrderDocument, PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Clearing, ClearingNeeds } from './clearing-needs.ts';
import { namedPayment } from './model/arrived.ts';
import type { Case } from './model/case.ts';
import { orderKeyText } from './record-orders.ts';
import { loadOrders, orderDocument } from './store/orders.ts';

/** A list with whatever documents of it have arrived. */
export type Gathered = {
  readonly item: Case;
  readonly order: OrderDocument | undefined;
  readonly payments: readonly PaymentDocument[];
  readonly waybill: WaybillDocument | undefined;
};

/**
 * Finds the documents of each list: those of this transaction at hand, the others from their
 * owners. One question to each owner for the whole batch, and none where nothing is to be asked.
 */
export async function gatherDocuments(
  needs: ClearingNeeds,
  tx: Tx,
  { cases, arrived }: Required<Clearing>,
): Promise<Gathered[]> {
  const keyed = cases.map((item) => ({
    item,
    key: orderKeyText(item.row),
    waybillKey: `${item.row.logisticsCode}|${item.row.logisticsNo}`,
  }));
  const stored = await findOrders(
    needs,
    tx,
    keyed.filter(({ key }) => !arrived.orders.has(key)),
  );
  const withOrder = keyed.map((entry) => ({
    ...entry,
    order: arrived.orders.get(entry.key) ?? stored.get(entry.key),
  }));
  const unpaid = withOrder.filter(({ order, key }) => !namedPayment(arrived, order, key));
  const payments = await findPayments(needs, tx, unpaid);
  const afoot = keyed.filter(({ waybillKey }) => !arrived.waybills.has(waybillKey));
  const waybills = await findWaybills(needs, tx, afoot);
  return withOrder.map(({ item, key, waybillKey, order }) => {
    const named = namedPayment(arrived, order, key);
    return {
      item,
      order,
      payments: named ? [named] : (payments.get(key) ?? []),
      waybill: arrived.waybills.get(waybillKey) ?? waybills.get(waybillKey),
    };
  });
}

type Keyed = { readonly item: Case; readonly key: string; readonly waybillKey: string };

async function findOrders(needs: ClearingNeeds, tx: Tx, entries: readonly Keyed[]) {
  const keys = entries.map(({ item }) => item.row);
  const orders = await loadOrders(tx, needs.zoneCode, { keys, lock: false });
  const usable = orders.filter((order) => !order.deleted && order.appStatus !== 1);
  return new Map(usable.map((order) => [orderKeyText(order), orderDocument(order)]));
}

async function findPayments(needs: ClearingNeeds, tx: Tx, entries: readonly Keyed[]) {
  if (entries.length === 0) return new Map<string, readonly PaymentDocument[]>();
  const orders = entries.map(({ item: { row } }) => ({
    ebpCode: row.ebpCode,
    orderNo: row.orderNo,
  }));
  const found = await needs.findPayments(tx, orders);
  return new Map(entries.map(({ key }, index) => [key, found[index] ?? []]));
}

async function findWaybills(needs: ClearingNeeds, tx: Tx, entries: readonly Keyed[]) {
  if (entries.length === 0) return new Map<string, WaybillDocument | undefined>();
  const keys = entries.map(({ item }) => item.row);
  const found = await needs.findWaybills(tx, keys);
  return new Map(entries.map(({ waybillKey }, index) => [waybillKey, found[index]]));
}
