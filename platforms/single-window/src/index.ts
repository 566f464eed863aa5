import type { CebMessage } from '@pilotzone/ceb/message';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, startOfDay } from '@pilotzone/kernel/time';
import { applyExportReceipts } from './apply-export-receipts.ts';
import { applyReceipts } from './apply-receipts.ts';
import { applyWithdrawalReceipts } from './apply-withdrawal-receipts.ts';
import type { ArrivedWithdrawalReceipt } from './apply-withdrawal-receipts.ts';
import type { ArrivedReceipt } from './apply-receipts.ts';
import { askAboutHeld } from './ask-about-held.ts';
import { clearFiledExports, resendUnansweredExports } from './clear-filed-exports.ts';
import { clearFiled } from './clear-filed.ts';
import { correctAllowance } from './correct-allowance.ts';
import { countAll } from './count-all.ts';
import { createDesk } from './create-desk.ts';
import { decideExportHold } from './decide-export-hold.ts';
import { decideHold } from './decide-hold.ts';
import type { HoldNeeds } from './decide-hold.ts';
import { disclosePerson, readDisclosures } from './disclose-person.ts';
import { fileDocuments } from './file-documents.ts';
import type { DraftFilingNeeds } from './file-draft.ts';
import { findAnswered } from './find-answered.ts';
import type { ExportOrderKey } from './export-needs.ts';
import type { Filing, FilingNeeds, FilingOptions } from './file-documents.ts';
import { hasExportOrders, hasLists, hasOrders } from './has-orders.ts';
import { getDeclaration } from './get-declaration.ts';
import { getExport } from './get-export.ts';
import { importReference } from './import-tariff.ts';
import type { ImportedFile } from './import-tariff.ts';
import { loadTariff, tariffMark } from './load-tariff.ts';
import { listAlerts, raiseAlerts } from './list-alerts.ts';
import { listDeclarations } from './list-declarations.ts';
import { listExports } from './list-exports.ts';
import { listNews, listNewsForAll } from './list-news.ts';
import { listRejectedWithdrawals } from './list-withdrawals.ts';
import type { NewsQuery } from './list-news.ts';
import type { ArrivedExportReceipt } from './model/export-receipt.ts';
import { toExportSummary } from './model/export-summary.ts';
import { createSentMemory } from './model/sent-memory.ts';
import type { SentMemory } from './model/sent-memory.ts';
import { toSummary } from './model/summary.ts';
import { readPulse, readStanding } from './read-pulse.ts';
import { createPurchases } from './read-purchases.ts';
import type { PurchaseNeeds } from './read-purchases.ts';
import { recheckWaiting } from './recheck-waiting.ts';
import { resendWithdrawals } from './send-withdrawals.ts';
import { requestWithdrawal } from './request-withdrawal.ts';
import { resendUnanswered } from './resend-unanswered.ts';
import type { SingleWindowUseCases } from './routes.ts';
import { runPreflight } from './run-preflight.ts';
import { countSent } from './store/declarations.ts';
import { listExportResults } from './store/export-cases.ts';
import { listResults } from './store/read.ts';
import { summarizeDay } from './summarize-day.ts';
import type { OrderKey } from './store/orders.ts';
import { loadVersions } from './store/tariff.ts';
import { listReferenceImports, withdrawReference } from './withdraw-reference.ts';
import type { AskedWithdrawal, ImportsQuery } from './withdraw-reference.ts';
import { isPartyOf } from './store/waybill-parties.ts';

export type SingleWindowNeeds = Omit<FilingNeeds, 'sentMemory'> &
  Pick<HoldNeeds, 'recordHoldDecision'> &
  Pick<DraftFilingNeeds, 'submitMessage' | 'vault'> & {
    /** False: other processes change lists, too, so that none of them is remembered here. */
    readonly isAlone?: boolean;
  };

// Lists on their way to customs and back: some ten batches, 100 MB.
const SENT_KEPT = 20_000;

export type SingleWindow = ReturnType<typeof createSingleWindow>;

