import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Vault } from '@pilotzone/kernel/vault';
import type { AddressGuard } from './guard-address.ts';
import type { NewsReach, WebhookNews } from './model/webhook.ts';

/** What webhooks need from outside. */
export type WebhookNeeds = Runtime & {
  readonly vault: Vault;
  readonly guard: AddressGuard;
  /** Steps of declarations after a place in their history, and the place to ask from next. */
  readNews(query: {
    readonly after: string;
    readonly limit: number;
  }): Promise<{ news: WebhookNews[]; position: string }>;
  /** Whose declarations an organisation may see now. */
  reachOf(participantCode: string): Promise<NewsReach>;
};

/** What a webhook's secret is sealed for: moved to another webhook it does not open. */
export function secretContext(webhookId: string): string {
  return `webhook:${webhookId}`;
}
