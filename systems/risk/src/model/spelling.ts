/** One spelling of what people write in many ways, so that equal things count as equal. */

const DIGITS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'〇一二三四五六七八九'].map((character, digit) => [character, String(digit)]),
);
/** Words that name the same thing, or that are left out as often as not. */
const ADDRESS_WORDS: readonly (readonly [RegExp, string])[] = [
  [/号楼|号幢|栋|幢|座/g, '#'],
  [/单元|号房|房间|室|房|层|楼/g, '-'],
  [/中国|省|自治区|特别行政区|市辖区/g, ''],
];
const NUMBERS = /[〇零一二三四五六七八九十百]+(?=号|弄|栋|幢|座|单元|室|楼|层)/g;

/**
 * An address as it is compared: full and half width, spaces and punctuation, Chinese numerals
 * before a counting word, and the usual words of buildings and rooms do not matter.
 */
export function spellAddress(address: string): string {
  let text = address.normalize('NFKC').toLowerCase().replace(NUMBERS, toDigits);
  for (const [pattern, instead] of ADDRESS_WORDS) text = text.replace(pattern, instead);
  return text.replaceAll(/[^\p{L}\p{N}#-]/gu, '').replace(/[-#]+$/, '');
}

/** A telephone number: digits only, without the prefix of China. */
export function spellTelephone(telephone: string): string {
  return telephone
    .normalize('NFKC')
    .replaceAll(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '');
}

/** A name of goods: width, case, spaces and punctuation do not matter. */
export function spellName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function toDigits(numeral: string): string {
  if (!/[十百]/.test(numeral)) return [...numeral].map((one) => DIGITS[one] ?? '0').join('');
  let sum = 0;
  let digit = 0;
  for (const character of numeral) {
    const unit = character === '十' ? 10 : character === '百' ? 100 : 0;
    if (unit === 0) digit = Number(DIGITS[character] ?? '0');
    else {
      sum += (digit || 1) * unit;
      digit = 0;
    }
  }
  return String(sum + digit);
}
