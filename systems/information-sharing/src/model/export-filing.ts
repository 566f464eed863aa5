import { isExportType } from '@pilotzone/ceb/export-types';
import type { ExportType } from '@pilotzone/ceb/export-types';
import type { CebMessage, DocumentByType } from '@pilotzone/ceb/message';

/** One document about exports, before its message has its exchange record. */
export type UnfiledExport = {
  [T in ExportType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly transferCode: string;
  };
}[ExportType];

/** The documents of a message about exports; empty for another message. */
export function exportFilingsOf({ type, documents, transfer }: CebMessage): UnfiledExport[] {
  if (!isExportType(type)) return [];
  const transferCode = transfer?.copCode ?? '';
  // Type and documents of one message belong together.
  return documents.map((document) => ({ type, document, transferCode }) as UnfiledExport);
}
