import { isTold, type Webhook, type WebhookNews } from './model/webhook.ts';
import {
  deleteCursor,
  findCursor,
  queueDeliveries,
  type NewDelivery,
} from './store/webhook-deliveries.ts';
import { listActive } from './store/webhooks.ts';
import type { WebhookNeeds } from './webhook-needs.ts';

const STEPS_PER_LOOK = 1_000;
// A body stays below a hundred kilobytes, which any receiver takes.
const EVENTS_PER_DELIVERY = 100;

/**
 * Queues what happened since the last look for every webhook that is told of it; true when there
 * may be more. The history is read once for all webhooks, and the place in it moves together with
 * the queue, so nothing is missed or queued twice, also by several processes.
 */
export async function tellWebhooks(needs: WebhookNeeds): Promise<boolean> {
  const { db, zoneCode, clock } = needs;
  const webhooks = await listActive(db, zoneCode);
  const from = await findCursor(db, zoneCode);
  if (from === undefined) return false;
  if (webhooks.length === 0) {
    await deleteCursor(db, zoneCode);
    return false;
  }
  const { news, position: to } = await needs.readNews({ after: from, limit: STEPS_PER_LOOK });
  if (to === from) return false;
  const made = await Promise.all(webhooks.map((webhook) => deliveriesOf(needs, webhook, news)));
  const queued = { from, to, at: clock.now(), deliveries: made.flat() };
  const isOurs = await queueDeliveries(db, zoneCode, queued);
  return isOurs && news.length === STEPS_PER_LOOK;
}

async function deliveriesOf(
  needs: WebhookNeeds,
  webhook: Pick<Webhook, 'webhookId' | 'participantCode' | 'outcomes'>,
  news: readonly WebhookNews[],
): Promise<NewDelivery[]> {
  if (news.length === 0) return [];
  const reach = await needs.reachOf(webhook.participantCode);
  const told = news.filter((step) => isTold(webhook, reach, step));
  const deliveries: NewDelivery[] = [];
  for (let at = 0; at < told.length; at += EVENTS_PER_DELIVERY) {
    const events = told.slice(at, at + EVENTS_PER_DELIVERY);
    deliveries.push(deliveryOf(webhook.webhookId, needs.ids.newId(), events));
  }
  return deliveries;
}

function deliveryOf(
  webhookId: string,
  deliveryId: string,
  news: readonly WebhookNews[],
): NewDelivery {
  const events = news.map(({ position, data }) => ({ position, kind: 'declaration', data }));
  const body = JSON.stringify({ deliveryId, webhookId, events });
  return { deliveryId, webhookId, body, events: events.length };
}

/** A delivery that only tries the way: no events, `kind` says that it is a test. */
export function testDelivery(webhookId: string, deliveryId: string): NewDelivery {
  const body = JSON.stringify({ deliveryId, webhookId, kind: 'test', events: [] });
  return { deliveryId, webhookId, body, events: 0 };
}
