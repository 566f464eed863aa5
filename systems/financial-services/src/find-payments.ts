import type { PaymentDocument } from '@pilotzone/ceb/message';
import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { OrderKey } from './model/payment.ts';
import { selectPaymentsOfOrders } from './store/payments.ts';

/** The declared payments (appStatus 2) of each order, newest first; in the order of `orders`. */
export async function findPayments(
  needs: Pick<Runtime, 'zoneCode'>,
  q: Queryable,
  orders: readonly OrderKey[],
): Promise<PaymentDocument[][]> {
  const found: PaymentDocument[][] = orders.map(() => []);
  if (orders.length === 0) return found;
  for (const row of await selectPaymentsOfOrders(q, needs.zoneCode, orders)) {
    found[row.order]?.push(unpackDocument('CEB411Message', row.body, row));
  }
  return found;
}
