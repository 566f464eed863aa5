/** Chance that can be repeated: the same seed draws the same things on every machine. */
export type Random = {
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number;
  chance(share: number): boolean;
  /** One of the items, which may not be empty. */
  pick<T>(items: readonly T[]): T;
  /** So many decimal digits. */
  digits(count: number): string;
  /** A version-4 UUID in capitals, as guids of customs messages are. */
  guid(): string;
};

/**
 * Draws from `seed` (any integer) by the sfc32 generator: 128 bits of state, no bias that shows
 * here.
 */
export function createRandom(seed: number): Random {
  const next = sfc32(seed);
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    integer,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    digits: (count) => Array.from({ length: count }, () => integer(0, 9)).join(''),
    guid: () => {
      const hex = Array.from({ length: 32 }, () => integer(0, 15).toString(16))
        .join('')
        .toUpperCase();
      const variant = '89AB'.charAt(integer(0, 3));
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        variant + hex.slice(17, 20),
        hex.slice(20),
      ].join('-');
    },
  };
}

function sfc32(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first draws still look like the seed.
  for (let i = 0; i < 15; i += 1) next();
  return next;
}
