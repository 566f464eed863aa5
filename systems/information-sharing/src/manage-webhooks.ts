import { PilotError } from '@pilotzone/kernel/errors';
import type { Instant } from '@pilotzone/kernel/time';
import { PARTICIPANT_NOT_FOUND, SCOPE_NOT_GRANTABLE } from './contract.ts';
import {
  WEBHOOK_LIMIT_REACHED,
  WEBHOOK_NOT_FOUND,
  type WebhookChange,
  type WebhookRequest,
} from './contract/webhooks.ts';
import type { KeyGiver } from './manage-api-keys.ts';
import type { Webhook } from './model/webhook.ts';
import { newWebhookSecret } from './sign-delivery.ts';
import { findByCodes } from './store/participants.ts';
import { findWebhook, insertWebhook, replaceSecret, updateWebhook } from './store/webhooks.ts';
import { secretContext, type WebhookNeeds } from './webhook-needs.ts';

const PER_ORGANISATION = 10;
// A working day and a night to bring the new secret to every receiver.
const PREVIOUS_COUNTS_MS = 24 * 3_600_000;
const SEES_DECLARATIONS = 'declarations:read';

/** Whose webhooks somebody manages, and who she is in the records. */
export type WebhookManager = KeyGiver & { readonly actor: string };

type Named = { readonly webhookId: string; readonly owner: string | undefined };

/** The webhook of an owner, or of anybody; throws WEBHOOK_NOT_FOUND. */
export async function getWebhook(needs: WebhookNeeds, named: Named): Promise<Webhook> {
  const webhook = await findWebhook(needs.db, needs.zoneCode, named);
  if (webhook) return webhook;
  throw new PilotError(WEBHOOK_NOT_FOUND, `no webhook ${named.webhookId} of yours`);
}

/**
 * Registers an address that is told what happens from now on. The answer is the only time that its
 * secret is seen. Throws WEBHOOK_ADDRESS_FORBIDDEN, WEBHOOK_LIMIT_REACHED, PARTICIPANT_NOT_FOUND,
 * SCOPE_NOT_GRANTABLE.
 */
export async function addWebhook(
  needs: WebhookNeeds,
  manager: WebhookManager,
  request: WebhookRequest,
): Promise<{ webhookId: string; secret: string }> {
  const participantCode = await receiverOf(needs, manager, request);
  const { href: url } = needs.guard.checkUrl(request.url);
  const [webhookId, secret] = [needs.ids.newId(), newWebhookSecret()];
  const isAdded = await insertWebhook(needs.db, needs.zoneCode, {
    webhook: {
      ...{ webhookId, participantCode, url, name: request.name },
      outcomes: request.outcomes ?? [],
      createdAt: needs.clock.now(),
      createdBy: manager.actor,
      secretSealed: await needs.vault.seal(secret, secretContext(webhookId)),
    },
    most: PER_ORGANISATION,
    position: (await needs.readNews({ after: '', limit: 1 })).position,
  });
  if (isAdded) return { webhookId, secret };
  const text = `an organisation has at most ${PER_ORGANISATION} webhooks; end one first`;
  throw new PilotError(WEBHOOK_LIMIT_REACHED, text);
}

/** Nobody makes a webhook tell what she may not read herself, or to whom she does not belong. */
async function receiverOf(
  { db, zoneCode }: WebhookNeeds,
  { participantCode: own, owner, scopes }: WebhookManager,
  { participantCode = own }: WebhookRequest,
): Promise<string> {
  if (!scopes.includes(SEES_DECLARATIONS)) {
    const text = `a webhook tells of declarations, which needs ${SEES_DECLARATIONS} as well`;
    throw new PilotError(SCOPE_NOT_GRANTABLE, text);
  }
  const isOwn = owner === undefined || owner === participantCode;
  const known = isOwn ? await findByCodes(db, zoneCode, [participantCode]) : [];
  if (known.some(({ code }) => code === participantCode)) return participantCode;
  throw new PilotError(PARTICIPANT_NOT_FOUND, `no participant ${participantCode} of yours`);
}

/** Changes what is given. Throws WEBHOOK_NOT_FOUND, WEBHOOK_ADDRESS_FORBIDDEN. */
export async function changeWebhook(
  needs: WebhookNeeds,
  named: Named,
  change: WebhookChange,
): Promise<Webhook> {
  const before = await getWebhook(needs, named);
  const url = change.url === undefined ? before.url : needs.guard.checkUrl(change.url).href;
  const statusReason = change.status === undefined ? before.statusReason : null;
  await updateWebhook(needs.db, needs.zoneCode, { ...before, ...change, url, statusReason });
  return getWebhook(needs, named);
}

/** Ends a webhook for good; its log stays for a month. Throws WEBHOOK_NOT_FOUND. */
export async function endWebhook(needs: WebhookNeeds, named: Named): Promise<void> {
  const before = await getWebhook(needs, named);
  await updateWebhook(needs.db, needs.zoneCode, { ...before, status: 'ended' });
}

/**
 * Gives a webhook a new secret; the present one signs beside it for a day. Throws
 * WEBHOOK_NOT_FOUND.
 */
export async function rotateSecret(
  needs: WebhookNeeds,
  named: Named,
): Promise<{ webhookId: string; secret: string }> {
  const { webhookId } = await getWebhook(needs, named);
  const secret = newWebhookSecret();
  const sealed = await needs.vault.seal(secret, secretContext(webhookId));
  const until = (needs.clock.now() + PREVIOUS_COUNTS_MS) as Instant;
  await replaceSecret(needs.db, needs.zoneCode, { webhookId, sealed, until });
  return { webhookId, secret };
}
