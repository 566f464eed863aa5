import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { ExportNeeds, ExportRecordOutcome, ExportWaybillKey } from './export-needs.ts';
import { fileExportCases } from './file-export-cases.ts';
import { judgeExports } from './judge-exports.ts';
import type { ExportFiling, FilingOptions } from './model/filing.ts';
import { paperResult } from './model/filing-result.ts';
import type { FilingResult } from './model/filing-result.ts';
import { exportOrderKey } from './model/export-case.ts';
import type { ExportCase } from './model/export-case.ts';
import { isLiveExport } from './model/export-lifecycle.ts';
import { recordExportOrders } from './record-export-orders.ts';
import { sendExports } from './send-exports.ts';
import type { ExportOutbound } from './send-exports.ts';
import { lockListsByOrder, lockListsByWaybill } from './store/export-cases.ts';

export type ExportBatch = {
  readonly filings: readonly ExportFiling[];
  readonly options: FilingOptions;
};

/**
 * Files a batch of export documents in the caller's transaction: orders here, receipts of payment
 * with finance, waybills, arrivals and departures with logistics; then lists and applications, and
 * lists that waited for one of these papers. Results in the order of `filings`.
 */
export async function fileExports(
  needs: ExportNeeds,
  tx: Tx,
  { filings, options }: ExportBatch,
): Promise<FilingResult[]> {
  const results = new Map<ExportFiling, FilingResult>();
  const behind = await loadListsBehind(needs, tx, filings);
  await recordPapers(needs, tx, { filings, behind, results });
  const isNews = (filing: ExportFiling) => results.get(filing)?.kind === 'accepted';
  await forwardMovements(needs, tx, filings.filter(isNews));
  const woken = await findWoken(needs, tx, filings.filter(isNews));
  await judgeExports(
    needs,
    tx,
    woken.map((row) => ({ known: row, row })),
  );
  await fileExportCases(needs, tx, { filings, options, results });
  return filings.map((filing) => {
    const result = results.get(filing);
    assert(result, `${filing.type} was filed without a result`);
    return result;
  });
}

type ListsBehind = {
  readonly orders: ReadonlySet<string>;
  readonly waybills: ReadonlySet<string>;
};

/** Orders and waybills whose list is at customs, among the papers that change or delete. */
async function loadListsBehind(
  needs: ExportNeeds,
  tx: Tx,
  filings: readonly ExportFiling[],
): Promise<ListsBehind> {
  const edits = filings.filter(({ document }) => document.head.appType !== '1');
  const lists = await lockListsOf(needs, tx, edits);
  const live = lists.filter(({ status }) => isLiveExport(status));
  return {
    orders: new Set(live.map(({ subjectKey }) => subjectKey)),
    waybills: new Set(live.map(waybillText)),
  };
}

async function lockListsOf(
  needs: ExportNeeds,
  tx: Tx,
  filings: readonly ExportFiling[],
): Promise<ExportCase[]> {
  const orders: string[] = [];
  const waybills: ExportWaybillKey[] = [];
  for (const { type, document } of filings) {
    if (type === 'CEB303Message' || type === 'CEB403Message')
      orders.push(exportOrderKey(document.head));
    if (type === 'CEB505Message') waybills.push(document.head);
  }
  const { zoneCode } = needs;
  const found = [
    ...(orders.length > 0 ? await lockListsByOrder(tx, zoneCode, orders) : []),
    ...(await lockListsByWaybill(tx, zoneCode, waybills)),
  ];
  return [...new Map(found.map((list) => [list.caseId, list])).values()];
}

function waybillText({ logisticsCode, logisticsNo }: ExportWaybillKey): string {
  return `${logisticsCode}|${logisticsNo}`;
}

type Recording = {
  readonly filings: readonly ExportFiling[];
  readonly behind: ListsBehind;
  readonly results: Map<ExportFiling, FilingResult>;
};

async function recordPapers(
  needs: ExportNeeds,
  tx: Tx,
  { filings, behind, results }: Recording,
): Promise<void> {
  const note = (own: readonly ExportFiling[], outcomes: readonly ExportRecordOutcome[]) =>
    own.forEach((filing, index) => {
      const outcome = outcomes[index];
      if (outcome) results.set(filing, paperResult(outcome, filing.document.head.guid));
    });
  const orders = filings.filter((filing) => filing.type === 'CEB303Message');
  const payments = filings.filter((filing) => filing.type === 'CEB403Message');
  const waybills = filings.filter((filing) => filing.type === 'CEB505Message');
  const movements = filings.filter(
    (filing) => filing.type === 'CEB507Message' || filing.type === 'CEB509Message',
  );
  const isOrderDeclared = (key: string) => behind.orders.has(key);
  note(orders, await recordExportOrders(needs, tx, { orders, isDeclared: isOrderDeclared }));
  const isPaid = (key: Parameters<typeof exportOrderKey>[0]) =>
    isOrderDeclared(exportOrderKey(key));
  note(payments, await needs.recordExportPayments(tx, payments, isPaid));
  const isShipped = (logisticsCode: string, logisticsNo: string) =>
    behind.waybills.has(waybillText({ logisticsCode, logisticsNo }));
  note(waybills, await needs.recordExportWaybills(tx, waybills, isShipped));
  note(movements, await needs.recordExportMovements(tx, movements));
}

/** Arrivals and departures go on to customs as they come: they need no list. */
async function forwardMovements(
  needs: ExportNeeds,
  tx: Tx,
  news: readonly ExportFiling[],
): Promise<void> {
  const documents = news.flatMap((filing): ExportOutbound[] => {
    if (filing.type !== 'CEB507Message' && filing.type !== 'CEB509Message') return [];
    // Type and document of a filing belong together.
    return [{ type: filing.type, document: filing.document } as ExportOutbound];
  });
  await sendExports(needs, tx, documents);
}

/** Lists that wait for one of these papers. */
async function findWoken(
  needs: ExportNeeds,
  tx: Tx,
  news: readonly ExportFiling[],
): Promise<ExportCase[]> {
  const lists = await lockListsOf(needs, tx, news);
  return lists.filter(({ status }) => status === 'waiting');
}
