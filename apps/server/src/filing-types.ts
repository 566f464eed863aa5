/**
 * The words in which intake and single window speak of documents, as apps/server passes them on.
 */
export type { Filing } from '@pilotzone/single-window/file-documents';
export type { FilingResult } from '@pilotzone/single-window/model/filing-result';
