import { checkList } from './check-list.ts';
import { checkOrder } from './check-order.ts';
import { checkPayment } from './check-payment.ts';
import { checkWaybill } from './check-waybill.ts';
import type { CheckContext } from './field-checks.ts';
import { matchDocuments, paymentOf } from './match.ts';
import type { DocumentSet, Match } from './match.ts';

/**
 * Everything that can be said about a list and its documents without a database: the checks of the
 * list and of the order, payment and waybill it is judged by, and their matching. Fields name the
 * document they stand in.
 */
export function judgeDocuments(set: DocumentSet, context: CheckContext = {}): Match {
  const payment = paymentOf(set.order, set.payments);
  const match = matchDocuments(set);
  const findings = [
    ...checkList(set.list, context),
    ...(set.order ? checkOrder(set.order, context) : []),
    ...(payment ? checkPayment(payment, context) : []),
    ...(set.waybill ? checkWaybill(set.waybill) : []),
    ...match.findings,
  ];
  return { findings, missing: match.missing };
}
