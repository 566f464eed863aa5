import { startThread } from './start-thread.ts';
import type { ThreadNeeds } from './thread-runtime.ts';

export type BackTestThread = {
  /** Runs what waits and returns how many ended. */
  readonly run: () => Promise<number>;
  close(): Promise<void>;
};

/** Back-tests in a thread of their own: judging a year's lists again must not hold up clearing. */
export function startBackTestThread({ log, ...workerData }: ThreadNeeds): BackTestThread {
  const thread = startThread({ name: 'back-test', workerData, log, own: {} });
  return { run: () => thread.call('run'), close: () => thread.close() };
}
