import { PilotError } from '@pilotzone/kernel/errors';
import { DELIVERY_NOT_FOUND, WEBHOOK_NOT_ACTIVE, type DeliveryState } from './contract/webhooks.ts';
import { getWebhook } from './manage-webhooks.ts';
import {
  findDelivery,
  insertDelivery,
  listAttempts,
  listDeliveryRows,
  makeDue,
} from './store/webhook-deliveries.ts';
import { testDelivery } from './tell-webhooks.ts';
import type { WebhookNeeds } from './webhook-needs.ts';

type Named = { readonly webhookId: string; readonly owner: string | undefined };

/** A webhook's deliveries, newest first; `limit + 1` of them. Throws WEBHOOK_NOT_FOUND. */
export async function listDeliveries(
  needs: WebhookNeeds,
  named: Named,
  page: { state: DeliveryState | undefined; before: string | undefined; limit: number },
) {
  const { webhookId } = await getWebhook(needs, named);
  return listDeliveryRows(needs.db, needs.zoneCode, { ...page, webhookId, limit: page.limit + 1 });
}

/** What was sent and every attempt. Throws WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND. */
export async function getDelivery(needs: WebhookNeeds, named: Named, deliveryId: string) {
  const { webhookId } = await getWebhook(needs, named);
  const delivery = await findDelivery(needs.db, needs.zoneCode, { webhookId, deliveryId });
  if (!delivery)
    throw new PilotError(DELIVERY_NOT_FOUND, `no delivery ${deliveryId} of this webhook`);
  return { ...delivery, attemptLog: await listAttempts(needs.db, needs.zoneCode, deliveryId) };
}

/**
 * Makes deliveries due again, the one named or all that were given up; how many. Throws
 * WEBHOOK_NOT_FOUND, WEBHOOK_NOT_ACTIVE, DELIVERY_NOT_FOUND.
 */
export async function replayDeliveries(
  needs: WebhookNeeds,
  named: Named,
  deliveryId?: string,
): Promise<number> {
  const { webhookId } = await getActive(needs, named);
  const which = { webhookId, deliveryId, at: needs.clock.now() };
  const replayed = await makeDue(needs.db, needs.zoneCode, which);
  if (deliveryId !== undefined && replayed === 0)
    throw new PilotError(DELIVERY_NOT_FOUND, `no delivery ${deliveryId} of this webhook`);
  return replayed;
}

/** Queues a delivery that tries the way; its id. Throws WEBHOOK_NOT_FOUND, WEBHOOK_NOT_ACTIVE. */
export async function queueTest(needs: WebhookNeeds, named: Named): Promise<string> {
  const { webhookId } = await getActive(needs, named);
  const delivery = testDelivery(webhookId, needs.ids.newId());
  await insertDelivery(needs.db, needs.zoneCode, { delivery, at: needs.clock.now() });
  return delivery.deliveryId;
}

async function getActive(needs: WebhookNeeds, named: Named) {
  const webhook = await getWebhook(needs, named);
  if (webhook.status === 'active') return webhook;
  throw new PilotError(WEBHOOK_NOT_ACTIVE, 'this webhook is paused; activate it first');
}
