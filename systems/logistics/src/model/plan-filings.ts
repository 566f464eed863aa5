import { planFiling } from '@pilotzone/rules/filing';
import type {
  FilingCodes,
  FilingOutcome,
  IncomingFiling,
  StoredFiling,
} from '@pilotzone/rules/filing';
import { reusableFrom } from './waybill-numbers.ts';

/** A document on file with the use of its number that it belongs to. */
export type NumberedFiling = StoredFiling & { readonly generation: number };

/** What to write for one key; `generation` is the use of the number from then on. */
export type PlannedWrite<I> = {
  readonly kind: 'insert' | 'update';
  readonly change: 'changed' | 'deleted' | 'renewed';
  readonly generation: number;
  readonly incoming: I;
};

/** What one round decides. `later`: documents of a next use of their number, for the next round. */
export type FilingRound<I> = {
  readonly outcomes: ReadonlyMap<I, FilingOutcome>;
  readonly writes: readonly PlannedWrite<I>[];
  readonly later: readonly I[];
};

/** How the documents of a message type are judged. */
export type FilingLaw<I> = {
  readonly codes: FilingCodes;
  readonly isDeclared: (key: string) => boolean;
  /** Which of the documents of one key belong to the use of its number that is on file. */
  readonly splitUses: (stored: NumberedFiling | undefined, documents: readonly I[]) => Uses<I>;
};

/**
 * The documents of one key that count now and those that must wait for the next round. `renews`:
 * they begin a new use of the number, so that what is on file does not count; `generation` is
 * their use.
 */
export type Uses<I> = {
  readonly now: readonly I[];
  readonly later: readonly I[];
  readonly renews: boolean;
  readonly generation: number;
};

/**
 * Plans a batch of documents by planFiling, and lets a number that may be used again begin a new
 * generation. Every key with documents is planned for at least one of them, so repeated rounds
 * come to an end.
 */
export function planRound<I extends IncomingFiling>(
  incoming: readonly I[],
  existing: ReadonlyMap<string, NumberedFiling>,
  law: FilingLaw<I>,
): FilingRound<I> {
  const standing = new Map<string, NumberedFiling>(existing);
  const generations = new Map<string, number>();
  const now: I[] = [];
  const later: I[] = [];
  for (const [key, documents] of groupByKey(incoming)) {
    const uses = law.splitUses(existing.get(key), documents);
    generations.set(key, uses.generation);
    if (uses.renews) standing.delete(key);
    now.push(...uses.now);
    later.push(...uses.later);
  }
  const { codes, isDeclared } = law;
  const plan = planFiling({ existing: standing, incoming: now, codes, isDeclared });
  const outcomes = new Map<I, FilingOutcome>();
  now.forEach((document, i) => {
    const outcome = plan.outcomes[i];
    if (outcome) outcomes.set(document, outcome);
  });
  const writes = plan.writes.map((write): PlannedWrite<I> => {
    const { key } = write.incoming;
    const before = standing.get(key);
    const change = write.kind === 'delete' ? 'deleted' : 'changed';
    return {
      kind: existing.has(key) ? 'update' : 'insert',
      change: before && !before.deleted ? change : 'renewed',
      generation: generations.get(key) ?? 1,
      incoming: write.incoming,
    };
  });
  return { outcomes, writes, later };
}

function groupByKey<I extends IncomingFiling>(incoming: readonly I[]): Map<string, I[]> {
  const byKey = new Map<string, I[]>();
  for (const document of incoming) {
    const documents = byKey.get(document.key);
    if (documents) documents.push(document);
    else byKey.set(document.key, [document]);
  }
  return byKey;
}

/**
 * Waybills: six months after its last filing a number is free again, and an addition with other
 * content begins its next use. Before that everything belongs to the use on file.
 */
export function splitWaybillUses<I extends IncomingFiling>(
  stored: NumberedFiling | undefined,
  documents: readonly I[],
): Uses<I> {
  const generation = stored?.generation ?? 1;
  const whole = { now: documents, later: [], renews: false, generation };
  if (!stored && documents.length === 1) return whole;
  const first = documents.reduce((a, b) => (b.appTime < a.appTime ? b : a));
  const free = reusableFrom(stored?.appTime ?? first.appTime);
  const reuses = documents.some(
    (document) =>
      document.appTime >= free && document.appType === '1' && document.body !== stored?.body,
  );
  if (!reuses) return whole;
  const now = documents.filter((document) => document.appTime < free);
  const later = documents.filter((document) => document.appTime >= free);
  if (now.length > 0) return { now, later, renews: false, generation };
  return { now: later, later: [], renews: true, generation: generation + 1 };
}
