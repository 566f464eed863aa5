import type { DeclarationFacts } from '../contract.ts';
import type { DeclarationRow } from './declaration.ts';

/** A list on its way to customs: as it is stored, and what its release will tell. */
export type SentList = {
  readonly row: DeclarationRow;
  readonly facts: DeclarationFacts;
  /** The same facts as they are stored. */
  readonly text: string;
};

/**
 * Lists that this process has sent to customs, until their answer comes a second later: then they
 * need not be read back. What is not here any more stands in the database.
 */
export type SentMemory = {
  /** False where other processes change lists, too: then nothing is remembered. */
  readonly isUsed: boolean;
  /**
   * Only for a list made in the present transaction: its id is new, so that nobody asks for it
   * should the transaction fail.
   */
  put(list: SentList): void;
  /** The row of a list that nobody has changed since; who asks must know that from its version. */
  rowOf(declarationId: string): DeclarationRow | undefined;
  /** Hands the list out, once; its facts then belong to whoever took them. */
  take(declarationId: string): SentList | undefined;
};

/** Remembers the `limit` lists put in last. */
export function createSentMemory(limit: number): SentMemory {
  const kept = new Map<string, SentList>();
  return {
    isUsed: limit > 0,
    put: (list) => {
      kept.set(list.row.declarationId, list);
      const oldest = kept.keys().next().value;
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    },
    rowOf: (declarationId) => kept.get(declarationId)?.row,
    take: (declarationId) => {
      const list = kept.get(declarationId);
      kept.delete(declarationId);
      return list;
    },
  };
}
