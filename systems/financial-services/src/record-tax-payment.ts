import { PilotError } from '@pilotzone/kernel/errors';
import { formatMoney } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, parsePlainDate, type PlainDate } from '@pilotzone/kernel/time';
import { amountOf } from './change-guarantee.ts';
import {
  PERIOD_INVALID,
  TAX_AMOUNT_DIFFERS,
  TAX_NOT_PAYABLE,
  TAX_REFERENCE_CONFLICT,
} from './contract.ts';
import type { TaxPaymentRequest, TaxPaymentView } from './contract.ts';
import { payDueTaxes, type TaxPaymentOrder, type TaxPaymentResult } from './pay-due-taxes.ts';
import type { TaxPayment } from './store/tax-dues.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'ids' | 'db'>;

/**
 * Records an agent's payment as the API asks for it. Throws the FINANCE_TAX_… errors and
 * FINANCE_PERIOD_INVALID.
 */
export async function recordTaxPayment(
  needs: Needs,
  request: TaxPaymentRequest,
  actor: string,
): Promise<TaxPaymentView> {
  const order = orderOf(request, { actor, today: dayOf(needs.clock.now()) });
  const result = await needs.db.transaction((tx) => payDueTaxes(needs, tx, order));
  if (result.kind === 'paid' || result.kind === 'repeated') {
    return paymentView(result.payment, result.kind === 'repeated');
  }
  throw refusal(order, result);
}

function orderOf(
  request: TaxPaymentRequest,
  by: { actor: string; today: PlainDate },
): TaxPaymentOrder {
  const { guarantorCode, reference } = request;
  const releasedFrom = dayIn(request.releasedFrom);
  const releasedUntil = dayIn(request.releasedUntil);
  const paidOn = dayIn(request.paidOn);
  if (releasedFrom > releasedUntil || paidOn > by.today) {
    const period = `${releasedFrom} to ${releasedUntil}, paid on ${paidOn}`;
    throw new PilotError(
      PERIOD_INVALID,
      `period ${period} cannot be; begin before the end, and record a payment once it is made`,
    );
  }
  const amount = amountOf(request.amount);
  return {
    guarantorCode,
    releasedFrom,
    releasedUntil,
    amount,
    paidOn,
    reference,
    recordedBy: by.actor,
  };
}

/** A day as the API writes it. Throws FINANCE_PERIOD_INVALID. */
export function dayIn(text: string): PlainDate {
  const day = parsePlainDate(text);
  if (day) return day;
  throw new PilotError(PERIOD_INVALID, `"${text}" is no day; write YYYY-MM-DD`);
}

function refusal(
  order: TaxPaymentOrder,
  result: Exclude<TaxPaymentResult, { kind: 'paid' } | { kind: 'repeated' }>,
): PilotError {
  const { guarantorCode, reference } = order;
  switch (result.kind) {
    case 'not-payable':
      return new PilotError(
        TAX_NOT_PAYABLE,
        `tax of lists released until ${order.releasedUntil} may still be returned; ` +
          `it is payable from ${result.payableFrom} on`,
      );
    case 'amount-differs':
      return new PilotError(
        TAX_AMOUNT_DIFFERS,
        `${guarantorCode} owes ${formatMoney(result.open)} CNY for these days ` +
          `(${result.declarations} lists), ` +
          `not ${formatMoney(order.amount)}; pay that amount or choose other days`,
      );
    case 'reference-used':
      return new PilotError(
        TAX_REFERENCE_CONFLICT,
        `payment ${reference} of ${guarantorCode} stands for other days or another amount ` +
          `(${formatMoney(result.payment.amount)} CNY); give this payment its own reference`,
      );
  }
}

/** A payment as the API shows it. */
export function paymentView(payment: TaxPayment, repeated: boolean): TaxPaymentView {
  return {
    taxPaymentId: payment.taxPaymentId,
    guarantorCode: payment.guarantorCode,
    reference: payment.reference,
    releasedFrom: payment.releasedFrom,
    releasedUntil: payment.releasedUntil,
    declarations: payment.declarations,
    amount: formatMoney(payment.amount),
    currency: 'CNY',
    paidOn: payment.paidOn,
    repeated,
  };
}
