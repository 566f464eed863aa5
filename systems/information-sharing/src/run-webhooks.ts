import type { Instant } from '@pilotzone/kernel/time';
import { attemptDelivery } from './attempt-delivery.ts';
import { takeDue, type DueDelivery } from './store/webhook-deliveries.ts';
import { tellWebhooks } from './tell-webhooks.ts';
import type { WebhookNeeds } from './webhook-needs.ts';

/** Queues and sends in the background. */
export type WebhookRunner = {
  start(): void;
  stop(): Promise<void>;
  /** Queues what happened and sends until nothing is due. */
  drain(): Promise<void>;
};

const LOOK_EVERY_MS = 1_000;
// More than an attempt can last.
const LEASE_MS = 60_000;
const AT_ONCE_PER_WEBHOOK = 4;

/** A receiver that is slow keeps only its own deliveries waiting. */
export function createWebhookRunner(needs: WebhookNeeds): WebhookRunner {
  const { db, zoneCode, clock, log } = needs;
  const busy = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let isStopped = false;
  return { start, stop, drain };

  function start(): void {
    timer = setInterval(look, LOOK_EVERY_MS);
  }

  function look(): void {
    looking ??= lookOnce().finally(() => (looking = undefined));
  }

  async function lookOnce(): Promise<void> {
    try {
      await tellAll();
      await sendDue();
    } catch (error) {
      log.error({ err: error }, 'webhooks could not be served; tried again');
    }
  }

  async function tellAll(): Promise<void> {
    let isMore = true;
    while (isMore && !isStopped) isMore = await tellWebhooks(needs);
  }

  /** How many were taken. */
  async function sendDue(): Promise<number> {
    if (isStopped) return 0;
    const now = clock.now();
    const leaseUntil = (now + LEASE_MS) as Instant;
    const due = await takeDue(db, zoneCode, {
      ...{ now, leaseUntil, perWebhook: AT_ONCE_PER_WEBHOOK },
      busy: [...busy.keys()],
    });
    for (const webhookId of new Set(due.map((one) => one.webhookId))) {
      const deliveries = due.filter((one) => one.webhookId === webhookId);
      busy.set(webhookId, sendAll(webhookId, deliveries));
    }
    return due.length;
  }

  async function sendAll(webhookId: string, due: readonly DueDelivery[]): Promise<void> {
    const attempts = await Promise.allSettled(due.map((one) => attemptDelivery(needs, one)));
    for (const attempt of attempts) {
      if (attempt.status === 'rejected')
        log.error({ err: attempt.reason as unknown, webhookId }, 'a delivery failed; repeated');
    }
    busy.delete(webhookId);
    // What else waits for this receiver need not wait for the next look.
    if (due.length === AT_ONCE_PER_WEBHOOK) look();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    clearInterval(timer);
    await looking;
    await Promise.all(busy.values());
  }

  async function drain(): Promise<void> {
    await tellAll();
    while ((await sendDue()) > 0 || busy.size > 0) await Promise.all(busy.values());
  }
}
