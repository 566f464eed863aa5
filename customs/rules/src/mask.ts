/**
 * Personal data in findings: enough to recognise what one has sent, too little to learn what one
 * has not.
 */

/** An id or telephone number: its first three and last two characters. */
export function maskNumber(number: string): string {
  if (number.length < 7) return '*'.repeat(number.length);
  return number.slice(0, 3) + '*'.repeat(number.length - 5) + number.slice(-2);
}

/** A name: its first character. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name;
  return rest.length === 0 ? '*' : first + '*'.repeat(rest.length);
}

/** An address: its first six characters, which are province and city. */
export function maskAddress(address: string): string {
  const characters = [...address];
  if (characters.length <= 6) return '*'.repeat(characters.length);
  return characters.slice(0, 6).join('') + '…';
}

/** The position (from 1) of the first character in which two texts differ. */
export function firstDifference(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const at = left.findIndex((character, index) => character !== right[index]);
  return (at < 0 ? left.length : at) + 1;
}
