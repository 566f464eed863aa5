import type { CebMessage } from '@pilotzone/ceb/message';
import { isReturnTime } from './calendar.ts';
import { receiptRules } from './catalogue/receipt.ts';
import { checkList } from './check-list.ts';
import { checkOrder } from './check-order.ts';
import { checkPayment } from './check-payment.ts';
import { checkWaybillStatus } from './check-waybill-status.ts';
import { checkWaybill } from './check-waybill.ts';
import { findReturnStatus } from './codes/return-statuses.ts';
import type { CheckContext } from './field-checks.ts';
import { add, startReport } from './report.ts';
import type { RuleFinding } from './rule.ts';

/** A finding of `ceb check`, at its place in the message. */
export type MessageFinding = Pick<RuleFinding, 'code' | 'severity' | 'message' | 'fix'> & {
  /** `Inventory[0].InventoryHead.buyerIdNumber`; positions count from 0. */
  readonly path: string;
};

/** The business checks of every document of a message that need no database. */
export function checkMessage(message: CebMessage, context: CheckContext = {}): MessageFinding[] {
  switch (message.type) {
    case 'CEB311Message':
      return placed('Order', message.documents, (order) => checkOrder(order, context));
    case 'CEB411Message':
      return placed('Payment', message.documents, (payment) => checkPayment(payment, context));
    case 'CEB511Message':
      return placed('Logistics', message.documents, checkWaybill);
    case 'CEB513Message':
      return placed('LogisticsStatus', message.documents, checkWaybillStatus);
    case 'CEB621Message':
      return placed('Inventory', message.documents, (list) => checkList(list, context));
    case 'CEB312Message':
      return placed('OrderReturn', message.documents, receiptCheck('OrderReturn'));
    case 'CEB412Message':
      return placed('PaymentReturn', message.documents, receiptCheck('PaymentReturn'));
    case 'CEB512Message':
      return placed('LogisticsReturn', message.documents, receiptCheck('LogisticsReturn'));
    case 'CEB514Message':
      return placed(
        'LogisticsStatusReturn',
        message.documents,
        receiptCheck('LogisticsStatusReturn'),
      );
    case 'CEB622Message':
      return placed('InventoryReturn', message.documents, receiptCheck('InventoryReturn'));
    case 'CEB900Message':
      return placed('MessageReturn', message.documents, receiptCheck('MessageReturn'));
  }
}

type Receipt = { readonly head: { readonly returnStatus: string; readonly returnTime: string } };

function receiptCheck(entity: string): (receipt: Receipt) => RuleFinding[] {
  return ({ head }) => {
    const report = startReport(entity);
    if (!findReturnStatus(head.returnStatus)) {
      add(report, receiptRules.returnStatus, ['returnStatus', head.returnStatus]);
    }
    if (!isReturnTime(head.returnTime)) {
      add(report, receiptRules.returnTime, ['returnTime', head.returnTime]);
    }
    return report.findings;
  };
}

/**
 * The findings of each document; a flat document's own element is its head and stands once in the
 * path.
 */
function placed<D>(
  element: string,
  documents: readonly D[],
  check: (document: D) => RuleFinding[],
): MessageFinding[] {
  return documents.flatMap((document, index) =>
    check(document).map(({ field, code, severity, message, fix }) => {
      const inside = field.startsWith(element + '.') ? field.slice(element.length + 1) : field;
      return { path: `${element}[${index}].${inside}`, code, severity, message, fix };
    }),
  );
}
