import type { Queryable } from '@pilotzone/kernel/db';
import type { Instant } from '@pilotzone/kernel/time';
import type { DeliveryState } from '../contract/webhooks.ts';
import type { Delivery } from '../model/webhook.ts';
import type { SealedSecrets } from './webhooks.ts';

/** Where deliveries were made up to; `undefined` while there is no webhook. */
export async function findCursor(q: Queryable, zoneCode: string): Promise<string | undefined> {
  const rows = await q.query<{ position: string }>(
    'select position from information_sharing.webhook_cursor where zone_code = $1',
    [zoneCode],
  );
  return rows[0]?.position;
}

/** Forgets it: the next webhook begins with what happens then. */
export async function deleteCursor(q: Queryable, zoneCode: string): Promise<void> {
  await q.query('delete from information_sharing.webhook_cursor where zone_code = $1', [zoneCode]);
}

export type NewDelivery = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly body: string;
  readonly events: number;
};

/**
 * Queues deliveries and moves the cursor in one statement; nothing where another process moved it
 * first.
 */
export async function queueDeliveries(
  q: Queryable,
  zoneCode: string,
  made: { from: string; to: string; at: Instant; deliveries: readonly NewDelivery[] },
): Promise<boolean> {
  const { from, to, at, deliveries } = made;
  const rows = await q.query(
    `with moved as (
      update information_sharing.webhook_cursor
      set position = $3
      where zone_code = $1 and position = $2
      returning zone_code),
    queued as (
      insert into information_sharing.webhook_delivery
        (zone_code, delivery_id, webhook_id, body, events, state, created_at, next_attempt_at)
      select moved.zone_code, n.id, n.webhook, n.body, n.events, 'due',
        to_timestamp($4::int8 / 1000.0), to_timestamp($4::int8 / 1000.0)
      from moved
      cross join unnest($5::uuid[], $6::uuid[], $7::text[], $8::int4[])
        as n (id, webhook, body, events))
    select 1 from moved`,
    [
      ...[zoneCode, from, to, at],
      deliveries.map(({ deliveryId }) => deliveryId),
      deliveries.map(({ webhookId }) => webhookId),
      deliveries.map(({ body }) => body),
      deliveries.map(({ events }) => events),
    ],
  );
  return rows.length > 0;
}

/** Queues one delivery by itself. */
export async function insertDelivery(
  q: Queryable,
  zoneCode: string,
  { delivery, at }: { delivery: NewDelivery; at: Instant },
): Promise<void> {
  await q.query(
    `insert into information_sharing.webhook_delivery
      (zone_code, delivery_id, webhook_id, body, events, state, created_at, next_attempt_at)
    values ($1, $2, $3, $4, $5, 'due', to_timestamp($6::int8 / 1000.0),
      to_timestamp($6::int8 / 1000.0))`,
    [...[zoneCode, delivery.deliveryId, delivery.webhookId, delivery.body, delivery.events], at],
  );
}

/** A delivery that is ours to attempt now, with what signs it. */
export type DueDelivery = SealedSecrets & {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly url: string;
  readonly body: string;
  readonly attempts: number;
  readonly createdAt: Instant;
  readonly lastSuccessAt: Instant | null;
};

/**
 * Takes what is due, at most `perWebhook` of each and nothing of busy ones, so that no receiver
 * keeps others waiting. What is taken is due again at `leaseUntil` unless its attempt is noted.
 */
export async function takeDue(
  q: Queryable,
  zoneCode: string,
  the: { now: Instant; leaseUntil: Instant; perWebhook: number; busy: readonly string[] },
): Promise<DueDelivery[]> {
  return q.query<DueDelivery>(
    `with due as (
      select d.delivery_id
      from information_sharing.webhook w
      cross join lateral (
        select o.delivery_id
        from information_sharing.webhook_delivery o
        where o.zone_code = w.zone_code and o.webhook_id = w.webhook_id and o.state = 'due'
          and o.next_attempt_at <= to_timestamp($2::int8 / 1000.0)
        order by o.next_attempt_at, o.delivery_id
        limit $4
        for update skip locked) d
      where w.zone_code = $1 and w.status = 'active' and w.webhook_id <> all($5::uuid[]))
    update information_sharing.webhook_delivery d
    set next_attempt_at = to_timestamp($3::int8 / 1000.0), attempts = d.attempts + 1
    from due, information_sharing.webhook w
    where d.zone_code = $1 and d.delivery_id = due.delivery_id
      and w.zone_code = $1 and w.webhook_id = d.webhook_id
    returning d.delivery_id as "deliveryId", d.webhook_id as "webhookId", w.url, d.body,
      d.attempts, d.created_at as "createdAt", w.last_success_at as "lastSuccessAt",
      w.secret_sealed as "secretSealed", w.previous_secret_sealed as "previousSealed",
      w.previous_secret_until as "previousUntil"`,
    [zoneCode, the.now, the.leaseUntil, the.perWebhook, the.busy],
  );
}

