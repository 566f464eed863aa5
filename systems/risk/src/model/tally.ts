/**
 * Counts and sums of one entity in buckets of an hour and of a day. Sparse: what did nothing on a
 * day has no bucket for it.
 */
export type Tally = {
  /** Day, count and sum of each bucket, one after the other, days ascending. */
  readonly days: number[];
  /** Hour and count of each bucket, hours ascending; the last day's only, where anybody asks. */
  readonly hours: number[] | undefined;
};

/** When something was counted: hours and days since 1970 in China. */
export type Moment = { readonly hour: number; readonly day: number };

const CHINA_MS = 8 * 3_600_000;
const HOUR_MS = 3_600_000;
const HOURS_KEPT = 25;

/** The buckets of an instant. */
export function momentOf(at: number): Moment {
  const hour = Math.floor((at + CHINA_MS) / HOUR_MS);
  return { hour, day: Math.floor(hour / 24) };
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { days: [], hours: undefined };
}

/** The same, counting hours too. */
export function emptyHourTally(): Tally {
  return { days: [], hours: [] };
}

/** Counts one more with its value. Batches may come a little late, hence not always in order. */
export function addTo(tally: Tally, { hour, day }: Moment, value: number): void {
  const { days, hours } = tally;
  let at = days.length - 3;
  while (at >= 0 && (days[at] ?? 0) > day) at -= 3;
  if (at >= 0 && days[at] === day) {
    days[at + 1] = (days[at + 1] ?? 0) + 1;
    days[at + 2] = (days[at + 2] ?? 0) + value;
  } else if (at + 3 === days.length) days.push(day, 1, value);
  else days.splice(at + 3, 0, day, 1, value);
  if (hours) addHour(hours, hour);
}

function addHour(hours: number[], hour: number): void {
  let at = hours.length - 2;
  while (at >= 0 && (hours[at] ?? 0) > hour) at -= 2;
  if (at >= 0 && hours[at] === hour) hours[at + 1] = (hours[at + 1] ?? 0) + 1;
  else if (at + 2 === hours.length) hours.push(hour, 1);
  else hours.splice(at + 2, 0, hour, 1);
  while ((hours[0] ?? hour) <= hour - HOURS_KEPT) hours.splice(0, 2);
}

/** Days from one until the other, both included. */
export type Days = { readonly from: number; readonly until: number };

/** How many on these days. */
export function countOn(tally: Tally | undefined, days: Days): number {
  return tally ? sumOf(tally, days, 1) : 0;
}

/** Their values added up. */
export function valueOn(tally: Tally | undefined, days: Days): number {
  return tally ? sumOf(tally, days, 2) : 0;
}

function sumOf({ days }: Tally, { from, until }: Days, column: 1 | 2): number {
  let sum = 0;
  for (let at = days.length - 3; at >= 0; at -= 3) {
    const day = days[at] ?? 0;
    if (day < from) break;
    if (day <= until) sum += days[at + column] ?? 0;
  }
  return sum;
}

/** How many in this hour and the one before: the last 60 minutes are always among them. */
export function countLastHour(tally: Tally | undefined, hour: number): number {
  const hours = tally?.hours;
  if (!hours) return 0;
  let sum = 0;
  for (let at = hours.length - 2; at >= 0; at -= 2) {
    const bucket = hours[at] ?? 0;
    if (bucket < hour - 1) break;
    if (bucket <= hour) sum += hours[at + 1] ?? 0;
  }
  return sum;
}

/** Drops buckets of days before `day`; whether nothing is left. */
export function forgetBefore({ days }: Tally, day: number): boolean {
  while (days.length > 0 && (days[0] ?? 0) < day) days.splice(0, 3);
  return days.length === 0;
}
