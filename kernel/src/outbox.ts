import type { Tx } from './db.ts';
import type { PayloadHandover } from './outbox/handover.ts';

/**
 * Tells, in the transaction that made it true: subscribers hear of it if and only if that
 * transaction commits.
 */
export type Publish = (tx: Tx, kind: string, payload: object) => Promise<void>;

/** A payload that is there as JSON already. */
export class WrittenPayload {
  readonly payload: object;
  readonly text: string;

  constructor(payload: object, text: string) {
    this.payload = payload;
    this.text = text;
  }
}

/**
 * The `publish` of a zone. A payload must not change afterwards: with a `handover`, shared with the
 * dispatcher of this process, its subscribers get it as it is, without what JSON leaves out.
 */
export function createPublish(zoneCode: string, handover?: PayloadHandover): Publish {
  return async (tx, kind, told) => {
    const { payload, text } =
      told instanceof WrittenPayload ? told : { payload: told, text: JSON.stringify(told) };
    const rows = await tx.query<{ position: number }>(
      `insert into kernel.outbox (zone_code, kind, payload)
       values ($1, $2, $3)
       returning position`,
      [zoneCode, kind, text],
    );
    const position = rows[0]?.position;
    if (position !== undefined) handover?.put(position, payload);
  };
}

export { createPayloadHandover, type PayloadHandover } from './outbox/handover.ts';
export type { OutboxEvent, Subscription } from './outbox/event.ts';
export { createDispatcher, type Dispatcher, type SubscriberLag } from './outbox/dispatcher.ts';
