import { AsyncLocalStorage } from 'node:async_hooks';

const lane = new AsyncLocalStorage<true>();

/**
 * Runs `work` so that its questions go to the connections for reports, where there are any: few,
 * with a time limit and behind everything else, so that what takes long keeps nobody waiting.
 */
export function asReport<T>(work: () => T): T {
  return lane.run(true, work);
}

/** Whether questions are put for a report at present. */
export function isReport(): boolean {
  return lane.getStore() ?? false;
}
