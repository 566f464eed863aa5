/** One message as a channel carries it: whole CEB or DXP message, UTF-8 bytes. */
export type Parcel = {
  /**
   * The sender's or the broker's id of the message, the same when it is delivered again; "" when
   * the channel has none.
   */
  readonly id: string;
  readonly body: Uint8Array;
};

/** Resolves when everything in the parcels is committed; a rejection has them delivered again. */
export type ParcelHandler = (parcels: readonly Parcel[]) => Promise<void>;

/**
 * A way for messages in both directions: a pair of folders, a pair of queues, HTTP. Every message
 * arrives at least once, in any order; it is acknowledged when its handler resolves, not before.
 */
export type Channel = {
  /** For logs and people; holds no password. */
  readonly name: string;
  /**
   * Resolves when the other side, its disk or its broker has all of them. Rejects with
   * `ParcelsRefused` when it will never take some of them, and has all others; with another error
   * when it cannot be reached, and then it may have none, some or all.
   */
  send(parcels: readonly Parcel[]): Promise<void>;
  /** Begins to deliver, a batch after the other; to be called once. */
  receive(handler: ParcelHandler): void;
  close(): Promise<void>;
};

/** Whose side of a channel this is: `out` and `in` are named as the client sees them. */
export type ChannelRole = 'client' | 'server';

/** The two directions of a channel, as one side sees them. */
export function directionsOf(role: ChannelRole): { read: 'in' | 'out'; write: 'in' | 'out' } {
  return role === 'client' ? { read: 'in', write: 'out' } : { read: 'out', write: 'in' };
}

/** The other side refused some parcels for good: sending them again as they are is of no use. */
export class ParcelsRefused extends Error {
  /** Why, by the parcel's place in what was sent. */
  readonly reasons: ReadonlyMap<number, string>;

  constructor(reasons: ReadonlyMap<number, string>) {
    super(`${String(reasons.size)} messages were refused: ${[...reasons.values()][0] ?? ''}`);
    this.name = 'ParcelsRefused';
    this.reasons = reasons;
  }
}

/** Messages and bytes of one batch: what one transaction should hold at most. */
export const BATCH_PARCELS_MAX = 50;
export const BATCH_BYTES_MAX = 32 * 1024 * 1024;
