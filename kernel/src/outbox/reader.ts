import type { Queryable, Tx } from '../db.ts';
import type { OutboxEvent } from './event.ts';
import type { PayloadHandover } from './handover.ts';
import type { Instant } from '../time.ts';

/** Where a subscriber stands. `xid` is text: 64 bits. */
export type Cursor = { readonly era: number; readonly xid: string; readonly position: number };

/** An event's place in the order, and what reading it needs. */
export type EventKey = Cursor & { readonly kind: string; readonly publishedAt: Instant };

/**
 * Starts a new era when the data was moved to another PostgreSQL cluster (restore), whose
 * transaction ids count anew. Call it before anything is published or read.
 */
export async function ensureEra(db: Queryable): Promise<void> {
  await db.query(
    `insert into kernel.outbox_era (era, system_identifier)
     select last.era + 1, here.system_identifier::text
     from pg_control_system() as here,
       (select era, system_identifier from kernel.outbox_era order by era desc limit 1) as last
     where last.system_identifier <> here.system_identifier::text
     on conflict do nothing`,
  );
}

/**
 * Locks a subscriber for this transaction and returns its cursor; `undefined` when another process
 * has it. A subscriber never seen before gets a cursor at the very beginning.
 */
export async function lockCursor(
  tx: Tx,
  the: { zoneCode: string; subscriber: string; kind: string },
): Promise<Cursor | undefined> {
  const key = [the.zoneCode, the.subscriber] as const;
  const locks = await tx.query<{ got: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('outbox ' || $1 || ' ' || $2, 0)) as got`,
    key,
  );
  if (!locks[0]?.got) return undefined;
  return (await readCursor(tx, key)) ?? (await beginCursor(tx, key, the.kind));
}

/** In a statement of its own after the lock: its snapshot sees what the former holder committed. */
async function readCursor(tx: Tx, key: readonly [string, string]): Promise<Cursor | undefined> {
  const rows = await tx.query<Cursor>(
    `select era, xid::text as xid, position
     from kernel.outbox_cursor
     where zone_code = $1 and subscriber = $2`,
    key,
  );
  return rows[0];
}

async function beginCursor(
  tx: Tx,
  key: readonly [string, string],
  kind: string,
): Promise<Cursor | undefined> {
  await tx.query(
    `insert into kernel.outbox_cursor (zone_code, subscriber, kind)
     values ($1, $2, $3)
     on conflict do nothing`,
    [...key, kind],
  );
  return readCursor(tx, key);
}

/**
 * The next events of a kind that no running transaction can still precede, oldest first. Such a
 * transaction, of whatever database of the cluster, holds later events back until it ends.
 */
export async function readNext(
  tx: Queryable,
  the: { zoneCode: string; kind: string; after: Cursor; limit: number },
): Promise<EventKey[]> {
  return tx.query<EventKey>(
    // "xid" alone in the order would mean the text above it, which sorts 1000 before 999.
    `select kind, era, xid::text as xid, position, published_at as "publishedAt"
     from kernel.outbox
     where zone_code = $1
       and kind = $2
       and (era, xid, position) > ($3::int, $4::xid8, $5::int8)
       and (era < kernel.current_era() or xid < pg_snapshot_xmin(pg_current_snapshot()))
     order by outbox.era, outbox.xid, outbox.position
     limit $6`,
    [the.zoneCode, the.kind, the.after.era, the.after.xid, the.after.position, the.limit],
  );
}

/** The text of one event. */
export async function readPayload(tx: Queryable, zoneCode: string, key: EventKey): Promise<string> {
  const rows = await tx.query<{ payload: string }>(
    `select payload
     from kernel.outbox
     where zone_code = $1 and kind = $2 and era = $3 and xid = $4::xid8 and position = $5`,
    [zoneCode, key.kind, key.era, key.xid, key.position],
  );
  return rows[0]?.payload ?? 'null';
}

/** Moves a subscriber to `to`, after `count` events. */
export async function moveCursor(
  tx: Tx,
  the: { zoneCode: string; subscriber: string; to: Cursor; count: number },
): Promise<void> {
  await tx.query(
    `update kernel.outbox_cursor
     set era = $3, xid = $4::xid8, position = $5, delivered = delivered + $6, moved_at = now()
     where zone_code = $1 and subscriber = $2`,
    [the.zoneCode, the.subscriber, the.to.era, the.to.xid, the.to.position, the.count],
  );
}

/**
 * Which of these subscribers have something to do, in one question: one that never came here, and
 * one with an event that could be delivered now.
 */
export async function findDue(
  q: Queryable,
  zoneCode: string,
  subscribers: readonly string[],
): Promise<Set<string>> {
  const rows = await q.query<{ subscriber: string }>(
    `select k.subscriber
     from unnest($2::text[]) k (subscriber)
     left join kernel.outbox_cursor c on c.zone_code = $1 and c.subscriber = k.subscriber
     where c.subscriber is null
       or exists (
         select 1
         from kernel.outbox e
         where e.zone_code = $1
           and e.kind = c.kind
           and (e.era, e.xid, e.position) > (c.era, c.xid, c.position)
           and (e.era < kernel.current_era() or e.xid < pg_snapshot_xmin(pg_current_snapshot())))`,
    [zoneCode, subscribers],
  );
  return new Set(rows.map((row) => row.subscriber));
}

/** How many committed events a subscriber has not handled, and since when the oldest waits. */
export async function countPending(
  q: Queryable,
  the: { zoneCode: string; subscriber: string; kind: string },
): Promise<{ pending: number; oldestAt: Instant | null }> {
  const rows = await q.query<{ pending: number; oldestAt: Instant | null }>(
    `select count(*) as pending, min(event.published_at) as "oldestAt"
     from kernel.outbox as event
     left join kernel.outbox_cursor as cursor
       on cursor.zone_code = event.zone_code and cursor.subscriber = $2
     where event.zone_code = $1
       and event.kind = $3
       and (cursor.position is null
         or (event.era, event.xid, event.position) > (cursor.era, cursor.xid, cursor.position))`,
    [the.zoneCode, the.subscriber, the.kind],
  );
  return rows[0] ?? { pending: 0, oldestAt: null };
}

/**
 * Deletes at most 10,000 events that are older than `days` and that every known subscriber has;
 * returns how many.
 */
export async function deleteDelivered(
  q: Queryable,
  zoneCode: string,
  days: number,
): Promise<number> {
  const rows = await q.query<{ count: number }>(
    `with old as (
       select event.kind, event.era, event.xid, event.position
       from kernel.outbox as event
       where event.zone_code = $1
         and event.published_at < now() - make_interval(days => $2::int)
         and not exists (
           select 1
           from kernel.outbox_cursor as cursor
           where cursor.zone_code = event.zone_code
             and cursor.kind = event.kind
             and (cursor.era, cursor.xid, cursor.position) < (event.era, event.xid, event.position))
       limit 10000
     ), gone as (
       delete from kernel.outbox as event
       using old
       where event.zone_code = $1
         and (event.kind, event.era, event.xid, event.position)
           = (old.kind, old.era, old.xid, old.position)
       returning 1
     )
     select count(*) as count from gone`,
    [zoneCode, days],
  );
  return rows[0]?.count ?? 0;
}

const PAYLOADS_KEPT = 4;

/** Payloads taken over or parsed once for all subscribers; keeps the last few of a zone. */
export function createPayloadCache(
  zoneCode: string,
  handover?: PayloadHandover,
): (tx: Queryable, key: EventKey) => Promise<OutboxEvent> {
  // Subscribers run close together. An event of a thousand declarations is some megabytes of
  // objects: more of them would only be carried from one garbage collection to the next.
  const kept = new Map<number, Promise<OutboxEvent>>();
  return (tx, key) => {
    const known = kept.get(key.position);
    if (known) return known;
    const held = handover?.take(key.position);
    const reading = held === undefined ? readEvent(tx, zoneCode, key) : eventWith(key, held);
    kept.set(key.position, reading);
    // A reader whose transaction broke says nothing about the event: the next one asks again.
    reading.catch(() => kept.delete(key.position));
    const oldest = kept.keys().next().value;
    if (kept.size > PAYLOADS_KEPT && oldest !== undefined) kept.delete(oldest);
    return reading;
  };
}

async function readEvent(tx: Queryable, zoneCode: string, key: EventKey): Promise<OutboxEvent> {
  return eventWith(key, JSON.parse(await readPayload(tx, zoneCode, key)));
}

function eventWith(key: EventKey, payload: unknown): Promise<OutboxEvent> {
  const { kind, publishedAt } = key;
  return Promise.resolve({ position: String(key.position), kind, publishedAt, payload });
}
