import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { Webhook } from '../model/webhook.ts';

/** The sealed secrets that sign now; the older one counts until `previousUntil`. */
export type SealedSecrets = {
  readonly secretSealed: Buffer;
  readonly previousSealed: Buffer | null;
  readonly previousUntil: Instant | null;
};

const SHAPE = `w.webhook_id as "webhookId", w.participant_code as "participantCode", w.name, w.url,
  w.outcomes, w.status, w.status_reason as "statusReason", w.created_at as "createdAt",
  w.created_by as "createdBy", w.last_success_at as "lastSuccessAt",
  c.due::int4 as due, c.given_up::int4 as "givenUp"`;

const COUNTED = `information_sharing.webhook w
  cross join lateral (
    select count(*) filter (where d.state = 'due') as due,
      count(*) filter (where d.state = 'given-up') as given_up
    from information_sharing.webhook_delivery d
    where d.zone_code = w.zone_code and d.webhook_id = w.webhook_id
      and d.state in ('due', 'given-up')) c`;

export type NewWebhook = Pick<
  Webhook,
  'webhookId' | 'participantCode' | 'name' | 'url' | 'outcomes' | 'createdAt' | 'createdBy'
> & { readonly secretSealed: Buffer };

/**
 * Adds an active webhook unless its organisation has `most` already; false then. News are told
 * from `position` on where no other webhook has begun.
 */
export async function insertWebhook(
  q: Queryable,
  zoneCode: string,
  { webhook, most, position }: { webhook: NewWebhook; most: number; position: string },
): Promise<boolean> {
  const rows = await q.query(
    `with added as (
      insert into information_sharing.webhook
        (zone_code, webhook_id, participant_code, name, url, outcomes, secret_sealed, status,
         created_at, created_by)
      select $1, $2, $3, $4, $5, $6::text[], $7, 'active', to_timestamp($8::int8 / 1000.0), $9
      where (select count(*) from information_sharing.webhook
        where zone_code = $1 and participant_code = $3 and status <> 'ended') < $10
      returning zone_code),
    begun as (
      insert into information_sharing.webhook_cursor (zone_code, position)
      select zone_code, $11 from added
      on conflict do nothing)
    select 1 from added`,
    [
      ...[zoneCode, webhook.webhookId, webhook.participantCode, webhook.name, webhook.url],
      ...[webhook.outcomes, webhook.secretSealed, webhook.createdAt, webhook.createdBy],
      ...[most, position],
    ],
  );
  return rows.length > 0;
}

/** Webhooks that are not ended, with an owner only those of that participant; oldest first. */
export async function listWebhookRows(
  q: Queryable,
  zoneCode: string,
  owner: string | undefined,
): Promise<Webhook[]> {
  return q.query<Webhook>(
    `select ${SHAPE}
    from ${COUNTED}
    where w.zone_code = $1 and w.status <> 'ended'
      and ($2::text is null or w.participant_code = $2)
    order by w.participant_code, w.webhook_id`,
    [zoneCode, owner ?? null],
  );
}

/** One that is not ended, with an owner only of that participant. */
export async function findWebhook(
  q: Queryable,
  zoneCode: string,
  { webhookId, owner }: { readonly webhookId: string; readonly owner: string | undefined },
): Promise<Webhook | undefined> {
  const rows = await q.query<Webhook>(
    `select ${SHAPE}
    from ${COUNTED}
    where w.zone_code = $1 and w.webhook_id = $2 and w.status <> 'ended'
      and ($3::text is null or w.participant_code = $3)`,
    [zoneCode, webhookId, owner ?? null],
  );
  return rows[0];
}

/** Those that are told of what happens. */
export async function listActive(
  q: Queryable,
  zoneCode: string,
): Promise<Pick<Webhook, 'webhookId' | 'participantCode' | 'outcomes'>[]> {
  return q.query(
    `select webhook_id as "webhookId", participant_code as "participantCode", outcomes
    from information_sharing.webhook
    where zone_code = $1 and status = 'active'`,
    [zoneCode],
  );
}

/** Writes what may change of a webhook. A change of status by hand has no reason. */
export async function updateWebhook(
  q: Queryable,
  zoneCode: string,
  webhook: Pick<Webhook, 'webhookId' | 'name' | 'url' | 'outcomes' | 'status' | 'statusReason'>,
): Promise<void> {
  await q.query(
    `update information_sharing.webhook
    set name = $3, url = $4, outcomes = $5::text[], status = $6, status_reason = $7
    where zone_code = $1 and webhook_id = $2`,
    [
      ...[zoneCode, webhook.webhookId, webhook.name, webhook.url, webhook.outcomes],
      ...[webhook.status, webhook.statusReason],
    ],
  );
}

/** Puts a new secret in the place of the present one, which signs beside it until `until`. */
export async function replaceSecret(
  q: Queryable,
  zoneCode: string,
  { webhookId, sealed, until }: { webhookId: string; sealed: Buffer; until: Instant },
): Promise<void> {
  await q.query(
    `update information_sharing.webhook
    set previous_secret_sealed = secret_sealed,
      previous_secret_until = to_timestamp($4::int8 / 1000.0),
      secret_sealed = $3
    where zone_code = $1 and webhook_id = $2`,
    [zoneCode, webhookId, sealed, until],
  );
}
