import type { PaymentDocument } from '@pilotzone/ceb/message';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Subscription } from '@pilotzone/kernel/outbox';
import type { ExportPayment } from '@pilotzone/rules/export/documents';
import type { FilingOutcome } from '@pilotzone/rules/filing';
import { DECLARATIONS_RELEASED, DECLARATIONS_UNDONE } from '@pilotzone/single-window/contract';
import type { DeclarationsReleased, DeclarationsUndone } from '@pilotzone/single-window/contract';
import { joinDays } from '@pilotzone/single-window/contract/join-events';
import { changeGuarantee } from './change-guarantee.ts';
import { checkLedger, type LedgerCheck } from './check-ledger.ts';
import { earmarkGuarantees, type EarmarkResult } from './earmark-guarantees.ts';
import { findPayments } from './find-payments.ts';
import { getPayment } from './get-payment.ts';
import { keepRawData } from './keep-raw-data.ts';
import { listRawDataOfOrder, listRawDataRequests, listRawDataTries } from './list-raw-data.ts';
import { replayRawData } from './list-raw-data.ts';
import { openRawData } from './open-raw-data.ts';
import { listPaymentBooks, payPaymentBook } from './pay-payment-book.ts';
import { purgeRawData } from './purge-raw-data.ts';
import type { RawDataNeeds } from './raw-data-needs.ts';
import type { RawDataUseCases } from './raw-data-routes.ts';
import { sendRawData } from './send-raw-data.ts';
import { getTrialBalance } from './get-trial-balance.ts';
import { hasExportPayments, hasPayments } from './has-payments.ts';
import type { PaymentNumber, ReceiptNumber } from './has-payments.ts';
import { listDues } from './list-dues.ts';
import { listGuarantees } from './list-guarantees.ts';
import { listPostings } from './list-postings.ts';
import { lockCover } from './lock-cover.ts';
import type { EarmarkRequest } from './model/guarantee-plan.ts';
import type { FiledDocument, OrderKey, RecordOutcome } from './model/payment.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { payDueTaxes, type TaxPaymentOrder, type TaxPaymentResult } from './pay-due-taxes.ts';
import { findExportPayments, recordExportPayments } from './record-export-payments.ts';
import { recordPayments } from './record-payments.ts';
import { reconcileTaxBills } from './reconcile-tax-bills.ts';
import { recordTaxBills } from './record-tax-bills.ts';
import type { ArrivedTaxBill } from './record-tax-bills.ts';
import { recordTaxPayment } from './record-tax-payment.ts';
import { releaseEarmarks } from './release-earmarks.ts';
import type { FinanceUseCases } from './routes.ts';
import type { ExportPaymentKey } from './store/export-payments.ts';
import { setGuarantee, type GuaranteeOrder, type GuaranteeResult } from './set-guarantee.ts';

export type FinancialServices = {
  recordPayments(
    tx: Tx,
    payments: readonly FiledDocument<PaymentDocument>[],
    isDeclared: (ebpCode: string, orderNo: string) => boolean,
  ): Promise<RecordOutcome[]>;
  findPayments(q: Queryable, orders: readonly OrderKey[]): Promise<PaymentDocument[][]>;
  recordExportPayments(
    tx: Tx,
    payments: readonly { document: ExportPayment; exchangeId: string }[],
    isDeclared: (key: ExportPaymentKey) => boolean,
  ): Promise<FilingOutcome[]>;
  findExportPayments(
    q: Queryable,
    keys: readonly ExportPaymentKey[],
  ): Promise<(ExportPayment | undefined)[]>;
  /** Which payments (411), and which receipts of payment (403), are on file. */
  hasPayments(q: Queryable, keys: readonly PaymentNumber[]): Promise<boolean[]>;
  hasExportPayments(q: Queryable, keys: readonly ReceiptNumber[]): Promise<boolean[]>;
  earmarkGuarantees(tx: Tx, requests: readonly EarmarkRequest[]): Promise<EarmarkResult[]>;
  /** What is left of guarantees, locked until the transaction ends. */
  lockCover(tx: Tx, guarantorCodes: readonly string[]): Promise<Map<string, Money>>;
  releaseEarmarks(tx: Tx, declarationIds: readonly string[]): Promise<void>;
  setGuarantee(tx: Tx, order: GuaranteeOrder): Promise<GuaranteeResult>;
  payDueTaxes(tx: Tx, order: TaxPaymentOrder): Promise<TaxPaymentResult>;
  /** Keeps customs' tax bills (816) and what becomes of them (818). */
  recordTaxBills(tx: Tx, arrived: readonly ArrivedTaxBill[]): Promise<void>;
  /** Uploads payment raw data that customs asked for; returns how many tries were made. */
  sendRawData(): Promise<number>;
  /** Deletes payment raw data past their term; returns how many. */
  purgeRawData(): Promise<number>;
  checkLedger(q: Queryable): Promise<LedgerCheck>;
  readonly subscriptions: readonly Subscription[];
  /** For `registerRoutes` of routes.ts. */
  readonly http: FinanceUseCases;
  /** For `registerRawDataRoutes` of raw-data-routes.ts. */
  readonly rawData: RawDataUseCases;
};

