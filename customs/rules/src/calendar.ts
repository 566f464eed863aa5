/**
 * Customs' days and times as text, judged without making a `Date`: every declaration is asked a
 * dozen times. Agrees with @pilotzone/kernel/time (calendar.test.ts).
 */

/** Whether `text` is an existing day `YYYYMMDD`. */
export function isCustomsDay(text: string): boolean {
  return text.length === 8 && isDayAt(text, 0);
}

/** Whether `text` is an existing local time `YYYYMMDDhhmmss`. */
export function isCustomsTime(text: string): boolean {
  return text.length === 14 && isDayAt(text, 0) && isClockAt(text, 8);
}

/** Whether `text` is an existing local time with milliseconds, `YYYYMMDDhhmmssSSS`. */
export function isReturnTime(text: string): boolean {
  return text.length === 17 && isDayAt(text, 0) && isClockAt(text, 8) && numberAt(text, 14, 3) >= 0;
}

/** Whether an existing day `YYYYMMDD` begins at `start` of `text`. */
export function isDayAt(text: string, start: number): boolean {
  const year = numberAt(text, start, 4);
  const month = numberAt(text, start + 4, 2);
  const day = numberAt(text, start + 6, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

function isClockAt(text: string, start: number): boolean {
  const hours = numberAt(text, start, 2);
  const minutes = numberAt(text, start + 2, 2);
  const seconds = numberAt(text, start + 4, 2);
  if (hours < 0 || minutes < 0 || seconds < 0) return false;
  return hours <= 23 && minutes <= 59 && seconds <= 59;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The number of `length` digits at `start`; -1 when there are none. */
function numberAt(text: string, start: number, length: number): number {
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
