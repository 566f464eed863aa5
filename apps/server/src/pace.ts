/**
 * Work that is called for often and done at most once in `everyMs`: at once when it rested so long,
 * else at the end of that time. What was called for is never forgotten.
 */
export function pace(everyMs: number, work: () => void): () => void {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    if (timer) return;
    const early = last + everyMs - performance.now();
    if (early <= 0) run();
    else timer = setTimeout(run, early).unref();
  };

  function run(): void {
    timer = undefined;
    last = performance.now();
    work();
  }
}
