import { CSV_MARK, csvRow } from '@pilotzone/kernel/sheets/write-csv';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { RulerQuery } from './desk-shapes.ts';
import type { Viewer } from './get-declaration.ts';
import { filterOf } from './list-declarations.ts';
import { toSummary } from './model/summary.ts';
import { listDeclarationRows } from './store/read.ts';

// A page in memory at a time, however long the list is.
const PAGE = 500;

const COLUMNS = [
  ...['orderNo', 'copNo', 'preNo', 'invtNo', 'status', 'lane', 'tradeMode', 'ebpCode', 'ebcCode'],
  ...['agentCode', 'logisticsCode', 'logisticsNo', 'dutiablePrice', 'tariff', 'consumptionTax'],
  ...['valueAddedTax', 'tax', 'reasons', 'reasonsZh', 'filedAt', 'decidedAt', 'releasedOn'],
];

/**
 * The list of declarations as CSV for spreadsheets, newest first, all that match and the viewer may
 * see; a row at a time. No cell is ever a formula.
 */
export async function* exportDeclarations(
  { db, zoneCode }: Runtime,
  query: RulerQuery,
  viewer: Viewer,
): AsyncGenerator<string> {
  const filter = filterOf(query, viewer);
  yield CSV_MARK + csvRow(COLUMNS);
  for (let before: string | undefined; ;) {
    const part = { filter, before, from: undefined, skip: 0, limit: PAGE };
    const rows = await listDeclarationRows(db, zoneCode, part);
    yield rows.map((row) => lineOf(toSummary(row))).join('');
    before = rows.at(-1)?.declarationId;
    if (rows.length < PAGE) return;
  }
}

function lineOf(one: ReturnType<typeof toSummary>): string {
  const { tax, reasons } = one;
  return csvRow([
    ...[one.orderNo, one.copNo, one.preNo, one.invtNo, one.status, one.lane, one.tradeMode],
    ...[one.ebpCode, one.ebcCode, one.agentCode, one.logisticsCode, one.logisticsNo],
    ...[tax?.dutiablePrice, tax?.tariff, tax?.consumptionTax, tax?.valueAddedTax, tax?.total],
    reasons.map(({ code, message }) => `${code} ${message}`).join('; '),
    reasons.map(({ code, messageZh }) => `${code} ${messageZh}`).join('；'),
    ...[one.filedAt, one.decidedAt, one.releasedOn],
  ]);
}
