/**
 * What a value of a schema type may look like, as libxml2 judges it: our verdicts must equal its
 * verdicts, also where it is more lenient than the W3C text (base64 with foreign characters
 * between).
 */

/** Why a value is refused. The message is a phrase about the value: "is not a decimal number". */
export type Fault = { readonly code: string; readonly message: string };

/** Judges a value; `undefined` when it is valid. */
export type Judge = (value: string) => Fault | undefined;

/** Digits of an N19,5 field, and how many of them may stand after the point. */
export const DECIMAL_DIGITS = 19;
export const DECIMAL_SCALE = 5;

/** `xs:string`. */
export function anyText(): undefined {
  return undefined;
}

/** `xs:string` with length facets in characters (code points). */
export function textOfLength(min: number, max: number): Judge {
  return (value) => {
    // Code units bound code points from above, and twice over from below.
    if (value.length <= max && value.length >= 2 * min) return undefined;
    const length = countCharacters(value);
    if (length >= min && length <= max) return undefined;
    const has = `has ${String(length)} characters`;
    if (min === max) return fault('wrong-length', `${has}; exactly ${String(min)} are required`);
    if (length < min) return fault('too-short', `${has}; at least ${String(min)} are required`);
    return fault('too-long', `${has}; at most ${String(max)} are allowed`);
  };
}

/** Number of Unicode code points. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    // The second half of a surrogate pair is no character of its own.
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  }
  return count;
}

/**
 * Removes the white space that XML Schema collapses around numbers: not that of Unicode. A loop,
 * because a regular expression for the end of a long hostile value takes quadratic time.
 */
export function trimXml(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isXmlSpace(text.charCodeAt(start))) start++;
  while (end > start && isXmlSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** Text as `whiteSpace` collapse leaves it: trimmed, and inner runs of white space one space. */
export function collapseXml(text: string): string {
  return /^ | $|[\t\r\n]| {2}/.test(text) ? trimXml(text).replace(/[ \t\r\n]+/g, ' ') : text;
}

/** `xs:decimal` with totalDigits 19 and fractionDigits 5; needless zeros do not count. */
export function judgeDecimal(value: string): Fault | undefined {
  const { whole, fraction, rest } = countDigits(value);
  if (whole === undefined || rest) return fault('not-a-decimal', 'is not a decimal number');
  if (fraction > DECIMAL_SCALE) {
    return fault('too-many-decimals', `has more than ${String(DECIMAL_SCALE)} decimals`);
  }
  if (whole + fraction > DECIMAL_DIGITS) {
    return fault('too-many-digits', `has more than ${String(DECIMAL_DIGITS)} digits`);
  }
  return undefined;
}

/** `xs:decimal` of any size. */
export function judgeAnyDecimal(value: string): Fault | undefined {
  const { whole, rest } = countDigits(value);
  return whole === undefined || rest
    ? fault('not-a-decimal', 'is not a decimal number')
    : undefined;
}

/** `xs:boolean`. */
export function judgeBoolean(value: string): Fault | undefined {
  const valid = /^(?:true|false|0|1)$/.test(trimXml(value));
  return valid ? undefined : fault('not-a-boolean', 'is neither true nor false');
}

/** `xs:int`, where `digits` limits the number of digits. */
export function integerOf(digits: number | undefined): Judge {
  return (value) => {
    const { whole, pointed, rest } = countDigits(value);
    if (whole === undefined || pointed || rest) return NOT_AN_INTEGER;
    const number = whole > 10 ? Infinity : Number(value);
    if (number > 2_147_483_647 || number < -2_147_483_648) {
      return fault('out-of-range', 'is outside of -2147483648 to 2147483647');
    }
    if (digits !== undefined && whole > digits) {
      return fault('too-many-digits', `has more than ${String(digits)} digits`);
    }
    return undefined;
  };
}

/** `xs:integer`, of any size. */
export function judgeAnyInteger(value: string): Fault | undefined {
  const { whole, pointed, rest } = countDigits(value);
  return whole === undefined || pointed || rest ? NOT_AN_INTEGER : undefined;
}

const NOT_AN_INTEGER: Fault = { code: 'not-an-integer', message: 'is not a whole number' };

/** An integer type with bounds. */
export function integerBetween(min: bigint | undefined, max: bigint | undefined): Judge {
  return (value) => {
    const { whole, pointed, rest } = countDigits(value);
    if (whole === undefined || pointed || rest) return NOT_AN_INTEGER;
    // Beyond 20 digits it is outside of every bounded type; the sign says on which side.
    const number = whole > 20 ? 10n ** 20n : BigInt(trimXml(value).replace(/^[+-]/, ''));
    const signed = trimXml(value).startsWith('-') ? -number : number;
    const below = min !== undefined && signed < min;
    const above = max !== undefined && signed > max;
    return below || above ? { code: 'out-of-range', message: 'is out of range' } : undefined;
  };
}

/**
 * The significant digits before and after the point of a number as written: `whole` is undefined
 * where there is no digit at all, `rest` tells that something else follows. One pass, whatever the
 * length.
 */
function countDigits(value: string): Digits {
  const text = trimXml(value);
  let i = text[0] === '+' || text[0] === '-' ? 1 : 0;
  const start = i;
  while (text[i] === '0') i++;
  const significant = i;
  while (isDigit(text.charCodeAt(i))) i++;
  const whole = i - significant;
  let digits = i - start;
  const pointed = text[i] === '.';
  let fraction = 0;
  if (pointed) {
    const point = i++;
    for (; isDigit(text.charCodeAt(i)); i++) if (text[i] !== '0') fraction = i - point;
    digits += i - point - 1;
  }
  return { whole: digits > 0 ? whole : undefined, fraction, pointed, rest: i < text.length };
}

type Digits = { whole: number | undefined; fraction: number; pointed: boolean; rest: boolean };

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** `xs:base64Binary`; libxml2 skips every character that is none of the alphabet. */
export function judgeBase64(value: string): Fault | undefined {
  const kept = value.replace(/[^A-Za-z0-9+/=]+/g, '');
  if (kept.length % 4 === 0) {
    if (/^[A-Za-z0-9+/]*$/.test(kept)) return undefined;
    // The bits that the padding leaves over must be zero.
    if (/^[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)$/.test(kept)) return undefined;
  }
  return fault('not-base64', 'is not base64');
}

/**
 * `xs:anyURI`: what libxml2 can parse as a URI reference after replacing what a URI escapes anyway.
 */
export function judgeUri(value: string): Fault | undefined {
  const text = trimXml(value).replace(/[^\x20-\x7e]|[ <>"{}|\\^`]/g, '_');
  return text === '' || isUriReference(text) ? undefined : fault('not-a-uri', 'is not a URI');
}

/** `xs:ID` without its uniqueness: a name without a colon. */
export function judgeId(value: string): Fault | undefined {
  return isNcName(trimXml(value)) ? undefined : fault('not-an-id', 'is not a name (xs:ID)');
}

/** `xs:Name`. */
export function judgeName(value: string): Fault | undefined {
  const name = trimXml(value);
  const valid = isNcName(name.replace(/:/g, '_'));
  return valid ? undefined : fault('not-a-name', 'is not a name (xs:Name)');
}

/** `xs:NMTOKEN`. */
export function judgeNmtoken(value: string): Fault | undefined {
  const valid = isNcName('_' + trimXml(value).replace(/:/g, '_')) && trimXml(value) !== '';
  return valid ? undefined : fault('not-a-name', 'is not a name token (xs:NMTOKEN)');
}

/** `xs:language`. */
export function judgeLanguage(value: string): Fault | undefined {
  const valid = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(trimXml(value));
  return valid ? undefined : fault('not-a-language', 'is not a language code');
}

/** `xs:dateTime`; libxml2 allows no white space around it. */
export function judgeDateTime(value: string): Fault | undefined {
  const parts = DATE_TIME.exec(value)?.slice(1).map(Number);
  if (!parts) return NOT_A_DATE_TIME;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zh = 0, zm = 0] = parts;
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
    return NOT_A_DATE_TIME;
  }
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second >= 60) return NOT_A_DATE_TIME;
  const zone = (zh || 0) * 60 + (zm || 0);
  return zone > 14 * 60 || zm > 59 ? NOT_A_DATE_TIME : undefined;
}

