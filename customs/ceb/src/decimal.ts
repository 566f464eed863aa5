import { assert } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import { trimXml } from './lexical.ts';

/** A decimal that `judgeDecimal` accepts, in units of 1/100 000. */
export function parseDecimal(text: string): bigint {
  // Leading zeros go first: BigInt takes quadratic time on a million of digits.
  const units = parseUnits(trimXml(text).replace(/^([+-]?)0+(?=\d)/, '$1'));
  assert(units !== undefined, `${text} was judged a decimal`);
  return units;
}
