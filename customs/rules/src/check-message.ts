import type { CebMessage } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import { isReturnTime } from './calendar.ts';
import { receiptRules } from './catalogue/receipt.ts';
import { checkCancellation, checkDelivery, checkReturn } from './check-after-list.ts';
import {
  checkArrival,
  checkDeparture,
  checkExportCancellation,
  checkExportListAlone,
  checkExportOrderAlone,
  checkExportPayment,
  checkExportReturn,
  checkExportWaybillAlone,
  checkManifest,
  checkSummary,
  checkTally,
} from './check-export.ts';
import { checkList } from './check-list.ts';
import { checkOrder } from './check-order.ts';
import { checkPayment } from './check-payment.ts';
import { checkTaxBill, checkTaxBillStatus } from './check-tax-bill.ts';
import { checkWaybillStatus } from './check-waybill-status.ts';
import { checkWaybill } from './check-waybill.ts';
import { findReturnStatus } from './codes/return-statuses.ts';
import type { CheckContext } from './field-checks.ts';
import { add, startReport } from './report.ts';
import type { RuleFinding } from './rule.ts';

/** A finding of `ceb check`, at its place in the message. */
export type MessageFinding = Pick<RuleFinding, 'code' | 'severity' | 'message' | 'fix'> & {
  /** The same in Chinese. */
  readonly messageZh: string;
  readonly fixZh: string;
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
    case 'CEB623Message':
      return placed('InvtCancel', message.documents, (one) => checkCancellation(one, context));
    case 'CEB625Message':
      return placed('InvtRefund', message.documents, (one) => checkReturn(one, context));
    case 'CEB711Message':
      return placed('Delivery', message.documents, checkDelivery);
    case 'CEB816Message':
      return placed('Tax', message.documents, checkTaxBill);
    case 'CEB818Message':
      return placed('Tax', message.documents, checkTaxBillStatus);
    default:
      return checkExportMessage(message) ?? checkReceipts(message);
  }
}

/** The same for the declarations about exports; `undefined` for any other message. */
function checkExportMessage(message: CebMessage): MessageFinding[] | undefined {
  switch (message.type) {
    case 'CEB303Message':
      return placed('Order', message.documents, checkExportOrderAlone);
    case 'CEB403Message':
      return placed('Receipts', message.documents, checkExportPayment);
    case 'CEB505Message':
      return placed('Logistics', message.documents, checkExportWaybillAlone);
    case 'CEB507Message':
      return placed('Arrival', message.documents, checkArrival);
    case 'CEB509Message':
      return placed('Departure', message.documents, checkDeparture);
    case 'CEB603Message':
      return placed('Inventory', message.documents, checkExportListAlone);
    case 'CEB605Message':
      return placed('InvtCancel', message.documents, checkExportCancellation);
    case 'CEB607Message':
      return placed('WayBill', message.documents, checkManifest);
    case 'CEB701Message':
      return placed('SummaryApply', message.documents, checkSummary);
    case 'CEB213Message':
      return placed('InvtRefund', message.documents, checkExportReturn);
    case 'CEB215Message':
      return placed('InvtRefundDetail', message.documents, checkTally);
    default:
      return undefined;
  }
}

function checkReceipts(message: CebMessage): MessageFinding[] {
  const { element, head } = MESSAGE_TABLES[message.type].document;
  return placed<Receipt>(element, message.documents, receiptCheck(head.element));
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
    check(document).map(({ field, code, severity, message, messageZh, fix, fixZh = '' }) => {
      const inside = field.startsWith(element + '.') ? field.slice(element.length + 1) : field;
      const path = `${element}[${index}].${inside}`;
      return { path, code, severity, message, fix, messageZh, fixZh };
    }),
  );
}
