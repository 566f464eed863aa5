import type { Finding } from '@pilotzone/kernel/finding';
import { DOCUMENTS } from '../../api/shapes.ts';
import type { Declaration, DocumentName } from '../../api/shapes.ts';
import type { Texts } from '../../text/en.ts';

/** Fields that matching compares, by the words the portal has for them. */
export type MatchField = keyof Texts['match']['fields'];

export type MatchCell =
  | { readonly kind: 'value'; readonly text: string; readonly differs: boolean }
  /** The document has no such field, or leaves it out. */
  | { readonly kind: 'none' }
  /** The document has not arrived. */
  | { readonly kind: 'missing' };

export type MatchRow = {
  readonly field: MatchField;
  /** gnum of the line; "" for a field of the heads. */
  readonly lineNo: string;
  readonly cells: Readonly<Record<DocumentName, MatchCell>>;
  readonly findings: readonly Finding[];
};

type Plan = {
  readonly field: MatchField;
  /** Where each document keeps the field. */
  readonly at: Partial<Record<DocumentName, string>>;
  /** Which two documents a finding at this place compared. */
  readonly found: Readonly<Record<string, readonly [DocumentName, DocumentName]>>;
};

// The comparisons that customs/rules/src/match.ts makes, in the order of the documents.
const PLANS: readonly Plan[] = [
  {
    field: 'orderNo',
    at: { order: 'orderNo', payment: 'orderNo', waybill: 'orderNo', list: 'orderNo' },
    found: {
      'InventoryHead.orderNo': ['order', 'list'],
      'PaymentHead.orderNo': ['payment', 'list'],
      'LogisticsHead.orderNo': ['waybill', 'list'],
    },
  },
  { field: 'ebpCode', at: { order: 'ebpCode', payment: 'ebpCode', list: 'ebpCode' }, found: {} },
  {
    field: 'ebcCode',
    at: { order: 'ebcCode', list: 'ebcCode' },
    found: { 'InventoryHead.ebcCode': ['order', 'list'] },
  },
  {
    field: 'buyerName',
    at: { order: 'buyerName', payment: 'payerName', list: 'buyerName' },
    found: {
      'InventoryHead.buyerName': ['order', 'list'],
      'PaymentHead.payerName': ['order', 'payment'],
    },
  },
  {
    field: 'buyerIdNumber',
    at: { order: 'buyerIdNumber', payment: 'payerIdNumber', list: 'buyerIdNumber' },
    found: {
      'InventoryHead.buyerIdNumber': ['order', 'list'],
      'PaymentHead.payerIdNumber': ['order', 'payment'],
    },
  },
  {
    field: 'buyerTelephone',
    at: { order: 'buyerTelephone', list: 'buyerTelephone' },
    found: { 'InventoryHead.buyerTelephone': ['order', 'list'] },
  },
  {
    field: 'amount',
    at: { order: 'acturalPaid', payment: 'amountPaid' },
    found: { 'OrderHead.acturalPaid': ['order', 'payment'] },
  },
  {
    field: 'payCode',
    at: { order: 'payCode', payment: 'payCode' },
    found: { 'OrderHead.payCode': ['order', 'payment'] },
  },
  {
    field: 'payTransactionId',
    at: { order: 'payTransactionId', payment: 'payTransactionId' },
    found: { 'OrderHead.payTransactionId': ['order', 'payment'] },
  },
  {
    field: 'logisticsCode',
    at: { waybill: 'logisticsCode', list: 'logisticsCode' },
    found: {},
  },
  {
    field: 'logisticsNo',
    at: { waybill: 'logisticsNo', list: 'logisticsNo' },
    found: { 'InventoryHead.logisticsNo': ['waybill', 'list'] },
  },
  {
    field: 'consignee',
    at: { order: 'consignee', waybill: 'consignee' },
    found: { 'LogisticsHead.consignee': ['order', 'waybill'] },
  },
  {
    field: 'consigneeTelephone',
    at: { order: 'consigneeTelephone', waybill: 'consigneeTelephone' },
    found: { 'LogisticsHead.consigneeTelephone': ['order', 'waybill'] },
  },
  {
    field: 'consigneeAddress',
    at: { order: 'consigneeAddress', waybill: 'consigneeAddress' },
    found: { 'LogisticsHead.consigneeAddress': ['order', 'waybill'] },
  },
];

