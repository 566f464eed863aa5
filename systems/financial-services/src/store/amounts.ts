import { assert } from '@pilotzone/kernel/errors';
import { formatUnits, parseUnits, type Money } from '@pilotzone/kernel/money';

/** SQL for an `Instant` parameter: milliseconds since 1970 as timestamptz. */
export function timestamp(parameter: number): string {
  return `to_timestamp($${parameter}::float8 / 1000)`;
}

/** A numeric column as money; the column's scale guarantees that it parses. */
export function moneyOf(text: string): Money {
  return { units: unitsOf(text), currency: 'CNY' };
}

/** A numeric column in units of 1/100 000. */
export function unitsOf(text: string): bigint {
  const units = parseUnits(text);
  assert(units !== undefined, `the database returned "${text}" where a number stands`);
  return units;
}

/** Money as a numeric parameter. */
export function numericOf(money: Money): string {
  return formatUnits(money.units);
}