const NOT_A_DATE_TIME: Fault = {
  code: 'not-a-date-time',
  message: 'is not a date and time (YYYY-MM-DDThh:mm:ss)',
};

const DATE_TIME = new RegExp(
  '^(-?(?:[1-9]\\d{4,8}|\\d{4}))-(\\d\\d)-(\\d\\d)' +
    'T(\\d\\d):(\\d\\d):(\\d\\d(?:\\.\\d+)?)(?:Z|[+-](\\d\\d):(\\d\\d))?$',
);

/** `xs:date`, which may have a zone as `xs:dateTime` may. */
export function judgeDate(value: string): Fault | undefined {
  const parts = DATE.exec(value);
  if (parts && !judgeDateTime(`${parts[1] ?? ''}T00:00:00${parts[2] ?? ''}`)) return undefined;
  return { code: 'not-a-date', message: 'is not a date (YYYY-MM-DD)' };
}

const DATE = /^(-?\d{4,9}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?$/;

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** Whether `name` is an XML name without a colon. */
export function isNcName(name: string): boolean {
  return NC_NAME.test(name);
}

/** Whether libxml2 parses `text` as a URI reference (RFC 3986, with its liberties). */
export function isUriReference(text: string): boolean {
  return URI_REFERENCE.test(text) && Number(PORT.exec(text)?.[1] ?? 0) <= 2_147_483_647;
}

/** The port of an authority: libxml2 keeps it in an int. */
const PORT = /^(?:[^:/?#]+:)?\/\/[^/?#]*:(\d+)(?:[/?#]|$)/;

const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}' +
  '\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}' +
  '\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NC_NAME = new RegExp(
  `^[${NAME_START}][\\u{300}-\\u{36F}${NAME_START}\\-.0-9\\u{B7}\\u{203F}-\\u{2040}]*$`,
  'u',
);

const URI_REFERENCE = uriReference();

function uriReference(): RegExp {
  const plain = "[A-Za-z0-9\\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2}";
  const pchar = `(?:${plain}|[:@])`;
  const authority = `(?:(?:${plain}|:)*@)?(?:\\[[^\\]]*\\]|(?:${plain})*)(?::\\d+)?`;
  const tail = `(?:/${pchar}*)*`;
  const hierarchy = `(?://${authority}${tail}|/(?:${pchar}+${tail})?|${pchar}+${tail}|)`;
  const relative = `(?://${authority}${tail}|/(?:${pchar}+${tail})?|(?:${plain}|@)+${tail}|)`;
  const rest = `(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?[\\]])*)?`;
  return new RegExp(`^(?:[A-Za-z][A-Za-z0-9+.-]*:${hierarchy}|${relative})${rest}$`);
}

function fault(code: string, message: string): Fault {
  return { code, message };
}
