import { isDayAt } from './calendar.ts';

/** What is wrong with a resident id number (公民身份号码); undefined when nothing is. */
export type IdCardFault = 'form' | 'birth' | 'digit';

// GB 11643: weights of the 17 digits, and the check characters by remainder of the weighted sum.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

/** Nobody alive was born before; such a year is a slip. */
const FIRST_YEAR = '1900';

/**
 * Judges an id number by form, date of birth and check digit, not by its division code: divisions
 * are renamed, and people keep their numbers. A small x is refused, because two spellings of one
 * person would be two persons. `today` is `YYYYMMDD`; births after it are impossible. Source: GB
 * 11643-1999; docs/protocols/checks.md.
 */
export function idCardFault(number: string, today: string): IdCardFault | undefined {
  const sum = weightedSum(number);
  if (sum < 0) return 'form';
  const birth = number.slice(6, 14);
  if (!isDayAt(number, 6) || birth > today || birth < FIRST_YEAR) return 'birth';
  return number.charAt(17) === CHECK_CHARACTERS.charAt(sum % 11) ? undefined : 'digit';
}

/** The check character of 17 digits; undefined when they are no 17 digits. */
export function idCheckCharacter(digits: string): string | undefined {
  const sum = weightedSum(digits + '0');
  return sum < 0 ? undefined : CHECK_CHARACTERS.charAt(sum % 11);
}

/** Weighted sum of the first 17 digits; -1 when `number` is not 17 digits and a digit or X. */
function weightedSum(number: string): number {
  if (number.length !== 18) return -1;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const digit = number.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    sum += digit * (WEIGHTS[i] ?? 0);
  }
  return CHECK_CHARACTERS.includes(number.charAt(17)) ? sum : -1;
}