const LINE_FIELDS = [
  { field: 'gname', order: 'itemName' },
  { field: 'qty', order: 'qty' },
  { field: 'unit', order: 'unit' },
  { field: 'price', order: 'price' },
  { field: 'country', order: 'country' },
] as const;

/**
 * The match view (三单比对): a row per compared field, and the findings that belong to no row.
 * What differs is told by the findings, never by comparing what is shown: that is masked.
 */
export function matchRows({ documents, match }: Pick<Declaration, 'documents' | 'match'>): {
  rows: readonly MatchRow[];
  others: readonly Finding[];
} {
  const { findings } = match;
  // E-port's codes (-301008 …) judge one document by itself; all others may compare two.
  const compared = findings.filter(({ code }) => !code.startsWith('-'));
  const rows = [
    ...PLANS.map((plan) => headRow(documents, compared, plan)),
    ...lineRows(documents, compared),
  ];
  const placed = new Set(rows.flatMap((row) => row.findings));
  return { rows, others: findings.filter((finding) => !placed.has(finding)) };
}

type Documents = Declaration['documents'];

function headRow(documents: Documents, findings: readonly Finding[], plan: Plan): MatchRow {
  const mine = findings.filter(({ field }) => field in plan.found);
  const differing = new Set(mine.flatMap(({ field }) => plan.found[field] ?? []));
  const cell = (name: DocumentName): MatchCell => {
    const at = plan.at[name];
    if (at === undefined) return { kind: 'none' };
    const document = documents[name];
    if (!document) return { kind: 'missing' };
    return valueCell(document.head[at], differing.has(name));
  };
  return { field: plan.field, lineNo: '', cells: cellsOf(cell), findings: mine };
}

/** A line that agrees is one row; one that does not is a row per compared field. */
function lineRows({ list, order }: Documents, findings: readonly Finding[]): MatchRow[] {
  return (list?.lines ?? []).flatMap((line, index) => {
    const ordered = order?.lines.find(({ gnum }) => gnum === line['gnum']);
    const lineNo = String(line['gnum'] ?? index + 1);
    const rows = LINE_FIELDS.map((plan): MatchRow => {
      const place = `InventoryList[${index}].${plan.field}`;
      const mine = findings.filter(
        ({ field, values }) => field === place && values[1] === plan.field,
      );
      const cell = (name: DocumentName): MatchCell => {
        if (name === 'list') return valueCell(line[plan.field], mine.length > 0);
        if (name !== 'order') return { kind: 'none' };
        return order ? valueCell(ordered?.[plan.order], mine.length > 0) : { kind: 'missing' };
      };
      return { field: plan.field, lineNo, cells: cellsOf(cell), findings: mine };
    });
    return rows.some((row) => row.findings.length > 0) ? rows : [wholeLine(rows, lineNo)];
  });
}

/** What agrees needs no more than its name, quantity and price. */
function wholeLine(rows: readonly MatchRow[], lineNo: string): MatchRow {
  const shown = rows.filter(({ field }) => ['gname', 'qty', 'price'].includes(field));
  const cell = (name: DocumentName): MatchCell => {
    const cells = shown.map((row) => row.cells[name]);
    if (cells.some(({ kind }) => kind === 'missing')) return { kind: 'missing' };
    const texts = cells.flatMap((one) => (one.kind === 'value' ? [one.text] : []));
    return valueCell(texts.join(' × '), false);
  };
  return { field: 'line', lineNo, cells: cellsOf(cell), findings: [] };
}

function valueCell(value: string | number | undefined, differs: boolean): MatchCell {
  if (value === undefined || value === '') return { kind: 'none' };
  return { kind: 'value', text: String(value), differs };
}

function cellsOf(cell: (name: DocumentName) => MatchCell): Record<DocumentName, MatchCell> {
  const [order, payment, waybill, list] = DOCUMENTS;
  return {
    [order]: cell(order),
    [payment]: cell(payment),
    [waybill]: cell(waybill),
    [list]: cell(list),
  };
}
