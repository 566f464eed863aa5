import type {
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
} from '@pilotzone/ceb/message';
import { formatUnits } from '@pilotzone/kernel/money';
import { matchRules as rules } from './catalogue/match.ts';
import { firstDifference, maskAddress, maskName, maskNumber } from './mask.ts';
import { findingOf } from './rule.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** A list and what is known of its order, payments and waybill: declared ones only. */
export type DocumentSet = {
  readonly list: ListDocument;
  readonly order: OrderDocument | undefined;
  /** All payments for the order, in any order. */
  readonly payments: readonly PaymentDocument[];
  readonly waybill: WaybillDocument | undefined;
};

/** A document that a list waits for. */
export type MissingDocument = 'order' | 'payment' | 'waybill';

/** What matching found; `findings` name the missing documents too. */
export type Match = {
  readonly findings: readonly RuleFinding[];
  readonly missing: readonly MissingDocument[];
};

/**
 * Compares a list with its order, payment and waybill (三单比对): all differences, not the first.
 * Amounts and texts must be equal, with tolerance 0. Personal values appear masked, with the
 * position of the first difference. Source: real customs receipts; docs/protocols/checks.md.
 */
export function matchDocuments(set: DocumentSet): Match {
  const { list, order, waybill } = set;
  const payment = paymentOf(order, set.payments);
  const findings: RuleFinding[] = [];
  const missing: MissingDocument[] = [];
  if (!order) missing.push('order');
  if (!payment) missing.push('payment');
  if (!waybill) missing.push('waybill');
  for (const document of missing) findings.push(missingFinding(document, list.head));
  if (order) {
    matchOrderHead(findings, list.head, order.head);
    matchLines(findings, list.lines, order.lines);
  }
  if (payment) matchPayment(findings, { list, order, payment });
  if (waybill) matchWaybill(findings, { list, order, waybill });
  return { findings, missing };
}

/**
 * The payment that counts for an order: the one it names by payCode and payTransactionId, else the
 * newest by appTime (of several the first given).
 */
export function paymentOf(
  order: OrderDocument | undefined,
  payments: readonly PaymentDocument[],
): PaymentDocument | undefined {
  let newest: PaymentDocument | undefined;
  for (const payment of payments) {
    if (order && isNamed(order.head, payment.head)) return payment;
    if (!newest || payment.head.appTime > newest.head.appTime) newest = payment;
  }
  return newest;
}

function isNamed(order: OrderDocument['head'], payment: PaymentDocument['head']): boolean {
  if (!order.payTransactionId || order.payTransactionId !== payment.payTransactionId) return false;
  return !order.payCode || order.payCode === payment.payCode;
}

function missingFinding(document: MissingDocument, list: ListDocument['head']): RuleFinding {
  const { ebpCode, orderNo, logisticsCode, logisticsNo } = list;
  if (document === 'waybill') {
    const values = [logisticsCode, logisticsNo];
    return findingOf(rules.missingWaybill, 'InventoryHead.logisticsNo', values);
  }
  const rule = document === 'order' ? rules.missingOrder : rules.missingPayment;
  return findingOf(rule, 'InventoryHead.orderNo', [ebpCode, orderNo]);
}

function matchOrderHead(
  findings: RuleFinding[],
  list: ListDocument['head'],
  order: OrderDocument['head'],
): void {
  if (list.ebpCode !== order.ebpCode || list.orderNo !== order.orderNo) {
    const values = [orderKey(list), orderKey(order)];
    findings.push(findingOf(rules.orderKey, 'InventoryHead.orderNo', values));
  }
  if (list.ebcCode !== order.ebcCode) {
    const values = [order.ebcCode, list.ebcCode];
    findings.push(findingOf(rules.merchant, 'InventoryHead.ebcCode', values));
  }
  const at = 'InventoryHead.';
  compare(findings, rules.buyerName, [at + 'buyerName', order.buyerName, list.buyerName, maskName]);
  compare(findings, rules.buyerId, [
    at + 'buyerIdNumber',
    order.buyerIdNumber,
    list.buyerIdNumber,
    maskNumber,
  ]);
  compare(findings, rules.buyerTelephone, [
    at + 'buyerTelephone',
    order.buyerTelephone,
    list.buyerTelephone,
    maskNumber,
  ]);
}

function orderKey(head: { readonly ebpCode: string; readonly orderNo: string }): string {
  return `${head.ebpCode} ${head.orderNo}`;
}

/** Compares two personal texts; the finding shows them masked and where they part. */
function compare(
  findings: RuleFinding[],
  rule: Rule,
  texts: [field: string, left: string, right: string, mask: (text: string) => string],
): void {
  const [field, left, right, mask] = texts;
  if (left === right) return;
  const values = [mask(left), mask(right), String(firstDifference(left, right))];
  findings.push(findingOf(rule, field, values));
}