/** One attempt, and what follows from it. */
export type NotedAttempt = {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly at: Instant;
  readonly status: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
  readonly attemptNo: number;
  readonly state: DeliveryState;
  readonly nextAttemptAt: Instant | null;
  /** Why the webhook is paused with it; `null`: it is not. */
  readonly pause: string | null;
};

/** Writes down an attempt; a success is also noted at its webhook. */
export async function noteAttempt(
  q: Queryable,
  zoneCode: string,
  attempt: NotedAttempt,
): Promise<void> {
  await q.query(
    `with logged as (
      insert into information_sharing.webhook_attempt
        (zone_code, delivery_id, attempt_no, at, status, error, milliseconds)
      values ($1, $2, $4, to_timestamp($5::int8 / 1000.0), $6, $7, $8)
      on conflict do nothing),
    told as (
      update information_sharing.webhook
      set last_success_at = case when $9 = 'delivered' then to_timestamp($5::int8 / 1000.0)
          else last_success_at end,
        status = case when $11::text is null then status else 'paused' end,
        status_reason = coalesce($11, status_reason)
      where zone_code = $1 and webhook_id = $3
        and ($9 = 'delivered' or ($11::text is not null and status = 'active')))
    update information_sharing.webhook_delivery
    set state = $9, next_attempt_at = to_timestamp($10::int8 / 1000.0), last_status = $6,
      last_error = $7
    where zone_code = $1 and delivery_id = $2`,
    [
      ...[zoneCode, attempt.deliveryId, attempt.webhookId, attempt.attemptNo, attempt.at],
      ...[attempt.status, attempt.error, attempt.milliseconds, attempt.state],
      ...[attempt.nextAttemptAt, attempt.pause],
    ],
  );
}

const SHAPE = `delivery_id as "deliveryId", created_at as "createdAt", events, state, attempts,
  next_attempt_at as "nextAttemptAt", last_status as "lastStatus", last_error as "lastError"`;

/** A page of a webhook's deliveries, newest first. */
export async function listDeliveryRows(
  q: Queryable,
  zoneCode: string,
  page: {
    webhookId: string;
    state: DeliveryState | undefined;
    before: string | undefined;
    limit: number;
  },
): Promise<Delivery[]> {
  return q.query<Delivery>(
    `select ${SHAPE}
    from information_sharing.webhook_delivery
    where zone_code = $1 and webhook_id = $2
      and ($3::text is null or state = $3)
      and ($4::uuid is null or delivery_id < $4)
    order by delivery_id desc
    limit $5`,
    [zoneCode, page.webhookId, page.state ?? null, page.before ?? null, page.limit],
  );
}

/** One delivery of a webhook with what was sent. */
export async function findDelivery(
  q: Queryable,
  zoneCode: string,
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
): Promise<(Delivery & { readonly body: string }) | undefined> {
  const rows = await q.query<Delivery & { readonly body: string }>(
    `select ${SHAPE}, body
    from information_sharing.webhook_delivery
    where zone_code = $1 and webhook_id = $2 and delivery_id = $3`,
    [zoneCode, webhookId, deliveryId],
  );
  return rows[0];
}

/** The attempts to deliver, first one first. */
export async function listAttempts(q: Queryable, zoneCode: string, deliveryId: string) {
  return q.query<{
    at: Instant;
    status: number | null;
    error: string | null;
    milliseconds: number;
  }>(
    `select at, status, error, milliseconds
    from information_sharing.webhook_attempt
    where zone_code = $1 and delivery_id = $2
    order by attempt_no`,
    [zoneCode, deliveryId],
  );
}

/** Makes deliveries due again at once: the one named, or all that were given up. */
export async function makeDue(
  q: Queryable,
  zoneCode: string,
  which: { webhookId: string; deliveryId: string | undefined; at: Instant },
): Promise<number> {
  const rows = await q.query(
    `update information_sharing.webhook_delivery
    set state = 'due', next_attempt_at = to_timestamp($4::int8 / 1000.0)
    where zone_code = $1 and webhook_id = $2
      and (delivery_id = $3 or ($3::uuid is null and state = 'given-up'))
    returning 1`,
    [zoneCode, which.webhookId, which.deliveryId ?? null, which.at],
  );
  return rows.length;
}

/** Deletes deliveries made before; their attempts go with them. */
export async function deleteDeliveries(
  q: Queryable,
  zoneCode: string,
  before: Instant,
): Promise<void> {
  await q.query(
    `delete from information_sharing.webhook_delivery
    where zone_code = $1 and created_at < to_timestamp($2::int8 / 1000.0)`,
    [zoneCode, before],
  );
}
