import { formatUnits } from '@pilotzone/kernel/money';
import { exportMatchRules as rules } from '../catalogue/export.ts';
import { findingOf } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import type { ExportList, ExportOrder, ExportPayment, ExportWaybill } from './documents.ts';

/** An export list with what is known of its documents: declared ones only. */
export type ExportSet = {
  readonly list: ExportList;
  readonly order: ExportOrder | undefined;
  readonly waybill: ExportWaybill | undefined;
  readonly payment: ExportPayment | undefined;
};

/** What matching found; `missing` documents have their finding too. */
export type ExportMatch = {
  readonly findings: readonly RuleFinding[];
  readonly missing: readonly ('order' | 'waybill' | 'payment')[];
};

/** The order type that goes with a mode: B2C, B2B, booking of an overseas warehouse. */
const ORDER_TYPE_OF: Readonly<Record<string, string>> = {
  '9610': 'E',
  '1210': 'E',
  '9710': 'B',
  '9810': 'W',
};

/**
 * Compares an export list with its order, waybill and, where the day demands it, its receipt of
 * payment. Sources: specification 202205 (303 gnum 与清单的商品项关联对应, 403 charge);
 * real customs receipts.
 */
export function matchExport(set: ExportSet, paymentRequired: boolean): ExportMatch {
  const { list, order, waybill, payment } = set;
  const { ebcCode, orderNo, logisticsCode, logisticsNo } = list.head;
  const findings: RuleFinding[] = [];
  const missing: ('order' | 'waybill' | 'payment')[] = [];
  if (order) findings.push(...matchOrder(list, order));
  else {
    missing.push('order');
    findings.push(findingOf(rules.missingOrder, 'InventoryHead.orderNo', [ebcCode, orderNo]));
  }
  if (waybill) findings.push(...matchWaybill(list, waybill));
  else {
    missing.push('waybill');
    const values = [logisticsCode, logisticsNo];
    findings.push(findingOf(rules.missingWaybill, 'InventoryHead.logisticsNo', values));
  }
  if (payment && order) findings.push(...matchPayment(order, payment));
  if (!payment && paymentRequired) {
    missing.push('payment');
    findings.push(findingOf(rules.missingPayment, 'InventoryHead.orderNo', [ebcCode, orderNo]));
  }
  return { findings, missing };
}

function matchOrder(list: ExportList, order: ExportOrder): RuleFinding[] {
  const findings: RuleFinding[] = [];
  const wanted = ORDER_TYPE_OF[list.head.tradeMode];
  if (wanted && order.head.orderType !== wanted) {
    const values = [list.head.tradeMode, order.head.orderType, wanted];
    findings.push(findingOf(rules.orderType, 'OrderHead.orderType', values));
  }
  if (list.lines.length !== order.lines.length) {
    const values = [String(order.lines.length), String(list.lines.length)];
    findings.push(findingOf(rules.lineCount, 'InventoryList', values));
    return findings;
  }
  const ordered = new Map(order.lines.map((line) => [line.gnum, line]));
  list.lines.forEach((line, index) => {
    const other = ordered.get(line.gnum);
    if (other) findings.push(...matchLine(line, other, index));
  });
  return findings;
}

const COMPARED = ['itemNo', 'qty', 'unit', 'price', 'currency'] as const;

function matchLine(
  line: ExportList['lines'][number],
  ordered: ExportOrder['lines'][number],
  index: number,
): RuleFinding[] {
  return COMPARED.flatMap((field) => {
    if (line[field] === ordered[field]) return [];
    const values = [String(line.gnum), field, textOf(ordered[field]), textOf(line[field])];
    return [findingOf(rules.line, `InventoryList[${index}].${field}`, values)];
  });
}

function textOf(value: string | bigint): string {
  return typeof value === 'bigint' ? formatUnits(value) : value;
}

function matchWaybill(list: ExportList, { head }: ExportWaybill): RuleFinding[] {
  const findings: RuleFinding[] = [];
  if (head.ebcCode && head.ebcCode !== list.head.ebcCode) {
    const values = [list.head.ebcCode, head.ebcCode];
    findings.push(findingOf(rules.merchant, 'Logistics.ebcCode', values));
  }
  if (head.packNo !== list.head.packNo) {
    const values = [String(list.head.packNo), String(head.packNo)];
    findings.push(findingOf(rules.packages, 'Logistics.packNo', values));
  }
  return findings;
}

function matchPayment(order: ExportOrder, { head }: ExportPayment): RuleFinding[] {
  const amount = order.head.goodsValue + order.head.freight;
  if (head.charge === amount && head.currency === order.head.currency) return [];
  const values = [
    `${formatUnits(head.charge)} (${head.currency})`,
    `${formatUnits(amount)} (${order.head.currency})`,
  ];
  return [findingOf(rules.charge, 'Receipts.charge', values)];
}
