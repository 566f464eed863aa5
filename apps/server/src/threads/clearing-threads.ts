import type { Shares } from '../bench/profile.ts';
import type { PlatformConfig } from '../config.ts';
import { startThread } from './start-thread.ts';
import type { ThreadNeeds } from './thread-runtime.ts';

/** What a clearing thread is started with. */
export type ClearingThreadData = Omit<ThreadNeeds, 'log'> & {
  readonly config: Omit<PlatformConfig, 'masterKey'>;
};

/** A thread that clears, customs' side included. */
export type ClearingThread = {
  /** From raw messages to receipts. */
  clear(messages: readonly Uint8Array[]): Promise<void>;
  settle(): Promise<void>;
  startProfile(): Promise<void>;
  stopProfile(): Promise<Shares>;
  close(): Promise<void>;
};

/** Starts a thread with a platform of its own on the database of all. */
export function startClearingThread(
  { log, ...needs }: ThreadNeeds,
  { masterKey: _, ...config }: PlatformConfig,
): ClearingThread {
  const workerData: ClearingThreadData = { ...needs, config };
  const thread = startThread({ name: 'clearing', workerData, log, own: {} });
  return {
    clear: (messages) => thread.call('clear', messages),
    settle: () => thread.call('settle'),
    startProfile: () => thread.call('startProfile'),
    stopProfile: () => thread.call('stopProfile'),
    close: () => thread.close(),
  };
}
