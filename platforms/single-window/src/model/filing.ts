import { EXPORT_TYPES } from '@pilotzone/ceb/export-types';
import type { ExportType } from '@pilotzone/ceb/export-types';
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

/** Messages about imports that companies send. */
const IMPORT_FILING_TYPES = [
  'CEB311Message',
  'CEB411Message',
  'CEB511Message',
  'CEB513Message',
  'CEB621Message',
  'CEB623Message',
  'CEB625Message',
  'CEB711Message',
] as const satisfies readonly ImportFiling['type'][];

/** A filed document about exports. */
export type ExportFiling = {
  [T in ExportType]: {
    readonly exchangeId: string;
    readonly transferCode: string;
    readonly type: T;
    readonly document: DocumentByType[T];
  };
}[ExportType];

/** Whether a filing is about exports. */
export function isExportFiling(filing: Filing): filing is ExportFiling {
  return EXPORT_TYPES.some((type) => type === filing.type);
}

/** Whether companies send messages of this type, so that its documents can be filed. */
export function isFilingType(type: string): type is Filing['type'] {
  const types: readonly string[] = [...IMPORT_FILING_TYPES, ...EXPORT_TYPES];
  return types.includes(type);
}

/**
 * Who asks something about lists that are on file, by code; `undefined` for papers and lists, whose
 * judgement tells nothing of what others filed.
 */
export function applicantOf(filing: Filing): string | undefined {
  switch (filing.type) {
    case 'CEB623Message':
    case 'CEB625Message':
    case 'CEB605Message':
    case 'CEB607Message':
    case 'CEB701Message':
    case 'CEB213Message':
      return filing.document.head.agentCode;
    case 'CEB711Message':
    case 'CEB215Message':
      return filing.document.head.operatorCode;
    default:
      return undefined;
  }
}

/** How a batch is filed. */
export type FilingOptions = {
  /**
   * False: lists are recorded and judged later by `clearFiled` (the `clear` command's order of
   * allowances).
   */
  readonly judge: boolean;
};
