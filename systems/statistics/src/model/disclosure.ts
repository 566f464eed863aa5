/**
 * Statistical disclosure control (统计保密): when a cell would tell about one enterprise, and how an
 * answer to a free question is blurred. Pure. The rules are the usual ones of statistical offices
 * (Hundepool et al., Handbook on Statistical Disclosure Control): minimum frequency, dominance,
 * p percent, and noise drawn by a key of the cell.
 */

/** What protects; published with every protected answer but for `noise`, which stays inside. */
export type DisclosurePolicy = {
  /** Fewer merchants, or fewer lists, are too few. */
  readonly firmsMin: number;
  readonly listsMin: number;
  /** The largest merchant may have no more than this share, in percent. */
  readonly dominancePercent: number;
  /** Nobody may be estimated closer than this by the second largest, in percent. */
  readonly pPercent: number;
  /** Noise as a share of the largest contribution, in percent; never less than `least`. */
  readonly noise: { readonly least: number; readonly most: number };
};

export const DISCLOSURE_POLICY: DisclosurePolicy = {
  firmsMin: 3,
  listsMin: 10,
  dominancePercent: 75,
  pPercent: 15,
  noise: { least: 15, most: 40 },
};

/** Who stands behind a cell. Amounts in units, never negative. */
export type Contribution = {
  readonly firms: number;
  readonly count: number;
  readonly total: bigint;
  readonly largest: bigint;
  readonly second: bigint;
};

export type Secrecy = 'threshold' | 'dominance' | 'p-percent';

/** Why a cell may not be told, `undefined` when it may. */
export function secrecyOf(cell: Contribution, policy: DisclosurePolicy): Secrecy | undefined {
  const { firms, count, total, largest, second } = cell;
  if (firms < policy.firmsMin || count < policy.listsMin) return 'threshold';
  if (largest * 100n > total * BigInt(policy.dominancePercent)) return 'dominance';
  const others = total - largest - second;
  return others * 100n < largest * BigInt(policy.pPercent) ? 'p-percent' : undefined;
}

/** How far from its exact value a suppressed one must be able to lie, in units, either way. */
export function neededSpan(cell: Contribution, policy: DisclosurePolicy): bigint {
  const span = (cell.largest * BigInt(policy.pPercent) + 99n) / 100n;
  return span > 0n ? span : 1n;
}

// Draws are ten-thousandths, so that noise is exact and the same on every machine.
const DRAWS = 10_000;

/**
 * Noise of a measure of a cell. `draw` is a number that a fixed key makes of the enterprises behind
 * the cell: who asks again, in other words or for other parts with the same enterprises, gets the
 * same noise and can average nothing. Its size goes by the largest share, and is never near none.
 */
export function blur(
  exact: bigint,
  { cell, draw, policy }: { cell: Contribution; draw: number; policy: DisclosurePolicy },
): bigint {
  if (cell.total <= 0n) return exact;
  const { least, most } = policy.noise;
  const isUp = draw % 2 === 0;
  const place = BigInt(Math.floor(draw / 2) % DRAWS);
  const width = BigInt(most - least);
  const share = BigInt(least) * BigInt(DRAWS) + width * place;
  const noise = (exact * cell.largest * share) / (cell.total * 100n * BigInt(DRAWS));
  return isUp ? exact + noise : exact - noise;
}
