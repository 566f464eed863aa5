import type {
  DocumentByType,
  PaymentDocument,
  WaybillDocument,
  WaybillStatusDocument,
} from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import type { ClearingNeeds } from './clearing-needs.ts';
import type { ExportNeeds } from './export-needs.ts';
import { fileExports } from './file-exports.ts';
import { fileLists } from './file-lists.ts';
import { fileWithdrawals, toWithdrawal } from './file-withdrawals.ts';
import { findDeclared } from './find-declared.ts';
import { findWoken } from './find-woken.ts';
import { waybillKey } from './model/allot.ts';
import { newlyStored } from './model/arrived.ts';
import type { Arrived } from './model/arrived.ts';
import { paperResult } from './model/filing-result.ts';
import { isExportFiling } from './model/filing.ts';
import type { Filing, FilingOptions } from './model/filing.ts';
import type { FilingResult } from './model/filing-result.ts';
import { orderKeyText, recordOrders } from './record-orders.ts';

export type { Filing, FilingOptions };

type FiledDocument<D> = { readonly document: D; readonly exchangeId: string };

/** How another module says what it did with a document. */
export type RecordOutcome =
  | { readonly kind: 'stored' | 'changed' | 'deleted' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

export type FilingNeeds = ClearingNeeds &
  ExportNeeds & {
    recordPayments(
      tx: Tx,
      payments: FiledDocument<PaymentDocument>[],
      isDeclared: (ebpCode: string, orderNo: string) => boolean,
    ): Promise<readonly RecordOutcome[]>;
    recordWaybills(
      tx: Tx,
      waybills: FiledDocument<WaybillDocument>[],
      isDeclared: (logisticsCode: string, logisticsNo: string) => boolean,
    ): Promise<readonly RecordOutcome[]>;
    recordWaybillStatuses(
      tx: Tx,
      statuses: FiledDocument<WaybillStatusDocument>[],
    ): Promise<readonly RecordOutcome[]>;
    recordArrivals(
      tx: Tx,
      reports: FiledDocument<DocumentByType['CEB711Message']>[],
    ): Promise<readonly RecordOutcome[]>;
  };

/**
 * Files a batch of documents in the caller's transaction: each goes to its owner, lists are judged,
 * and lists that waited for one of these documents are judged again. Results in the order of
 * `filings`.
 */
export async function fileDocuments(
  needs: FilingNeeds,
  tx: Tx,
  { filings, options }: { filings: readonly Filing[]; options: FilingOptions },
): Promise<FilingResult[]> {
  const results = new Array<FilingResult>(filings.length);
  const arrived = await recordPapers(needs, tx, { filings, results });
  const news = filings.filter((_, position) => results[position]?.kind === 'accepted');
  const woken = await findWoken(needs, tx, news);
  const lists = positions(filings, 'CEB621Message');
  const listResults = await fileLists(needs, tx, {
    lists: lists.map(([, { document, exchangeId }]) => ({ document, exchangeId })),
    woken,
    arrived,
    options,
  });
  lists.forEach(([position], index) => {
    const result = listResults[index];
    if (result) results[position] = result;
  });
  await fileRequests(needs, tx, { filings, results });
  await fileExported(needs, tx, { filings, options, results });
  return results;
}

/** Exports have papers, lists and a life of their own (ADR 0020). */
async function fileExported(
  needs: FilingNeeds,
  tx: Tx,
  batch: { filings: readonly Filing[]; options: FilingOptions; results: FilingResult[] },
): Promise<void> {
  const exported = batch.filings.filter(isExportFiling);
  if (exported.length === 0) return;
  const filed = await fileExports(needs, tx, { filings: exported, options: batch.options });
  const byFiling = new Map<Filing, FilingResult | undefined>(
    exported.map((filing, index) => [filing, filed[index]]),
  );
  batch.filings.forEach((filing, position) => {
    const result = byFiling.get(filing);
    if (result) batch.results[position] = result;
  });
}

/**
 * Hands orders, payments, waybills and statuses to their owners and notes what those say; returns
 * what was stored as new.
 */
async function recordPapers(
  needs: FilingNeeds,
  tx: Tx,
  { filings, results }: { filings: readonly Filing[]; results: FilingResult[] },
): Promise<Arrived> {
  const declared = await findDeclared(needs, tx, filings);
  const orders = positions(filings, 'CEB311Message');
  const payments = positions(filings, 'CEB411Message');
  const waybills = positions(filings, 'CEB511Message');
  const statuses = positions(filings, 'CEB513Message');
  const orderOutcomes = await recordOrders(needs, tx, {
    orders: documentsOf(orders),
    isDeclared: (key) => declared.orders.has(key),
  });
  const paymentOutcomes = await needs.recordPayments(
    tx,
    documentsOf(payments),
    (ebpCode, orderNo) => declared.orders.has(orderKeyText({ ebpCode, orderNo })),
  );
  const waybillOutcomes = await needs.recordWaybills(
    tx,
    documentsOf(waybills),
    (logisticsCode, logisticsNo) =>
      declared.waybills.has(waybillKey({ logisticsCode, logisticsNo })),
  );
  const statusOutcomes = await needs.recordWaybillStatuses(tx, documentsOf(statuses));
  const arrivals = positions(filings, 'CEB711Message');
  report(results, arrivals, await needs.recordArrivals(tx, documentsOf(arrivals)));
  report(results, orders, orderOutcomes);
  report(results, payments, paymentOutcomes);
  report(results, waybills, waybillOutcomes);
  report(results, statuses, statusOutcomes);
  return {
    orders: newlyStored(documentsOf(orders), orderOutcomes, ({ head }) => orderKeyText(head)),
    payments: newlyStored(documentsOf(payments), paymentOutcomes, ({ head }) => orderKeyText(head)),
    waybills: newlyStored(documentsOf(waybills), waybillOutcomes, ({ head }) => waybillKey(head)),
  };
}

/** Requests to cancel lists or to return goods, after the lists of the same batch. */
async function fileRequests(
  needs: FilingNeeds,
  tx: Tx,
  { filings, results }: { filings: readonly Filing[]; results: FilingResult[] },
): Promise<void> {
  const requests = filings.flatMap((filing, position) => {
    const arriving = toWithdrawal(filing);
    return arriving ? [{ arriving, position }] : [];
  });
  const outcomes = await fileWithdrawals(
    needs,
    tx,
    requests.map(({ arriving }) => arriving),
  );
  requests.forEach(({ position }, index) => {
    const outcome = outcomes[index];
    if (outcome) results[position] = outcome;
  });
}

function documentsOf<F>(positioned: readonly [number, F][]): F[] {
  return positioned.map(([, filing]) => filing);
}

type FilingOf<T extends Filing['type']> = Extract<Filing, { type: T }>;

function positions<T extends Filing['type']>(
  filings: readonly Filing[],
  type: T,
): [number, FilingOf<T>][] {
  const found: [number, FilingOf<T>][] = [];
  filings.forEach((filing, position) => {
    // The comparison narrows the union, which TypeScript cannot see through the type parameter.
    if (filing.type === type) found.push([position, filing as FilingOf<T>]);
  });
  return found;
}

function report(
  results: FilingResult[],
  filed: readonly [number, Filing][],
  outcomes: readonly RecordOutcome[],
): void {
  filed.forEach(([position, filing], index) => {
    const outcome = outcomes[index];
    if (outcome) results[position] = paperResult(outcome, filing.document.head.guid);
  });
}
