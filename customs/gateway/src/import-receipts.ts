import type { Decoded, DocumentByType } from '@pilotzone/ceb/message';

/** What customs says about imports beside the receipts of lists (622). */
const IMPORT_RECEIPT_TYPES = [
  'CEB624Message',
  'CEB626Message',
  'CEB712Message',
  'CEB816Message',
  'CEB818Message',
] as const;

type ImportReceiptType = (typeof IMPORT_RECEIPT_TYPES)[number];

/** A document of such a message with the exchange record it came in. */
export type ArrivedImportReceipt = {
  [T in ImportReceiptType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly exchangeId: string;
  };
}[ImportReceiptType];

/** Whether a message is one of customs about cancellations, returns, arrivals or tax bills. */
export function isImportReceiptType(type: string): type is ImportReceiptType {
  return IMPORT_RECEIPT_TYPES.some((known) => known === type);
}

/** The documents of such a message, each with its type and exchange record. */
export function importReceiptsOf(
  decoded: Decoded,
  exchangeId: string | undefined,
): ArrivedImportReceipt[] {
  if (decoded.kind !== 'message' || !exchangeId) return [];
  const { type, documents } = decoded.message;
  if (!isImportReceiptType(type)) return [];
  // Type and documents of one message belong together.
  return documents.map((document) => ({ type, document, exchangeId }) as ArrivedImportReceipt);
}
