/**
 * Money (金额): exact amounts in integer units of 1/100 000 of a currency unit, because CEB amounts
 * are N19,5 (19 digits, 5 after the point). Never a `number`: a double loses fens above 90 billion
 * and on halves.
 */
export type Currency = 'CNY';

/** An amount; `units` counts 1/100 000 of one unit of `currency` (1.00 CNY = 100 000n). */
export type Money = { readonly units: bigint; readonly currency: Currency };

/** Units of money or of quantity in 1: the scale of every N19,5 field. */
export const UNITS_PER_ONE = 100_000n;

/** Units in one fen (0.01 CNY), the place to which tax is rounded. */
export const UNITS_PER_FEN = 1_000n;

/** `units` of 1/100 000 CNY as money. */
export function cny(units: bigint): Money {
  return { units, currency: 'CNY' };
}

/** Nothing, in CNY. */
export const ZERO_CNY: Money = cny(0n);

/** Sum; adding different currencies is a bug and throws. */
export function addMoney(a: Money, b: Money): Money {
  // One currency today, so the compiler thinks that this cannot happen; a database row can make it
  // happen.
  const currencies: readonly string[] = [a.currency, b.currency];
  if (currencies[0] !== currencies[1])
    throw new TypeError(`cannot add ${a.currency} and ${b.currency}`);
  return { units: a.units + b.units, currency: a.currency };
}

/** Difference; subtracting different currencies is a bug and throws. */
export function subtractMoney(a: Money, b: Money): Money {
  return addMoney(a, { units: -b.units, currency: b.currency });
}

/**
 * Rounds a fraction `numerator/denominator` (denominator > 0) to an integer, halves away from zero
 * (half-up as tax law means it: 0.005 becomes 0.01, -0.005 becomes -0.01).
 */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -roundHalfUp(-numerator, denominator);
  return (2n * numerator + denominator) / (2n * denominator);
}

/**
 * Rounds to `places` decimals (0 to 5), half-up: the only rounding of money, where the law rounds.
 */
export function roundMoney(value: Money, how: { places: number; mode: 'half-up' }): Money {
  const step = 10n ** BigInt(5 - how.places);
  return { units: roundHalfUp(value.units, step) * step, currency: value.currency };
}

/**
 * A decimal as written ("12.5", "-3", "0.00001") in units of 1/100 000; `undefined` when it is no
 * such number.
 */
export function parseUnits(text: string): bigint | undefined {
  return parseShortUnits(text) ?? parseAnyUnits(text);
}

const POINT = 46;
const ZERO = 48;
const NINE = 57;
// Up to this many characters every step stays exact in a double: 15 digits and a point.
const SHORT_LENGTH = 16;

/** The usual case, a plain short decimal as a database writes it, without a regular expression. */
function parseShortUnits(text: string): bigint | undefined {
  const { length } = text;
  if (length === 0 || length > SHORT_LENGTH) return undefined;
  let units = 0;
  let places = -1;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT && places < 0 && i > 0) {
      places = 0;
      continue;
    }
    if (code < ZERO || code > NINE || places === 5) return undefined;
    units = units * 10 + (code - ZERO);
    if (places >= 0) places += 1;
  }
  for (let place = Math.max(places, 0); place < 5; place += 1) units *= 10;
  return units <= Number.MAX_SAFE_INTEGER ? BigInt(units) : undefined;
}

function parseAnyUnits(text: string): bigint | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return undefined;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > 5) return undefined;
  const units = BigInt(whole || '0') * UNITS_PER_ONE + BigInt(kept.padEnd(5, '0'));
  return sign === '-' ? -units : units;
}

/** Units of 1/100 000 as a decimal without needless zeros: 36.4, 0, -1.00001. */
export function formatUnits(units: bigint): string {
  if (units < 0n || units > LARGEST_PLAIN) return formatAnyUnits(units);
  const plain = Number(units);
  const whole = Math.floor(plain / 100_000);
  let fraction = plain - whole * 100_000;
  if (fraction === 0) return String(whole);
  let places = 5;
  for (; fraction % 10 === 0; fraction /= 10) places -= 1;
  const digits = String(fraction);
  return `${whole}.${digits.length === places ? digits : digits.padStart(places, '0')}`;
}

// Up to here every step above is exact in a double.
const LARGEST_PLAIN = BigInt(Number.MAX_SAFE_INTEGER);

function formatAnyUnits(units: bigint): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(6, '0');
  const fraction = digits.slice(-5).replace(/0+$/, '');
  const text = digits.slice(0, -5) + (fraction === '' ? '' : '.' + fraction);
  return negative ? '-' + text : text;
}

/**
 * CNY with at least two decimals, as people and the contracts write it: "36.40", "0.00", "1.00001".
 */
export function formatMoney(value: Money): string {
  const text = formatUnits(value.units);
  const point = text.indexOf('.');
  if (point < 0) return text + '.00';
  return text.length - point === 2 ? text + '0' : text;
}
