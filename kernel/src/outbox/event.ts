import type { Tx } from '../db.ts';
import type { Instant } from '../time.ts';

/** An event as a subscriber sees it. */
export type OutboxEvent = {
  /** Grows with every event of a zone; identifies it. */
  readonly position: string;
  readonly kind: string;
  readonly publishedAt: Instant;
  /**
   * Parsed once and handed to every subscriber: do not change it. Its type is the publisher's
   * contract.
   */
  readonly payload: unknown;
};

/** Who wants to know of what. */
export type Subscription = {
  /**
   * Unique and stable: the cursor is kept under it. A new name starts with the oldest event kept.
   */
  readonly name: string;
  readonly kind: string;
  /**
   * Runs in the transaction that also moves the cursor, so its writes happen exactly once. Anything
   * it does outside of `tx` may happen twice.
   */
  handle(tx: Tx, event: OutboxEvent): Promise<void>;
  /**
   * Makes one payload of those that may be handled as one, in their order; the rest stays as it is.
   * Handlers that lock rows need it: events in one transaction, each with locks of its own, take
   * these in no order, and small events cost as many statements as large ones.
   */
  join?(payloads: readonly unknown[]): readonly unknown[];
};
