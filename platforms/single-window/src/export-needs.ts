import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ExportPayment, ExportWaybill } from '@pilotzone/rules/export/documents';
import type { ScoringNeeds } from './clearing-needs.ts';
import type { ExportReferences } from './model/export-references.ts';
import type { SendingNeeds } from './send-to-customs.ts';

/** A document with the message in the exchange log that brought it. */
export type FiledExport<D> = { readonly document: D; readonly exchangeId: string };

/** What another module did with an export paper. */
export type ExportRecordOutcome =
  | { readonly kind: 'stored' | 'changed' | 'deleted' | 'staged' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** Key of an export order and its receipt of payment. */
export type ExportOrderKey = {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly orderNo: string;
};

/** Key of an export waybill. */
export type ExportWaybillKey = { readonly logisticsCode: string; readonly logisticsNo: string };

/** Arrival (507) or departure (509). */
export type ExportMovement = {
  [T in 'CEB507Message' | 'CEB509Message']: FiledExport<DocumentByType[T]> & { readonly type: T };
}['CEB507Message' | 'CEB509Message'];

/** A receipt of customs (508, 510) about an arrival or departure. */
export type MovementReceipt = {
  readonly kind: 'arrival' | 'departure';
  readonly logisticsCode: string;
  readonly copNo: string;
  readonly part: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
};

/** What exports ask of their neighbours; each line is one arrow in apps/server/src/compose.ts. */
export type ExportNeeds = Runtime &
  SendingNeeds &
  ScoringNeeds & {
    /** Exchange rates, demands of goods and warehouse filings in force. */
    exportReferences(): ExportReferences;
    publish(tx: Tx, kind: string, payload: object): Promise<void>;
    recordExportPayments(
      tx: Tx,
      payments: readonly FiledExport<ExportPayment>[],
      isDeclared: (key: ExportOrderKey) => boolean,
    ): Promise<readonly ExportRecordOutcome[]>;
    findExportPayments(
      tx: Tx,
      keys: readonly ExportOrderKey[],
    ): Promise<readonly (ExportPayment | undefined)[]>;
    recordExportWaybills(
      tx: Tx,
      waybills: readonly FiledExport<ExportWaybill>[],
      isDeclared: (logisticsCode: string, logisticsNo: string) => boolean,
    ): Promise<readonly ExportRecordOutcome[]>;
    findExportWaybills(
      tx: Tx,
      keys: readonly ExportWaybillKey[],
    ): Promise<readonly (ExportWaybill | undefined)[]>;
    recordExportMovements(
      tx: Tx,
      movements: readonly ExportMovement[],
    ): Promise<readonly ExportRecordOutcome[]>;
    /** Answers how many are about no movement of ours. */
    noteMovementReceipts(
      tx: Tx,
      receipts: readonly MovementReceipt[],
    ): Promise<{ readonly unknown: number }>;
  };
