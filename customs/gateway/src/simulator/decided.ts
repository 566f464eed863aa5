import type { ListDocument, ListReceipt } from '@pilotzone/ceb/message';
import type { SimulatedList } from './store.ts';

/** A list and what was decided about it: what its receipts are about. */
export type Decided = { readonly head: ListDocument['head']; readonly decision: SimulatedList };

export type ReceiptHead = ListReceipt['head'];