type ListLines = ListDocument['lines'];
type OrderLines = OrderDocument['lines'];

function matchLines(findings: RuleFinding[], list: ListLines, order: OrderLines): void {
  if (list.length !== order.length) {
    const values = [String(order.length), String(list.length)];
    findings.push(findingOf(rules.lineCount, 'InventoryList', values));
  }
  list.forEach((line, index) => {
    const same = order[index];
    const ordered = same?.gnum === line.gnum ? same : order.find((o) => o.gnum === line.gnum);
    const place = `InventoryList[${index}]`;
    if (ordered) matchLine(findings, place, { line, ordered });
    else if (list.length === order.length) {
      findings.push(findingOf(rules.lineMissing, `${place}.gnum`, [String(line.gnum)]));
    }
  });
}

function matchLine(
  findings: RuleFinding[],
  place: string,
  { line, ordered }: { line: ListLines[number]; ordered: OrderLines[number] },
): void {
  const gnum = String(line.gnum);
  const differ = (field: string, left: string, right: string): void => {
    findings.push(findingOf(rules.line, `${place}.${field}`, [gnum, field, left, right]));
  };
  if (line.gname !== ordered.itemName) differ('gname', ordered.itemName, line.gname);
  if (line.qty !== ordered.qty) differ('qty', formatUnits(ordered.qty), formatUnits(line.qty));
  if (line.unit !== ordered.unit) differ('unit', ordered.unit, line.unit);
  if (line.price !== ordered.price) {
    differ('price', formatUnits(ordered.price), formatUnits(line.price));
  }
  if (line.country !== ordered.country) differ('country', ordered.country, line.country);
}

function matchPayment(
  findings: RuleFinding[],
  set: { list: ListDocument; order: OrderDocument | undefined; payment: PaymentDocument },
): void {
  const payment = set.payment.head;
  const list = set.list.head;
  if (payment.ebpCode !== list.ebpCode || payment.orderNo !== list.orderNo) {
    const values = [orderKey(list), orderKey(payment)];
    findings.push(findingOf(rules.paymentKey, 'PaymentHead.orderNo', values));
  }
  const order = set.order?.head;
  if (!order) return;
  if (order.acturalPaid !== payment.amountPaid) {
    const values = [formatUnits(order.acturalPaid), formatUnits(payment.amountPaid)];
    findings.push(findingOf(rules.amount, 'OrderHead.acturalPaid', values));
  }
  compare(findings, rules.payerName, [
    'PaymentHead.payerName',
    order.buyerName,
    payment.payerName,
    maskName,
  ]);
  compare(findings, rules.payerId, [
    'PaymentHead.payerIdNumber',
    order.buyerIdNumber,
    payment.payerIdNumber,
    maskNumber,
  ]);
  matchPaymentFirm(findings, order, payment);
}

function matchPaymentFirm(
  findings: RuleFinding[],
  order: OrderDocument['head'],
  payment: PaymentDocument['head'],
): void {
  if (order.payCode && order.payCode !== payment.payCode) {
    const values = [order.payCode, payment.payCode];
    findings.push(findingOf(rules.payCode, 'OrderHead.payCode', values));
    return;
  }
  if (order.payTransactionId && order.payTransactionId !== payment.payTransactionId) {
    const values = [order.payTransactionId, payment.payTransactionId];
    findings.push(findingOf(rules.payTransaction, 'OrderHead.payTransactionId', values));
  }
}

function matchWaybill(
  findings: RuleFinding[],
  set: { list: ListDocument; order: OrderDocument | undefined; waybill: WaybillDocument },
): void {
  const waybill = set.waybill.head;
  const list = set.list.head;
  const [listed, found] = [waybillKey(list), waybillKey(waybill)];
  if (listed !== found) {
    findings.push(findingOf(rules.waybillKey, 'InventoryHead.logisticsNo', [listed, found]));
  }
  if (waybill.orderNo !== list.orderNo) {
    const values = [waybill.orderNo, list.orderNo];
    findings.push(findingOf(rules.waybillOrder, 'LogisticsHead.orderNo', values));
  }
  const order = set.order?.head;
  if (!order) return;
  compare(findings, rules.consignee, [
    'LogisticsHead.consignee',
    order.consignee,
    waybill.consignee,
    maskName,
  ]);
  compare(findings, rules.consigneeTelephone, [
    'LogisticsHead.consigneeTelephone',
    order.consigneeTelephone,
    waybill.consigneeTelephone,
    maskNumber,
  ]);
  compare(findings, rules.consigneeAddress, [
    'LogisticsHead.consigneeAddress',
    order.consigneeAddress,
    waybill.consigneeAddress,
    maskAddress,
  ]);
}

function waybillKey(head: {
  readonly logisticsCode: string;
  readonly logisticsNo: string;
}): string {
  return `${head.logisticsCode} ${head.logisticsNo}`;
}
