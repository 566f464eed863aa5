import type { DocumentByType } from '@pilotzone/ceb/message';

/** Messages of customs about exports. */
export type ExportReceiptType =
  | 'CEB304Message'
  | 'CEB404Message'
  | 'CEB506Message'
  | 'CEB508Message'
  | 'CEB510Message'
  | 'CEB604Message'
  | 'CEB606Message'
  | 'CEB608Message'
  | 'CEB702Message'
  | 'CEB792Message'
  | 'CEB214Message'
  | 'CEB216Message';

/** One document of customs about exports, with the exchange record it came in. */
export type ArrivedExportReceipt = {
  [T in ExportReceiptType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly exchangeId: string;
  };
}[ExportReceiptType];
