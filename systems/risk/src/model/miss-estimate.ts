/** One drawn declaration: with which probability, and what the officer found. */
export type Draw = {
  readonly probability: number;
  /** `undefined` while nobody has decided. */
  readonly finding: 'confirmed' | 'cleared' | undefined;
};

/** What the rules miss among green declarations, as far as chance lets anybody say. */
export type MissEstimate = {
  readonly drawn: number;
  readonly looked: number;
  readonly confirmed: number;
  /** Green declarations that the draws stand for: the sum of 1 ÷ probability. */
  readonly population: number;
  /** Missed ones among them, with the bounds of 95 %; null when nobody has looked yet. */
  readonly missed: number | null;
  readonly low: number | null;
  readonly high: number | null;
};

const LEVEL = 0.05;

/**
 * Horvitz and Thompson: each confirmed draw stands for 1 ÷ probability, corrected for draws that
 * nobody has looked at yet. Bounds after Clopper and Pearson, exact where all probabilities are
 * equal; else with the effective number of draws (Korn and Graubard).
 */
export function estimateMissed(draws: readonly Draw[]): MissEstimate {
  const looked = draws.filter(({ finding }) => finding !== undefined);
  const confirmed = looked.filter(({ finding }) => finding === 'confirmed');
  const population = weightOf(draws);
  const counts = { drawn: draws.length, looked: looked.length, confirmed: confirmed.length };
  if (looked.length === 0) return { ...counts, population, missed: null, low: null, high: null };
  const weight = weightOf(looked);
  const squares = looked.reduce((sum, { probability }) => sum + probability ** -2, 0);
  const effective = weight ** 2 / squares;
  const rate = weightOf(confirmed) / weight;
  const [low, high] = clopperPearson(rate * effective, effective);
  return {
    ...counts,
    population,
    missed: rate * population,
    low: low * population,
    high: high * population,
  };
}

function weightOf(draws: readonly Draw[]): number {
  return draws.reduce((sum, { probability }) => sum + 1 / probability, 0);
}

/** Bounds of a share of which `hits` of `tries` were seen; neither has to be whole. */
export function clopperPearson(hits: number, tries: number): readonly [low: number, high: number] {
  const low = hits <= 0 ? 0 : betaQuantile(LEVEL / 2, hits, tries - hits + 1);
  const high = hits >= tries ? 1 : betaQuantile(1 - LEVEL / 2, hits + 1, tries - hits);
  return [low, high];
}

/** By halving: sixty steps are more than a double tells apart. */
function betaQuantile(wanted: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (betaShare(middle, a, b) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function, by its continued fraction (Lentz). */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b);
  const front = Math.exp(scale + a * Math.log(x) + b * Math.log(1 - x));
  if (x < (a + 1) / (a + b + 2)) return (front * fraction(x, a, b)) / a;
  return 1 - (front * fraction(1 - x, b, a)) / b;
}

const TINY = 1e-300;

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return value;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Stirling's series after raising the argument above ten: right to twelve digits. */
function logGamma(of: number): number {
  let [x, below] = [of, 0];
  while (x < 10) {
    below += Math.log(x);
    x += 1;
  }
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - below;
}
