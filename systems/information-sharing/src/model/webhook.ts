import type { Instant } from '@pilotzone/kernel/time';
import type { DeliveryState, WebhookStatus } from '../contract/webhooks.ts';

/** An address of an organisation that is called when something happens. */
export type Webhook = {
  readonly webhookId: string;
  readonly participantCode: string;
  readonly name: string;
  readonly url: string;
  readonly outcomes: readonly string[];
  readonly status: WebhookStatus;
  readonly statusReason: string | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly lastSuccessAt: Instant | null;
  readonly due: number;
  readonly givenUp: number;
};

/** Something sent, or to be sent, to a webhook. */
export type Delivery = {
  readonly deliveryId: string;
  readonly createdAt: Instant;
  readonly events: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: Instant | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
};

/** A step of a declaration with the organisations that take part in it. */
export type WebhookNews = {
  readonly position: string;
  readonly owners: readonly string[];
  readonly outcome: string;
  /** As an enterprise of the declaration is told. */
  readonly data: object;
};

/** Whose news a webhook gets: nobody's, the own ones, or everybody's. */
export type NewsReach = 'none' | 'own' | 'zone';

/** Whether a webhook is told of a step. */
export function isTold(
  { participantCode, outcomes }: Pick<Webhook, 'participantCode' | 'outcomes'>,
  reach: NewsReach,
  { owners, outcome }: WebhookNews,
): boolean {
  if (outcomes.length > 0 && !outcomes.includes(outcome)) return false;
  return reach === 'zone' || (reach === 'own' && owners.includes(participantCode));
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two and a half days: a receiver that breaks on Friday evening is mended on Monday morning. */
const WAITS_MS = [
  ...[10_000, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, 16 * HOUR_MS, 24 * HOUR_MS],
];

/** When a delivery is tried again after so many failures; `undefined`: not by itself. */
export function retryAfter(failures: number): number | undefined {
  return WAITS_MS[failures - 1];
}
