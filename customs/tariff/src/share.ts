import { roundHalfUp, UNITS_PER_FEN } from '@pilotzone/kernel/money';

/** How much of `all` came before, and how much comes now; all in one unit. */
export type Coming = { readonly before: bigint; readonly came: bigint; readonly all: bigint };

/**
 * Share of an amount that goes with what comes now: the share of all that has come so far, rounded
 * to the fen, less the share of what had come before. So the shares of any number of parts add up
 * to the whole exactly.
 */
export function shareOf(whole: bigint, { before, came, all }: Coming): bigint {
  const upTo = (quantity: bigint) =>
    quantity >= all ? whole : roundHalfUp(whole * quantity, all * UNITS_PER_FEN) * UNITS_PER_FEN;
  return upTo(before + came) - upTo(before);
}

/** Like `shareOf`, to the last of the five decimals that a quantity has. */
export function quantityShare(whole: bigint, { before, came, all }: Coming): bigint {
  const upTo = (quantity: bigint) => (quantity >= all ? whole : roundHalfUp(whole * quantity, all));
  return upTo(before + came) - upTo(before);
}
