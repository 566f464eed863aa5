import type {
  DocumentByType,
  ListDocument,
  OrderDocument,
  PaymentDocument,
  WaybillDocument,
  WaybillStatusDocument,
} from '@pilotzone/ceb/message';

/** A document that passed the intake: decoded, of an enrolled sender and company. */
export type Filing = ImportFiling | ExportFiling;

/** A filed document about imports. */
export type ImportFiling = { readonly exchangeId: string; readonly transferCode: string } & (
  | { readonly type: 'CEB311Message'; readonly document: OrderDocument }
  | { readonly type: 'CEB411Message'; readonly document: PaymentDocument }
  | { readonly type: 'CEB511Message'; readonly document: WaybillDocument }
  | { readonly type: 'CEB513Message'; readonly document: WaybillStatusDocument }
  | { readonly type: 'CEB621Message'; readonly document: ListDocument }
  | { readonly type: 'CEB623Message'; readonly document: DocumentByType['CEB623Message'] }
  | { readonly type: 'CEB625Message'; readonly document: DocumentByType['CEB625Message'] }
  | { readonly type: 'CEB711Message'; readonly document: DocumentByType['CEB711Message'] }
);

/** Messages about exports that companies send. */
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

/** A filed document about exports. */
export type ExportFiling = {
  [T in ExportFilingType]: {
    readonly exchangeId: string;
    readonly transferCode: string;
    readonly type: T;
    readonly document: DocumentByType[T];
  };
}[ExportFilingType];

/** Whether a filing is about exports. */
export function isExportFiling(filing: Filing): filing is ExportFiling {
  return EXPORT_FILING_TYPES.some((type) => type === filing.type);
}

/** How a batch is filed. */
export type FilingOptions = {
  /**
   * False: lists are recorded and judged later by `clearFiled` (the `clear` command's order of
   * allowances).
   */
  readonly judge: boolean;
};
