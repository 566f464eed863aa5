import type { Instant } from '@pilotzone/kernel/time';
import { createAddressGuard, type Resolve } from './guard-address.ts';
import {
  addWebhook,
  changeWebhook,
  endWebhook,
  rotateSecret,
  type WebhookManager,
} from './manage-webhooks.ts';
import type { WebhookChange, WebhookRequest } from './contract/webhooks.ts';
import { getDelivery, listDeliveries, queueTest, replayDeliveries } from './read-deliveries.ts';
import { createWebhookRunner } from './run-webhooks.ts';
import { deleteDeliveries } from './store/webhook-deliveries.ts';
import { listWebhookRows } from './store/webhooks.ts';
import type { WebhookNeeds } from './webhook-needs.ts';

export type Webhooks = ReturnType<typeof createWebhooks>;

type Named = { readonly webhookId: string; readonly owner: string | undefined };
type Page = Parameters<typeof listDeliveries>[2];

const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000;

/** Webhooks of organisations: who is called, the queue and its log, and what sends it. */
export function createWebhooks(
  runtime: Omit<WebhookNeeds, 'guard'> & {
    /** Receivers on this machine: for tests and demos. */
    readonly allowLoopback: boolean;
    /** How names are looked up; the system's way unless given. */
    readonly resolve?: Resolve;
  },
) {
  const guard = createAddressGuard(runtime, runtime.resolve);
  const needs = { ...runtime, guard };
  return {
    ...createWebhookRunner(needs),
    list: (owner: string | undefined) => listWebhookRows(needs.db, needs.zoneCode, owner),
    add: (manager: WebhookManager, request: WebhookRequest) => addWebhook(needs, manager, request),
    change: (named: Named, change: WebhookChange) => changeWebhook(needs, named, change),
    end: (named: Named) => endWebhook(needs, named),
    rotateSecret: (named: Named) => rotateSecret(needs, named),
    listDeliveries: (named: Named, page: Page) => listDeliveries(needs, named, page),
    getDelivery: (named: Named, deliveryId: string) => getDelivery(needs, named, deliveryId),
    replay: (named: Named, deliveryId?: string) => replayDeliveries(needs, named, deliveryId),
    test: (named: Named) => queueTest(needs, named),
    /** For the hourly jobs. */
    prune: () => {
      const before = (needs.clock.now() - DELIVERIES_KEPT_MS) as Instant;
      return deleteDeliveries(needs.db, needs.zoneCode, before);
    },
  };
}
