import type { CebMessage } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
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
    default: {
      const { element, head } = MESSAGE_TABLES[message.type].document;
      return placed<Receipt>(element, message.documents, receiptCheck(head.element));
    }
  }
}

type Receipt = { readonly head: object };

type ReceiptHead = { readonly returnStatus?: string; readonly returnTime?: string };

function receiptCheck(entity: string): (receipt: Receipt) => RuleFinding[] {
  return ({ head }) => {
    const report = startReport(entity);
    const { returnStatus, returnTime }: ReceiptHead = head;
    if (returnStatus !== undefined && !findReturnStatus(returnStatus)) {
      add(report, receiptRules.returnStatus, ['returnStatus', returnStatus]);
    }
    if (returnTime !== undefined && !isReturnTime(returnTime)) {
      add(report, receiptRules.returnTime, ['returnTime', returnTime]);
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
