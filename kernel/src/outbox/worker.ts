import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Queryable } from '../db.ts';
import { PilotError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { OutboxEvent, Subscription } from './event.ts';
import type { Clock } from '../time.ts';
import { countPending, lockCursor, moveCursor, readNext, type EventKey } from './reader.ts';

export type WorkerNeeds = {
  readonly db: Database;
  readonly zoneCode: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly subscription: Subscription;
  readonly eventOf: (tx: Queryable, key: EventKey) => Promise<OutboxEvent>;
};

/** The state of a subscriber's handler. */
export type Health = {
  failures: number;
  failing: string | undefined;
  retryAt: number;
  /** How long the pause is that ends at `retryAt`. */
  backoffMs: number;
};

/** Delivers to one subscriber. */
export type Worker = {
  readonly subscription: Subscription;
  readonly health: Readonly<Health>;
  /**
   * One transaction; how many events it handled. A failure is noted, logged once and answered with
   * 0.
   */
  attempt(): Promise<number>;
  /**
   * Delivers until nothing is left. Throws OUTBOX_HANDLER_FAILED after three failures on one event.
   */
  drain(): Promise<number>;
};

/**
 * Events in one transaction of a subscriber: enough to spread the commit, few enough to stay short.
 */
const BATCH_EVENTS = 16;
const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 60_000;
const DRAIN_TRIES = 3;

/** The worker of one subscription. */
export function createWorker(needs: WorkerNeeds): Worker {
  const { subscription, clock, log } = needs;
  const key = { zoneCode: needs.zoneCode, subscriber: subscription.name, kind: subscription.kind };
  const health: Health = { failures: 0, failing: undefined, retryAt: 0, backoffMs: 0 };
  // After a failure events go one by one, so that those before the bad one get through and stay.
  let singly = 0;
  return { subscription, health, attempt, drain };

  async function attempt(): Promise<number> {
    try {
      const count = await deliver(needs, singly > 0 ? 1 : BATCH_EVENTS);
      if (count > 0) noteSuccess(count);
      return count;
    } catch (error) {
      noteFailure(error);
      return 0;
    }
  }

  function noteSuccess(count: number): void {
    if (health.failures > 1)
      log.info({ subscriber: subscription.name }, 'event handler works again');
    singly = Math.max(0, singly - count);
    Object.assign(health, { failures: 0, failing: undefined, retryAt: 0 });
  }

  function noteFailure(error: unknown): void {
    singly = BATCH_EVENTS;
    health.failures += 1;
    health.failing = error instanceof Error ? error.message : String(error);
    const backoffMs = Math.min(BACKOFF_FIRST_MS * 2 ** (health.failures - 1), BACKOFF_MAX_MS);
    health.retryAt = clock.now() + backoffMs;
    health.backoffMs = backoffMs;
    if (health.failures !== 2) return;
    // Only the second failure in a row shows that trying again does not help at once.
    log.error(
      { subscriber: subscription.name, err: error },
      'event handler fails; it is tried until it works',
    );
  }

  async function drain(): Promise<number> {
    let total = 0;
    for (;;) {
      const count = await attempt();
      total += count;
      if (health.failures >= DRAIN_TRIES) throw stalled(subscription, health);
      if (health.failures > 0) await sleep(BACKOFF_FIRST_MS);
      if (count > 0 || health.failures > 0) continue;
      if ((await countPending(needs.db, key)).pending === 0) return total;
      // Committed, but a transaction that began earlier still runs, or another process delivers.
      await sleep(5);
    }
  }
}

/** One transaction: events and cursor together. 0 also when another process has the subscriber. */
async function deliver(needs: WorkerNeeds, limit: number): Promise<number> {
  const { zoneCode, subscription, eventOf } = needs;
  const key = { zoneCode, subscriber: subscription.name, kind: subscription.kind };
  return needs.db.transaction(async (tx) => {
    const after = await lockCursor(tx, key);
    if (!after) return 0;
    const keys = await readNext(tx, { zoneCode, kind: subscription.kind, after, limit });
    const events: OutboxEvent[] = [];
    for (const next of keys) events.push(await eventOf(tx, next));
    for (const event of joined(subscription, events)) await subscription.handle(tx, event);
    const to = keys.at(-1);
    if (to) await moveCursor(tx, { ...key, to, count: keys.length });
    return keys.length;
  });
}

/** Events as the handler takes them; a joined one bears position and time of the last. */
function joined({ join }: Subscription, events: readonly OutboxEvent[]): readonly OutboxEvent[] {
  const last = events.at(-1);
  if (!join || !last || events.length === 1) return events;
  return join(events.map(({ payload }) => payload)).map((payload) => ({ ...last, payload }));
}

function stalled(subscription: Subscription, health: Health): PilotError {
  return new PilotError(
    'OUTBOX_HANDLER_FAILED',
    `subscriber ${subscription.name} cannot handle an event "${subscription.kind}": ` +
      `${health.failing ?? ''}; ` +
      'the event is kept, and delivery goes on once the cause is removed',
  );
}
