/**
 * Exact fractions for rates and bases: a rate of 13 % is 13/100, never 0.13. The denominator is
 * positive. Not always in lowest terms: the hot path skips the common divisor, whoever shows one
 * calls `reduced`.
 */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };

/** `numerator/denominator`; a denominator that is not positive is a bug and throws. */
export function fraction(numerator: bigint, denominator: bigint = 1n): Fraction {
  if (denominator <= 0n) throw new RangeError(`a fraction needs a denominator above 0`);
  return { numerator, denominator };
}

/** The same value in lowest terms. */
export function reduced(value: Fraction): Fraction {
  const divisor = greatestCommonDivisor(value.numerator, value.denominator);
  if (divisor <= 1n) return value;
  return { numerator: value.numerator / divisor, denominator: value.denominator / divisor };
}

/** `a + b`, in lowest terms. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  const numerator = a.numerator * b.denominator + b.numerator * a.denominator;
  return reduced({ numerator, denominator: a.denominator * b.denominator });
}

/** `a - b`, in lowest terms; may be negative. */
export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** `a × b`, in lowest terms. */
export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  const numerator = a.numerator * b.numerator;
  return reduced({ numerator, denominator: a.denominator * b.denominator });
}

/** Below zero when `a` is less than `b`, zero when equal, above zero otherwise. */
export function compareFractions(a: Fraction, b: Fraction): bigint {
  return a.numerator * b.denominator - b.numerator * a.denominator;
}

/**
 * A value as written: a plain decimal ("0.912", at most 12 places) or an exact fraction ("250/988",
 * for rates per tonne that are charged per litre). `undefined` when it is neither or negative.
 */
export function parseFraction(text: string): Fraction | undefined {
  const quotient = /^(\d{1,18})\/(\d{1,18})$/.exec(text);
  if (quotient) {
    const denominator = BigInt(quotient[2] ?? '0');
    return denominator === 0n
      ? undefined
      : reduced(fraction(BigInt(quotient[1] ?? '0'), denominator));
  }
  const decimal = /^(\d{1,18})(?:\.(\d{1,12}))?$/.exec(text);
  if (!decimal) return undefined;
  const places = decimal[2] ?? '';
  return reduced(fraction(BigInt((decimal[1] ?? '0') + places), 10n ** BigInt(places.length)));
}

/** A percentage as written ("13", "6.5", "0") as a fraction of one; `undefined` when it is none. */
export function parsePercent(text: string): Fraction | undefined {
  const value = parseFraction(text);
  return value && reduced(fraction(value.numerator, value.denominator * 100n));
}

/**
 * The value exactly: as a decimal where it ends within 12 places, else as "numerator/denominator".
 */
export function formatFraction(value: Fraction): string {
  const { numerator, denominator } = reduced(value);
  const scaled = numerator * 10n ** 12n;
  if (scaled % denominator !== 0n) return `${numerator}/${denominator}`;
  const negative = scaled < 0n;
  const digits = ((negative ? -scaled : scaled) / denominator).toString().padStart(13, '0');
  const places = digits.slice(-12).replace(/0+$/, '');
  const whole = digits.slice(0, -12);
  return (negative ? '-' : '') + whole + (places === '' ? '' : '.' + places);
}

/** A fraction of one as a percentage: 13/100 is "13". */
export function formatPercent(value: Fraction): string {
  return formatFraction(fraction(value.numerator * 100n, value.denominator));
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
