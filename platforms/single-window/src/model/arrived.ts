import type { OrderDocument, PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';

/**
 * Documents that were filed for the first time in this very transaction: what the database holds of
 * them is known without asking it. A number that came twice is left out.
 */
export type Arrived = {
  /** By `ebpCode|orderNo`. */
  readonly orders: ReadonlyMap<string, OrderDocument>;
  /** By `ebpCode|orderNo`; others for the same order may have come before. */
  readonly payments: ReadonlyMap<string, PaymentDocument>;
  /** By `logisticsCode|logisticsNo`. */
  readonly waybills: ReadonlyMap<string, WaybillDocument>;
};

export const NOTHING_ARRIVED: Arrived = {
  orders: new Map(),
  payments: new Map(),
  waybills: new Map(),
};

type Filed<D> = { readonly document: D };
type Outcome = { readonly kind: string };

/** The documents among `filed` that were stored as new, by the key that `keyOf` gives. */
export function newlyStored<D>(
  filed: readonly Filed<D>[],
  outcomes: readonly Outcome[],
  keyOf: (document: D) => string,
): Map<string, D> {
  const stored = new Map<string, D>();
  const seen = new Set<string>();
  filed.forEach(({ document }, index) => {
    const key = keyOf(document);
    if (seen.has(key)) stored.delete(key);
    else if (outcomes[index]?.kind === 'stored') stored.set(key, document);
    seen.add(key);
  });
  return stored;
}

/** The payment that arrived for an order, if the order names it: then no other one counts. */
export function namedPayment(
  arrived: Arrived,
  order: OrderDocument | undefined,
  key: string,
): PaymentDocument | undefined {
  const payment = arrived.payments.get(key);
  if (!order || !payment) return undefined;
  const { payCode, payTransactionId } = order.head;
  const isNamed =
    payCode === payment.head.payCode && payTransactionId === payment.head.payTransactionId;
  return isNamed ? payment : undefined;
}
