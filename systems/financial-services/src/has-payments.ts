import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { findReceiptNumbers } from './store/export-payments.ts';
import { selectPayment } from './store/payments.ts';

type Needs = Pick<Runtime, 'zoneCode'>;

/** By what a receipt (412) names a payment. */
export type PaymentNumber = { readonly payCode: string; readonly payTransactionId: string };

/** By what a receipt (404) names a receipt of payment. */
export type ReceiptNumber = { readonly ebcCode: string; readonly orderNo: string };

/** Which of these payments are on file, in the order given. For checks, a few at a time. */
export async function hasPayments(
  needs: Needs,
  q: Queryable,
  keys: readonly PaymentNumber[],
): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const key of keys) {
    const payment = await selectPayment(q, needs.zoneCode, key);
    found.push(payment !== undefined && !payment.deleted);
  }
  return found;
}

/** Which of these receipts of payment are on file, in the order given. */
export async function hasExportPayments(
  needs: Needs,
  q: Queryable,
  keys: readonly ReceiptNumber[],
): Promise<boolean[]> {
  const found = await findReceiptNumbers(q, needs.zoneCode, keys);
  const there = new Set(found.map(textOf));
  return keys.map((key) => there.has(textOf(key)));
}

function textOf({ ebcCode, orderNo }: ReceiptNumber): string {
  return `${ebcCode}|${orderNo}`;
}
