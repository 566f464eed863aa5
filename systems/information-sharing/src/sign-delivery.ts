import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new secret of 256 random bits, in the form that libraries of Standard Webhooks take. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

export type SignedContent = {
  readonly deliveryId: string;
  /** Seconds since 1970; receivers refuse what is too old, so that nobody can repeat it. */
  readonly timestamp: number;
  readonly body: string;
};

/**
 * The three headers of Standard Webhooks (standardwebhooks.com): id, time, and a signature by each
 * secret that counts now, separated by spaces.
 */
export function signDelivery(
  { deliveryId, timestamp, body }: SignedContent,
  secrets: readonly string[],
): Record<string, string> {
  const content = `${deliveryId}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': deliveryId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
