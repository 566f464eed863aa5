import type { CebMessage, DocumentByType } from '@pilotzone/ceb/message';

/** Messages about exports that the platform takes from companies. */
export const EXPORT_FILING_TYPES = [
  'CEB303Message',
  'CEB403Message',
  'CEB505Message',
  'CEB507Message',
  'CEB509Message',
  'CEB603Message',
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
] as const;

export type ExportFilingType = (typeof EXPORT_FILING_TYPES)[number];

/** One document about exports, before its message has its exchange record. */
export type UnfiledExport = {
  [T in ExportFilingType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly transferCode: string;
  };
}[ExportFilingType];

/** Whether a message is about exports. */
export function isExportType(type: string): type is ExportFilingType {
  return EXPORT_FILING_TYPES.some((known) => known === type);
}

/** The documents of a message about exports; empty for another message. */
export function exportFilingsOf({ type, documents, transfer }: CebMessage): UnfiledExport[] {
  if (!isExportType(type)) return [];
  const transferCode = transfer?.copCode ?? '';
  // Type and documents of one message belong together.
  return documents.map((document) => ({ type, document, transferCode }) as UnfiledExport);
}
