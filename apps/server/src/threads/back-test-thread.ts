import { startThread } from './start-thread.ts';
import type { ThreadNeeds } from './thread-runtime.ts';

export type BackTestThread = {
  /** Runs what waits and returns how many ended. */
  readonly run: () => Promise<number>;
  close(): Promise<void>;
};

/** `isOurs`: we started the database, so its processes for this thread may go last. */
export type BackTestNeeds = ThreadNeeds & { readonly isOurs: boolean };

/** Back-tests in a thread of their own: judging a year's lists again must not hold up clearing. */
export function startBackTestThread({ log, ...workerData }: BackTestNeeds): BackTestThread {
  const thread = startThread({ name: 'back-test', workerData, log, own: {} });
  return { run: () => thread.call('run'), close: () => thread.close() };
}
