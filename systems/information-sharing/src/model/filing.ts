import { EXPORT_TYPES } from '@pilotzone/ceb/export-types';
import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';

/** Messages that the platform takes from companies. */
export const FILING_TYPES = [
  'CEB311Message',
  'CEB411Message',
  'CEB511Message',
  'CEB513Message',
  'CEB621Message',
  ...EXPORT_TYPES,
  'CEB623Message',
  'CEB625Message',
  'CEB711Message',
] as const;

export type FilingType = (typeof FILING_TYPES)[number];

/** One document of a received message, before the message has its exchange record. */
export type UnfiledDocument = {
  [T in FilingType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    /** BaseTransfer.copCode: who transmitted it. */
    readonly transferCode: string;
  };
}[FilingType];

/** One document on its way to the owner of its kind; `exchangeId` names the message it came in. */
export type Filing = UnfiledDocument & { readonly exchangeId: string };

/** What became of a filing. */
export type FilingOutcome = {
  readonly kind: 'accepted' | 'unchanged' | 'staged' | 'waiting' | 'rejected' | 'held' | 'refused';
  /** 回执状态 for its receipt: "2", "1", "100", "-301010" … */
  readonly returnStatus: string;
  /** 回执信息; cut at 1000 characters. */
  readonly returnInfo: string;
  /** 预录入编号 of a list that has one. */
  readonly preNo?: string | undefined;
  readonly findings: readonly Finding[];
};

/** Whether a message of this type is filed. */
export function isFilingType(type: string): type is FilingType {
  return FILING_TYPES.some((known) => known === type);
}
