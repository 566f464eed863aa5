import { roundHalfUp } from '@pilotzone/kernel/money';

/** Numbers of one month, exact: money in units, shares in millionths. */
export type MonthNumbers = {
  readonly month: string;
  readonly lists: number;
  readonly value: bigint;
  readonly exportValue: bigint;
  readonly tax: bigint;
  readonly merchants: number;
  /** Merchants that traded for the first time on record. */
  readonly newMerchants: number;
  readonly partners: number;
  /** Lists that left again whole, cancelled or returned, among all that entered. */
  readonly undoneLists: number;
  readonly releasedLists: number;
  /** Largest merchants' shares of the value, largest first, millionths. */
  readonly shares: readonly number[];
};

/** An indicator of the composite index: what it measures and which way is better. */
export type IndexPart = {
  readonly id: string;
  /** Percent; all weights of a method are 100. */
  readonly weight: number;
  readonly isBetterHigh: boolean;
  readonly measure: (numbers: MonthNumbers) => number | undefined;
};

/** A method: weights as data, dated by its version. */
export type IndexMethod = { readonly version: string; readonly parts: readonly IndexPart[] };

/** Scale, openness, entities, diversity, quality; the formula of Hangzhou's index is not public. */
export const INDEX_METHOD: IndexMethod = {
  version: '2026-1',
  parts: [
    part('scale', 30, true, ({ value }) => Number(value)),
    part('volume', 10, true, ({ lists }) => lists),
    part('exports', 15, true, ({ exportValue }) => Number(exportValue)),
    part('merchants', 15, true, ({ merchants }) => merchants),
    part('partners', 10, true, ({ partners }) => partners),
    part('concentration', 10, false, herfindahl),
    part('returns', 10, false, (numbers) =>
      // One more, so that a month without returns has a measure too.
      numbers.releasedLists === 0
        ? undefined
        : (numbers.undoneLists + 1) / (numbers.releasedLists + 1),
    ),
  ],
};

function part(
  id: string,
  weight: number,
  ...[isBetterHigh, measure]: [boolean, IndexPart['measure']]
): IndexPart {
  return { id, weight, isBetterHigh, measure };
}

/** Herfindahl and Hirschman's index of the merchants, from 0 to 1. */
export function herfindahl({ shares }: MonthNumbers): number | undefined {
  if (shares.length === 0) return undefined;
  return shares.reduce((sum, share) => sum + (share / 1e6) ** 2, 0);
}

/** A month of the index with what each part adds to it; the base month is 100. */
export type IndexMonth = {
  readonly month: string;
  readonly index: number;
  readonly contributions: readonly {
    readonly id: string;
    readonly weight: number;
    /** Against the base month, 100 the same; between 20 and 500. */
    readonly relative: number;
    /** Points of the index. */
    readonly points: number;
  }[];
};

const LEAST = 20;
const MOST = 500;

/**
 * The composite index: each part relative to the base month, turned round where less is better,
 * limited, weighted and added. A part that the base month lacks counts as 100. Points add up to the
 * index, to a hundredth.
 */
export function indexOf(
  months: readonly MonthNumbers[],
  base: MonthNumbers,
  method: IndexMethod = INDEX_METHOD,
): IndexMonth[] {
  return months.map((numbers) => {
    const contributions = method.parts.map(({ id, weight, isBetterHigh, measure }) => {
      const [now, then] = [measure(numbers), measure(base)];
      const relative = relativeOf(now, then, isBetterHigh);
      return { id, weight, relative, points: hundredths((relative * weight) / 100) };
    });
    const index = contributions.reduce((sum, { points }) => sum + Math.round(points * 100), 0);
    return { month: numbers.month, index: index / 100, contributions };
  });
}

function relativeOf(now: number | undefined, then: number | undefined, isBetterHigh: boolean) {
  if (now === undefined || then === undefined || then === 0) return 100;
  const plain = isBetterHigh ? now / then : now === 0 ? MOST / 100 : then / now;
  return hundredths(Math.min(MOST, Math.max(LEAST, plain * 100)));
}

function hundredths(number: number): number {
  return Math.round(number * 100) / 100;
}

/** Growth in tenths of a percent; `undefined` where nothing stood before. */
export function growthOf(now: bigint, before: bigint): number | undefined {
  if (before <= 0n) return undefined;
  return Number(roundHalfUp(now * 1000n, before)) - 1000;
}
