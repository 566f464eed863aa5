import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db.ts';
import type { Log } from '../log.ts';
import type { Subscription } from './event.ts';
import type { PayloadHandover } from './handover.ts';
import type { Clock, Instant } from '../time.ts';
import { createLookout, type Lookout } from './lookout.ts';
import { countPending, createPayloadCache, deleteDelivered, ensureEra } from './reader.ts';
import { createWorker, type Worker } from './worker.ts';

export type DispatcherNeeds = {
  /** A database of its own keeps event work from taking the clearing path's connections. */
  readonly db: Database;
  readonly zoneCode: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly subscriptions: readonly Subscription[];
  /** Shared with `createPublish`. */
  readonly handover?: PayloadHandover;
};

/** How far behind a subscriber is. `failing` holds the last error while its handler fails. */
export type SubscriberLag = {
  readonly name: string;
  readonly kind: string;
  readonly pending: number;
  readonly oldestAt: Instant | null;
  readonly failures: number;
  readonly failing: string | undefined;
};

export type Dispatcher = {
  /**
   * Delivers everything committed before the call and returns how many deliveries were made. Throws
   * OUTBOX_HANDLER_FAILED when a handler keeps failing (three tries). For `clear`, tests and
   * shutdown.
   */
  drain(): Promise<number>;
  /** Delivers in the background from now on. */
  start(): void;
  /** Ends background delivery; returns when the handlers at work have ended. */
  stop(): Promise<void>;
  /** Says that something was published here, so that delivery need not wait for the next look. */
  kick(): void;
  lag(): Promise<SubscriberLag[]>;
  /** Deletes up to 10,000 events older than `days` that every subscriber has; returns how many. */
  prune(days: number): Promise<number>;
};

/** Events published by another process are seen at the next look. */
const LOOK_EVERY_MS = 500;

/**
 * Delivers outbox events to subscribers, each at its own pace and in order: a subscriber that fails
 * is retried with back-off and holds up nobody else. Several processes may run one; a lock keeps
 * each subscriber to one of them.
 */
export function createDispatcher(needs: DispatcherNeeds): Dispatcher {
  const { db, zoneCode } = needs;
  const eventOf = createPayloadCache(zoneCode, needs.handover);
  const workers = needs.subscriptions.map((subscription) =>
    createWorker({ ...needs, subscription, eventOf }),
  );
  const names = needs.subscriptions.map(({ name }) => name);
  const loop = createLoop(needs.clock, createLookout(db, zoneCode, names));
  return {
    kick: () => {
      loop.wake();
    },
    start: () => {
      loop.start(async (pass) => {
        await ensureEra(db).catch(() => undefined);
        await Promise.all(workers.map(pass));
      });
    },
    stop: () => loop.stop(),
    prune: (days) => deleteDelivered(db, zoneCode, days),
    drain: async () => {
      await ensureEra(db);
      const counts = await Promise.all(workers.map((worker) => worker.drain()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    lag: () =>
      Promise.all(
        workers.map(async ({ subscription: { name, kind }, health }) => {
          const waiting = await countPending(db, { zoneCode, subscriber: name, kind });
          return { name, kind, ...waiting, failures: health.failures, failing: health.failing };
        }),
      ),
  };
}

type Loop = {
  start(begin: (pass: (worker: Worker) => Promise<void>) => Promise<void>): void;
  wake(): void;
  stop(): Promise<void>;
};

/**
 * Runs workers until it is stopped, each waiting for a wake-up, for the next look or for its
 * back-off.
 */
function createLoop(clock: Clock, isDue: Lookout): Loop {
  let alarm = createAlarm();
  let running: Promise<void> | undefined;
  let stopped = false;
  return { start, wake, stop };

  function start(begin: (pass: (worker: Worker) => Promise<void>) => Promise<void>): void {
    if (running) return;
    stopped = false;
    running = begin(run);
  }

  async function run(worker: Worker): Promise<void> {
    while (!stopped) {
      const handled = (await isDue(worker.subscription.name)) ? await worker.attempt() : 0;
      if (handled === 0) await rest(worker);
    }
  }

  async function rest(worker: Worker): Promise<void> {
    // Never longer than a back-off lasts, whatever somebody did to the clock meanwhile.
    const backoffMs = Math.min(worker.health.retryAt - clock.now(), worker.health.backoffMs);
    const until = performance.now() + Math.max(LOOK_EVERY_MS, backoffMs);
    for (let leftMs = 1; leftMs > 0 && !stopped; leftMs = until - performance.now()) {
      const woken = await sleep(until - performance.now(), false, { signal: alarm.signal }).catch(
        () => true,
      );
      // A failing handler is not hurried by new events.
      if (woken && worker.health.failures === 0) return;
    }
  }

  function wake(): void {
    const ringing = alarm;
    alarm = createAlarm();
    ringing.abort();
  }

  async function stop(): Promise<void> {
    stopped = true;
    wake();
    await running;
    running = undefined;
  }
}

/** Every worker listens to it, and there may be more of them than Node expects of one signal. */
function createAlarm(): AbortController {
  const alarm = new AbortController();
  setMaxListeners(0, alarm.signal);
  return alarm;
}
