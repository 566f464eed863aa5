/** Which entries of the log of trades this process has taken into account. */
export type SeenLog = {
  /** The highest position taken. */
  last: number;
  /**
   * Positions below it that were not there when it was read: of transactions that had not ended,
   * or never will. By the first transaction that had not begun then.
   */
  readonly gaps: Map<number, bigint>;
};

/** More than ever run at once: what is older is of days that no window reaches. */
const LEAP_MAX = 1_000;

/** Nothing taken yet. */
export function emptySeenLog(): SeenLog {
  return { last: 0, gaps: new Map() };
}

/** An entry is taken; the positions that it leaps over may still come. */
export function noteSeen(seen: SeenLog, position: number, nextTransaction: bigint): void {
  if (position <= seen.last) {
    seen.gaps.delete(position);
    return;
  }
  const first = Math.max(seen.last + 1, position - LEAP_MAX);
  for (let gap = first; gap < position; gap += 1) seen.gaps.set(gap, nextTransaction);
  seen.last = position;
}

/** Gaps of transactions that have all ended by now, without an entry, never come. */
export function forgetDead(seen: SeenLog, oldestRunning: bigint): void {
  for (const [position, begunBefore] of seen.gaps) {
    if (begunBefore <= oldestRunning) seen.gaps.delete(position);
  }
}
