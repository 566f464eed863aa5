import type { Instant } from '@pilotzone/kernel/time';
import { retryAfter } from './model/webhook.ts';
import { sendDelivery, type Attempt } from './send-delivery.ts';
import { signDelivery } from './sign-delivery.ts';
import { noteAttempt, type DueDelivery, type NotedAttempt } from './store/webhook-deliveries.ts';
import { secretContext, type WebhookNeeds } from './webhook-needs.ts';

/** Sends a delivery once and writes down what came of it and when it is tried again. */
export async function attemptDelivery(needs: WebhookNeeds, due: DueDelivery): Promise<void> {
  const { db, zoneCode, clock } = needs;
  const { deliveryId, url, body } = due;
  const secrets = await secretsOf(needs, due);
  const timestamp = Math.floor(clock.now() / 1000);
  const headers = signDelivery({ deliveryId, timestamp, body }, secrets);
  const attempt = await sendDelivery(needs.guard, { url, body, headers });
  await noteAttempt(db, zoneCode, notedOf(due, attempt, clock.now()));
}

/** The newest first; the one before it as long as it counts. */
async function secretsOf({ vault, clock }: WebhookNeeds, due: DueDelivery): Promise<string[]> {
  const { webhookId, secretSealed, previousSealed, previousUntil } = due;
  const isPreviousValid = previousUntil !== null && clock.now() < previousUntil;
  const sealed = [secretSealed, ...(previousSealed && isPreviousValid ? [previousSealed] : [])];
  const opened = sealed.map((secret) => vault.open(secret, secretContext(webhookId)));
  return (await Promise.all(opened)).map(String);
}

function notedOf(due: DueDelivery, attempt: Attempt, at: Instant): NotedAttempt {
  const { deliveryId, webhookId, attempts: attemptNo } = due;
  const noted = { deliveryId, webhookId, attemptNo, at, ...attempt };
  if (attempt.error === null)
    return { ...noted, state: 'delivered', nextAttemptAt: null, pause: null };
  const wait = retryAfter(attemptNo);
  if (wait !== undefined)
    return { ...noted, state: 'due', nextAttemptAt: (at + wait) as Instant, pause: null };
  return { ...noted, state: 'given-up', nextAttemptAt: null, pause: pauseOf(due, attempt) };
}

/** A receiver that took nothing for as long as this delivery was tried is left alone. */
function pauseOf({ createdAt, lastSuccessAt }: DueDelivery, { error }: Attempt): string | null {
  if (lastSuccessAt !== null && lastSuccessAt > createdAt) return null;
  return `nothing arrived for days; the last attempt: ${error ?? ''}`;
}
