import { createHash } from 'node:crypto';
import type { Queryable } from '@pilotzone/kernel/db';

/** Which message it is, so that it counts once however often it is delivered. */
export type Mark = { readonly sender: string; readonly messageId: string };

/** `known` was taken before; `reused` has other bytes than the message known by this id. */
export type Novelty = 'fresh' | 'known' | 'reused';

/**
 * Claims messages for this transaction and says of each whether it is new. A transaction that
 * claims the same id at the same time waits for this one.
 */
export async function takeOnce(
  q: Queryable,
  zoneCode: string,
  { messages, now }: { messages: readonly (Mark & { body: Uint8Array })[]; now: number },
): Promise<Novelty[]> {
  const novelties: Novelty[] = [];
  for (const { sender, messageId, body } of messages) {
    const sha256 = createHash('sha256').update(body).digest();
    const claimed = await q.query(
      `insert into gateway.received_message
              (zone_code, sender, message_id, sha256, received_at)
       values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
           on conflict do nothing
       returning message_id`,
      [zoneCode, sender, messageId, sha256, now],
    );
    if (claimed.length > 0) {
      novelties.push('fresh');
      continue;
    }
    const [known] = await q.query<{ sha256: Buffer }>(
      `select sha256
         from gateway.received_message
        where zone_code = $1 and sender = $2 and message_id = $3`,
      [zoneCode, sender, messageId],
    );
    novelties.push(known?.sha256.equals(sha256) ? 'known' : 'reused');
  }
  return novelties;
}

/** Forgets messages taken before `before`. */
export async function forgetTaken(q: Queryable, zoneCode: string, before: number): Promise<void> {
  await q.query(
    `delete from gateway.received_message
      where zone_code = $1 and received_at < to_timestamp($2::float8 / 1000)`,
    [zoneCode, before],
  );
}
