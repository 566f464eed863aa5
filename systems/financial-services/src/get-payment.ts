import { unpackDocument } from '@pilotzone/ceb/pack';
import { PilotError } from '@pilotzone/kernel/errors';
import { formatMoney, cny } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { PAYMENT_NOT_FOUND, type PaymentView } from './contract.ts';
import { maskIdNumber, maskName, maskTelephone } from './model/payment.ts';
import { selectPayment } from './store/payments.ts';

/**
 * One payment for a screen, personal data masked; with an owner only one that it took or that pays
 * an order of its platform. Throws FINANCE_PAYMENT_NOT_FOUND.
 */
export async function getPayment(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
  key: { payCode: string; payTransactionId: string },
  owner?: string,
): Promise<PaymentView> {
  const stored = await selectPayment(needs.db, needs.zoneCode, key);
  if (!stored) throw notFound(key);
  const { head } = unpackDocument('CEB411Message', stored.body, stored);
  if (owner !== undefined && ![head.payCode, head.ebpCode].includes(owner)) throw notFound(key);
  return {
    payCode: head.payCode,
    payName: head.payName,
    payTransactionId: head.payTransactionId,
    ebpCode: head.ebpCode,
    ebpName: head.ebpName,
    orderNo: head.orderNo,
    payerName: maskName(head.payerName),
    payerIdNumber: maskIdNumber(head.payerIdNumber),
    telephone: head.telephone === undefined ? null : maskTelephone(head.telephone),
    amountPaid: formatMoney(cny(head.amountPaid)),
    currency: head.currency,
    payTime: head.payTime,
    appTime: stored.appTime,
    status: stored.deleted ? 'deleted' : stored.appStatus === '1' ? 'staged' : 'declared',
    revision: stored.revision,
  };
}

function notFound(key: { payCode: string; payTransactionId: string }): PilotError {
  const which = `${key.payTransactionId} of payment firm ${key.payCode}`;
  return new PilotError(PAYMENT_NOT_FOUND, `payment ${which} is not on file; check both numbers`);
}
