/** Milliseconds that `size` declarations took together, from first byte to last receipt. */
export type Latency = { readonly ms: number; readonly size: number };

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
