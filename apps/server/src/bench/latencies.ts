/** Milliseconds that `size` declarations took together, from first byte to last receipt. */
export type Latency = {
  readonly ms: number;
  readonly size: number;
  /** When they were done, in seconds of the clock that stands still while messages are made. */
  readonly at: number;
};

/** The milliseconds that a share of the declarations needed at most; 0 without any. */
export function percentile(latencies: readonly Latency[], share: number): number {
  const sorted = [...latencies].sort((a, b) => a.ms - b.ms);
  const total = sorted.reduce((sum, { size }) => sum + size, 0);
  let seen = 0;
  for (const { ms, size } of sorted) {
    seen += size;
    if (seen >= total * share) return ms;
  }
  return 0;
}

/** Declarations a second in each full stretch of `seconds`: whether a long run slows down. */
export function rates(latencies: readonly Latency[], seconds: number): number[] {
  const counts: number[] = [];
  for (const { size, at } of latencies) {
    const stretch = Math.floor(at / seconds);
    while (counts.length <= stretch) counts.push(0);
    counts[stretch] = (counts[stretch] ?? 0) + size;
  }
  return counts.slice(0, -1).map((count) => Math.round(count / seconds));
}
