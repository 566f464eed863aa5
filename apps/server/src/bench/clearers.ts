import type { PlatformConfig } from '../config.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { settle } from '../settle.ts';
import { startClearingThread } from '../threads/clearing-threads.ts';
import type { ThreadNeeds } from '../threads/thread-runtime.ts';
import { createStageProfiler } from './profile.ts';
import type { Shares } from './profile.ts';

/** Whoever clears the batches of the bench. */
export type Clearers = {
  /** Batches that are under way at the same time. */
  readonly lanes: number;
  /** From raw messages to receipts. */
  clear(lane: number, messages: readonly Uint8Array[]): Promise<void>;
  /** Brings everything under way to rest, and delivers all events. */
  settle(): Promise<void>;
  startProfile(): Promise<void>;
  /** Microseconds by stage, of all threads together. */
  stopProfile(): Promise<Shares>;
  close(): Promise<void>;
};

// Two writer transactions at once, one per core; more only wait (docs/performance.md).
const LANES_HERE = 2;

/** Clears in this thread, the customs simulator in another where it has one. */
export function clearHere({ platform }: OpenPlatform): Clearers {
  const profiler = createStageProfiler();
  platform.dispatcher.start();
  return {
    lanes: LANES_HERE,
    clear: async (_, messages) => {
      await platform.informationSharing.receiveMessages(
        messages.map((bytes) => ({ bytes, transport: 'http' as const })),
      );
      await platform.gateway.settle();
      platform.dispatcher.kick();
    },
    settle: () => settle(platform),
    startProfile: profiler.start,
    stopProfile: profiler.stop,
    close: () => Promise.resolve(),
  };
}

/**
 * Clears in threads, each with a platform of its own on the same database, as several processes
 * would be. One batch more than threads, so that none stands idle while its batch commits.
 */
export function clearInThreads(
  count: number,
  needs: ThreadNeeds,
  config: PlatformConfig,
): Clearers {
  const threads = Array.from({ length: count }, () => startClearingThread(needs, config));
  return {
    lanes: count + 1,
    clear: (lane, messages) => {
      const thread = threads[lane % count];
      return thread ? thread.clear(messages) : Promise.resolve();
    },
    settle: async () => {
      for (const thread of threads) await thread.settle();
    },
    startProfile: async () => {
      for (const thread of threads) await thread.startProfile();
    },
    stopProfile: async () => sum(await Promise.all(threads.map((thread) => thread.stopProfile()))),
    close: async () => {
      for (const thread of threads) await thread.close();
    },
  };
}

function sum(all: readonly Shares[]): Shares {
  const total: Record<string, number> = {};
  for (const shares of all) {
    for (const [name, value] of Object.entries(shares)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}
