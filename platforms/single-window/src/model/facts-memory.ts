import type { DeclarationFacts } from '../contract.ts';

/**
 * Facts of lists that this process has sent to customs, until their answer comes a second later:
 * then they need not be read back. What is not here any more stands in the database.
 */
export type FactsMemory = {
  /**
   * Only for a list made in the present transaction: its id is new, so that nobody asks for it
   * should the transaction fail.
   */
  put(facts: DeclarationFacts): void;
  /** Hands the facts out, once. */
  take(declarationId: string): DeclarationFacts | undefined;
};

/** Remembers the facts of the `limit` lists put in last. */
export function createFactsMemory(limit: number): FactsMemory {
  const kept = new Map<string, DeclarationFacts>();
  return {
    put: (facts) => {
      kept.set(facts.declarationId, facts);
      const oldest = kept.keys().next().value;
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    },
    take: (declarationId) => {
      const facts = kept.get(declarationId);
      kept.delete(declarationId);
      return facts;
    },
  };
}
