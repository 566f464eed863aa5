import { apply } from './race-model.ts';
import type { Operation, State } from './race-model.ts';

/** A transaction as it was seen from outside. */
export type Observed = {
  readonly operations: readonly Operation[];
  /** What each operation was answered; '' where it has no answer. */
  readonly answers: readonly string[];
  readonly begunAt: number;
  readonly endedAt: number;
};

/**
 * A serial order of the transactions that explains every answer and ends in `isFinal`, and that
 * puts none before one that had ended when it began; `undefined` when there is none. Complete: it
 * tries every order, sparing only those whose beginnings led to the same state before.
 */
export function findSerialOrder(
  start: State,
  observed: readonly Observed[],
  isFinal: (state: State) => boolean,
): { order: readonly number[]; state: State } | undefined {
  const dead = new Set<string>();
  return search(start, []);

  function search(
    state: State,
    order: readonly number[],
  ): { order: readonly number[]; state: State } | undefined {
    if (order.length === observed.length) return isFinal(state) ? { order, state } : undefined;
    const place = `${[...order].sort((a, b) => a - b).join()} ${fingerprint(state)}`;
    if (dead.has(place)) return undefined;
    for (const next of candidates(order)) {
      const after = execute(state, observed[next]);
      const found = after && search(after, [...order, next]);
      if (found) return found;
    }
    dead.add(place);
    return undefined;
  }

  /** Transactions that may come next: none of the others had ended before they began. */
  function candidates(order: readonly number[]): number[] {
    const left = [...observed.keys()].filter((index) => !order.includes(index));
    const firstEnd = Math.min(...left.map((index) => observed[index]?.endedAt ?? Infinity));
    // Locks are kept until commit, so the order of the ends is nearly always the one.
    return left
      .filter((index) => (observed[index]?.begunAt ?? 0) <= firstEnd)
      .sort((a, b) => (observed[a]?.endedAt ?? 0) - (observed[b]?.endedAt ?? 0));
  }
}

/** The state after a transaction; `undefined` when it would have been answered otherwise. */
function execute(state: State, observed: Observed | undefined): State | undefined {
  let next = state;
  for (const [index, operation] of (observed?.operations ?? []).entries()) {
    const { state: after, answer } = apply(next, operation);
    if (answer !== observed?.answers[index]) return undefined;
    next = after;
  }
  return next;
}

function fingerprint({ lists, frozen, decisions, asked }: State): string {
  const statuses = [...lists].map(([key, { status }]) => `${key} ${status}`).sort();
  return [
    ...statuses,
    ...[...frozen].sort(),
    ...[...decisions].sort(),
    ...[...asked].sort(),
  ].join();
}
