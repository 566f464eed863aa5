/**
 * Time: an `Instant` is a moment, a `PlainDate` a day in China. The only file that touches `Date`.
 * Customs writes local time without a zone; it is China's, UTC+8 without summer time since 1991.
 */

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly __instant: true };

/** A day in China, `YYYY-MM-DD`; compares as text. */
export type PlainDate = string & { readonly __plainDate: true };

/** Where the time comes from; tests and `clear --as-of` inject a fixed one. */
export type Clock = { now(): Instant };

const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() as Instant };

/** A clock that stands still at `at`. */
export function fixedClock(at: Instant): Clock {
  return { now: () => at };
}

/** The day in China on which `at` falls. */
export function dayOf(at: Instant): PlainDate {
  return formatLocal(at).slice(0, 10) as PlainDate;
}

// A batch asks for the same moment thousands of times, and formatting a date costs a microsecond.
let lastAt = Number.NaN;
let lastText = '';

/** Local time of China as ISO 8601 writes it, with a Z that must not be believed. */
function formatLocal(at: Instant): string {
  if (at !== lastAt) {
    lastText = new Date(at + CHINA_OFFSET_MS).toISOString();
    lastAt = at;
  }
  return lastText;
}

/** The last millisecond of a day in China: when `clear --as-of` receives everything. */
export function endOfDay(day: PlainDate): Instant {
  return (Date.parse(day + 'T00:00:00Z') - CHINA_OFFSET_MS + DAY_MS - 1) as Instant;
}

/** The first millisecond of a day in China. */
export function startOfDay(day: PlainDate): Instant {
  return (endOfDay(day) - DAY_MS + 1) as Instant;
}

/** `days` later (or earlier, when negative), but no further than YYYY-MM-DD can write. */
export function addDays(day: PlainDate, days: number): PlainDate {
  const at = Date.parse(day + 'T00:00:00Z') + days * DAY_MS;
  const possible = Math.min(Math.max(at, FIRST_DAY_MS), LAST_DAY_MS);
  return new Date(possible).toISOString().slice(0, 10) as PlainDate;
}

// What YYYY-MM-DD can write and PostgreSQL can store.
const FIRST_DAY_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_DAY_MS = Date.parse('9999-12-31T00:00:00Z');

/** Parses `YYYY-MM-DD`; `undefined` for a day that no calendar has. */
export function parsePlainDate(text: string): PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(text + 'T00:00:00Z');
  if (Number.isNaN(at) || at < FIRST_DAY_MS) return undefined;
  return new Date(at).toISOString().slice(0, 10) === text ? (text as PlainDate) : undefined;
}

/** Customs' day `YYYYMMDD` as a day; `undefined` when it is none. */
export function parseCustomsDate(text: string): PlainDate | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  return parsePlainDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`);
}

/** Customs' local time `YYYYMMDDhhmmss` or with `SSS` as a moment; `undefined` when it is none. */
export function parseCustomsTime(text: string): Instant | undefined {
  if (!/^\d{14}(\d{3})?$/.test(text)) return undefined;
  const day = parseCustomsDate(text.slice(0, 8));
  const [h, m, s] = [text.slice(8, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
  if (!day || h === undefined || m === undefined || s === undefined) return undefined;
  if (h > 23 || m > 59 || s > 59) return undefined;
  const ms = text.length === 17 ? Number(text.slice(14)) : 0;
  return (startOfDay(day) + ((h * 60 + m) * 60 + s) * 1000 + ms) as Instant;
}

let lastReturnAt = Number.NaN;
let lastReturnTime = '';

/** A moment as customs writes it: `YYYYMMDDhhmmssSSS`, local time of China (returnTime). */
export function formatReturnTime(at: Instant): string {
  if (at !== lastReturnAt) {
    lastReturnTime = formatLocal(at).replace(/[-:TZ.]/g, '');
    lastReturnAt = at;
  }
  return lastReturnTime;
}

/** A moment as customs writes it: `YYYYMMDDhhmmss`, local time of China (appTime). */
export function formatAppTime(at: Instant): string {
  return formatReturnTime(at).slice(0, 14);
}

/** Local time of China without a zone, `YYYY-MM-DDThh:mm:ss`, as envelopes write it. */
export function formatLocalTime(at: Instant): string {
  return formatLocal(at).slice(0, 19);
}

/** ISO 8601 in UTC with milliseconds. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** Parses ISO 8601 with a zone; `undefined` when it is none. */
export function parseInstant(text: string): Instant | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : (at as Instant);
}
