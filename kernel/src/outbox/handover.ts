/**
 * Payloads on the way from a publisher to the subscribers of the same process, so that they need
 * not be read back. One whose transaction failed has a position that nobody asks for.
 */
export type PayloadHandover = {
  put(position: number, payload: unknown): void;
  /** Hands a payload out, once. */
  take(position: number): unknown;
};

// Of a thousand declarations each; subscribers that lag further behind read from the database.
const KEPT_MAX = 8;

/** Holds the payloads published last. */
export function createPayloadHandover(): PayloadHandover {
  const kept = new Map<number, unknown>();
  return {
    put: (position, payload) => {
      kept.set(position, payload);
      const oldest = kept.keys().next().value;
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    },
    take: (position) => {
      const payload = kept.get(position);
      kept.delete(position);
      return payload;
    },
  };
}
