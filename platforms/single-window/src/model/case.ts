import type { ListDocument } from '@pilotzone/ceb/message';
import type { DeclarationRow } from './declaration.ts';

/**
 * A list on its way through clearing: its state, and the state before this transaction
 * (`undefined`: new).
 */
export type Case = {
  readonly row: DeclarationRow;
  readonly known: DeclarationRow | undefined;
  readonly list: ListDocument;
  readonly body: string;
  readonly exchangeId: string;
  readonly filedAt: number;
};
