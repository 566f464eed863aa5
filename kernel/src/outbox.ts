import type { Tx } from './db.ts';

/**
 * Tells, in the transaction that made it true: subscribers hear of it if and only if that
 * transaction commits.
 */
export type Publish = (tx: Tx, kind: string, payload: object) => Promise<void>;

/** The `publish` of a zone. */
export function createPublish(zoneCode: string): Publish {
  return async (tx, kind, payload) => {
    await tx.query(
      `insert into kernel.outbox (zone_code, kind, payload)
       values ($1, $2, $3)`,
      [zoneCode, kind, JSON.stringify(payload)],
    );
  };
}

export type { OutboxEvent, Subscription } from './outbox/event.ts';
export { createDispatcher, type Dispatcher, type SubscriberLag } from './outbox/dispatcher.ts';