/** 金融服务: payments, the ledger, tax guarantees and the tax that agents owe. */
export function createFinancialServices(needs: RawDataNeeds): FinancialServices {
  return {
    recordPayments: (tx, payments, isDeclared) =>
      recordPayments(needs, tx, { payments, isDeclared }),
    findPayments: (q, orders) => findPayments(needs, q, orders),
    recordExportPayments: (tx, payments, isDeclared) =>
      recordExportPayments(needs, tx, { payments, isDeclared }),
    findExportPayments: (q, keys) => findExportPayments(needs, q, keys),
    hasPayments: (q, keys) => hasPayments(needs, q, keys),
    hasExportPayments: (q, keys) => hasExportPayments(needs, q, keys),
    earmarkGuarantees: (tx, requests) => earmarkGuarantees(needs, tx, requests),
    lockCover: (tx, guarantorCodes) => lockCover(needs, tx, guarantorCodes),
    releaseEarmarks: (tx, declarationIds) => releaseEarmarks(needs, tx, declarationIds),
    setGuarantee: (tx, order) => setGuarantee(needs, tx, order),
    payDueTaxes: (tx, order) => payDueTaxes(needs, tx, order),
    recordTaxBills: (tx, arrived) => recordTaxBills(needs, tx, arrived),
    sendRawData: () => sendRawData(needs),
    purgeRawData: () => purgeRawData(needs),
    checkLedger: (q) => checkLedger(needs, q),
    // Payloads are what the single window published under these kinds, by its contract.
    subscriptions: [
      {
        name: 'financial-services.on-declarations-released',
        kind: DECLARATIONS_RELEASED,
        join: joinDays,
        handle: (tx, event) =>
          onDeclarationsReleased(needs, tx, event.payload as DeclarationsReleased),
      },
      {
        name: 'financial-services.on-declarations-undone',
        kind: DECLARATIONS_UNDONE,
        handle: (tx, event) => onDeclarationsUndone(needs, tx, event.payload as DeclarationsUndone),
      },
    ],
    http: {
      listGuarantees: (query, owner) => listGuarantees(needs, query, owner),
      changeGuarantee: (guarantorCode, change, actor) =>
        changeGuarantee(needs, { guarantorCode, change, actor }),
      listPaymentBooks: (query) => listPaymentBooks(needs, query),
      payPaymentBook: (order, actor) => payPaymentBook(needs, order, actor),
      listDues: (query, owner) => listDues(needs, query, owner),
      recordTaxPayment: (request, actor) => recordTaxPayment(needs, request, actor),
      getTrialBalance: () => getTrialBalance(needs),
      listPostings: (reference, owner) => listPostings(needs, reference, owner),
      getPayment: (key, owner) => getPayment(needs, key, owner),
      reconcileTaxBills: (query) => reconcileTaxBills(needs, query),
    },
    rawData: {
      open: (request) => openRawData(needs, request),
      keep: (delivery) => keepRawData(needs, delivery),
      listRequests: (query, owner) => listRawDataRequests(needs, query, owner),
      listTries: (sessionId, owner) => listRawDataTries(needs, sessionId, owner),
      listOfOrder: (key, owner) => listRawDataOfOrder(needs, key, owner),
      replay: (sessionId, owner) => replayRawData(needs, sessionId, owner),
    },
  };
}
