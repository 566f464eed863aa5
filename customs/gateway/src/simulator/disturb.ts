/** How receipts misbehave, as they do in the field: shares from 0 to 1. */
export type Disturbance = {
  readonly repeatShare: number;
  readonly reorder: boolean;
  readonly delayMsMax: number;
};

/** Messages to deliver together, after a pause. */
export type Delivery = { readonly afterMs: number; readonly bodies: readonly Uint8Array[] };

/**
 * Repeats, reorders and delays receipts, the same way for the same seed. None is lost: a lost one
 * is a customs that does not answer, and its list is sent again.
 */
export function disturb(bodies: readonly Uint8Array[], how: Disturbance, seed: number): Delivery[] {
  const random = mulberry32(seed + bodies.length);
  const sent = bodies.flatMap((body) => (random() < how.repeatShare ? [body, body] : [body]));
  if (how.reorder) shuffle(sent, random);
  return sent.map((body) => ({ afterMs: Math.floor(random() * how.delayMsMax), bodies: [body] }));
}

function shuffle(items: Uint8Array[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [items[i], items[j]];
    if (a && b) [items[i], items[j]] = [b, a];
  }
}

/** Mulberry32: a small seeded generator, good enough to draw disturbances. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