/** 线上综合服务平台: orders, declarations, matching, buyer allowance, lifecycle. */
export function createSingleWindow(given: SingleWindowNeeds) {
  const sentMemory = createSentMemory(given.isAlone === false ? 0 : SENT_KEPT);
  const needs = { ...given, sentMemory };
  const http: SingleWindowUseCases = {
    listDeclarations: (query, viewer) => listDeclarations(needs, query, viewer),
    getDeclaration: (declarationId, viewer) => getDeclaration(needs, declarationId, viewer),
    decideHold: async (decision) => {
      const list = await decideExportHold(needs, decision);
      if (list) return { ...toExportSummary(list.row), isDecided: list.isFinal };
      const { row, isFinal } = await decideHold(needs, decision);
      return { ...toSummary(row), isDecided: isFinal };
    },
    preflight: ({ messages }, viewer) => runPreflight(needs, messages, viewer),
    listExports: (query, viewer) => listExports(needs, query, viewer),
    getExport: (exportId, viewer) => getExport(needs, exportId, viewer),
    requestWithdrawal: (declarationId, asked) => requestWithdrawal(needs, declarationId, asked),
    listAlerts: (viewer) => listAlerts(needs, viewer),
    disclosePerson: (wanted, asker) => disclosePerson(needs, wanted, asker),
    readDisclosures: (query, viewer) => readDisclosures(needs, query, viewer),
    summarizeDay: ({ participantCode }) => {
      const since = startOfDay(dayOf(needs.clock.now()));
      return summarizeDay(needs, { since, participantCode });
    },
  };
  return {
    http,
    desk: createDesk(needs),
    fileDocuments: (tx: Tx, filings: readonly Filing[], options: FilingOptions) =>
      fileDocuments(needs, tx, { filings, options }),
    /** Gives a person back what a list took that was declared in her name without her. */
    correctAllowance: (tx: Tx, list: { buyerKey: string; declarationId: string }) =>
      correctAllowance(needs, tx, list),
    clearFiled: (batch: number) => clearFiled(needs, { batch }),
    /** Judges recorded applications about exports; for `clear`, after customs answered. */
    clearFiledExports: (batch: number) => clearFiledExports(needs, { batch }),
    ...newsOf(needs),
    resendUnansweredExports: (caseIds: readonly string[]) =>
      resendUnansweredExports(needs, caseIds),
    listExportResults: (after: string, limit: number) =>
      listExportResults(needs.db, needs.zoneCode, { after, limit }),
    hasOrders: (tx: Tx, keys: readonly OrderKey[]) => hasOrders(needs, tx, keys),
    hasLists: (tx: Tx, invtNos: readonly string[]) => hasLists(needs, tx, invtNos),
    hasExportOrders: (tx: Tx, keys: readonly ExportOrderKey[]) => hasExportOrders(needs, tx, keys),
    /** Looks once more at lists whose document was filed at the same moment; for a timer. */
    recheckWaiting: () => recheckWaiting(needs),
    /** Sends lists, and requests about lists, again that customs has not answered. */
    resendUnanswered: async (ids: readonly string[]) => {
      await resendWithdrawals(needs, ids);
      return resendUnanswered(needs, ids);
    },
    /** Asks for lists that customs has held for long; for a timer. */
    askAboutHeld: () => askAboutHeld(needs),
    importReference: (file: ImportedFile) => importReference(needs, file),
    /** The file of reference data in force; `undefined` when the demo's counts. */
    findReference: (kind: ImportedFile['kind']) => findReference(needs, kind),
    listReferenceImports: (query: ImportsQuery) => listReferenceImports(needs, query),
    /** Takes a planned import back before its day. */
    withdrawReference: (asked: AskedWithdrawal) => withdrawReference(needs, asked),
    raiseAlerts: () => raiseAlerts(needs),
    ...answersOf(needs),
    /** Requests to cancel or return that customs turned down. */
    listRejectedWithdrawals: () => listRejectedWithdrawals(needs),
    ...seenFromOutside(needs),
    countAll: () => countAll(needs),
    countSent: () => countSent(needs.db, needs.zoneCode),
    listResults: (after: { ebpCode: string; orderNo: string }, limit: number) =>
      listResults(needs.db, needs.zoneCode, { after, limit }),
  };
}

/** What becomes of customs' answers. */
function answersOf(needs: SingleWindowNeeds & { sentMemory: SentMemory }) {
  return {
    applyReceipts: (tx: Tx, receipts: readonly ArrivedReceipt[]) =>
      applyReceipts(needs, tx, receipts),
    applyWithdrawalReceipts: (tx: Tx, receipts: readonly ArrivedWithdrawalReceipt[]) =>
      applyWithdrawalReceipts(needs, tx, receipts),
    applyExportReceipts: (tx: Tx, receipts: readonly ArrivedExportReceipt[]) =>
      applyExportReceipts(needs, tx, receipts),
    /** The traders' messages that a message of customs answers, by document. */
    findAnswered: (q: Queryable, message: CebMessage) => findAnswered(needs, q, message),
  };
}

/** What the citizens' counter and the wall screen ask. */
function seenFromOutside(needs: Runtime) {
  return {
    /** The citizens' counter, on a pool of its own. */
    createPurchases: (counter: Pick<PurchaseNeeds, 'db' | 'contactKey'>) =>
      createPurchases({ ...needs, ...counter }),
    readPulse: (after: string) => readPulse(needs, after),
    readStanding: () => readStanding(needs),
  };
}

/** What others ask about declarations. */
function newsOf({ db, zoneCode }: Runtime) {
  return {
    /** Whether a participant takes part in what was declared under a waybill. */
    takesPart: (
      participantCode: string,
      { logisticsCode, logisticsNo }: { logisticsCode: string; logisticsNo: string },
    ) => isPartyOf(db, zoneCode, { participantCode, logisticsCode, logisticsNo }),
    listNews: (query: NewsQuery) => listNews(db, zoneCode, query),
    listNewsForAll: (query: Parameters<typeof listNewsForAll>[2]) =>
      listNewsForAll(db, zoneCode, query),
  };
}

async function findReference({ db, zoneCode }: Runtime, kind: ImportedFile['kind']) {
  return (await loadVersions(db, zoneCode)).find((version) => version.kind === kind)?.content;
}

/** Builds the tariff in force; for apps/server, which keeps it current. */
export { loadTariff, tariffMark };
