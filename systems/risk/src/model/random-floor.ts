/** A share of green declarations is looked at by chance: only so rules tell what they miss. */
export type RandomFloor = {
  readonly floorNo: number;
  /** Basis points of the green declarations, 0 to 2000. */
  readonly share: number;
};

const BITS = 2 ** 32;
const ALL = 10_000;

/**
 * Whether the first 32 bits of the keyed hash of a declaration say that it is drawn. The same for
 * ever: whoever has the key can check every draw, and those that were not.
 */
export function isDrawn(firstBits: number, share: number): boolean {
  return firstBits / BITS < share / ALL;
}

/** What a draw is made from: one declaration at one attempt, under one policy. */
export function drawText(about: { declarationId: string; attempt: number }, floorNo: number) {
  return `${floorNo} ${about.declarationId} ${about.attempt}`;
}
