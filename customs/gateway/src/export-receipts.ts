import type { DocumentByType } from '@pilotzone/ceb/message';

/** Messages of customs about exports. */
const EXPORT_RECEIPT_TYPES = [
  'CEB304Message',
  'CEB404Message',
  'CEB506Message',
  'CEB508Message',
  'CEB510Message',
  'CEB604Message',
  'CEB606Message',
  'CEB608Message',
  'CEB702Message',
  'CEB792Message',
  'CEB214Message',
  'CEB216Message',
] as const;

export type ExportReceiptType = (typeof EXPORT_RECEIPT_TYPES)[number];

/** One document of customs about exports, with the exchange record it came in. */
export type ArrivedExportReceipt = {
  [T in ExportReceiptType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly exchangeId: string;
  };
}[ExportReceiptType];

/** Whether a message is one of customs about exports. */
export function isExportReceiptType(type: string): type is ExportReceiptType {
  return EXPORT_RECEIPT_TYPES.some((known) => known === type);
}
