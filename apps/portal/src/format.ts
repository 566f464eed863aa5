import { cny, formatMoney, formatUnits, parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import {
  dayOf,
  formatReturnTime,
  parseCustomsTime,
  parseInstant,
  type Instant,
} from '@pilotzone/kernel/time';

/** CNY as people read it: 1,234.50; at least two digits after the point, none lost. */
export function showMoney(decimal: string): string {
  const units = parseUnits(decimal);
  return group(units === undefined ? decimal : formatMoney(cny(units)));
}

/** An exact number of the tax computation; a fraction that does not end as "≈ 314.07287". */
export function showExact(text: string): string {
  const [, numerator, denominator] = /^(-?\d+)\/(\d+)$/.exec(text) ?? [];
  if (numerator === undefined || denominator === undefined) return text;
  return `≈ ${formatUnits(roundHalfUp(BigInt(numerator) * 100_000n, BigInt(denominator)))}`;
}

/** A number with thousands separators, never abbreviated. */
export function showCount(count: number): string {
  return group(String(count));
}

function group(text: string): string {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `part` of `whole`, both decimals, as a share from 0 to 1; 0 of nothing. */
export function shareOf(part: string, whole: string): number {
  const [of, all] = [parseUnits(part) ?? 0n, parseUnits(whole) ?? 0n];
  return all === 0n ? 0 : Number(of) / Number(all);
}

/** Exact sum of decimals. */
export function sumOf(decimals: readonly string[]): string {
  return formatMoney(cny(decimals.reduce((sum, text) => sum + (parseUnits(text) ?? 0n), 0n)));
}

/** 0.0712 as "7.1 %"; what is not nothing is never shown as nothing. */
export function showShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}

/**
 * A moment in China: `14:05` when it is today, `11-20 14:05` in this year, else with the year.
 * `now` is milliseconds.
 */
export function showTime(at: Instant, now: Instant): string {
  const text = formatReturnTime(at);
  const clock = `${text.slice(8, 10)}:${text.slice(10, 12)}`;
  const day = dayOf(at);
  const today = dayOf(now);
  if (day === today) return clock;
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${clock}`;
}

/** A moment in full: 2026-11-20T14:05:09+08:00. */
export function showFullTime(at: Instant): string {
  const text = formatReturnTime(at);
  const clock = [text.slice(8, 10), text.slice(10, 12), text.slice(12, 14)].join(':');
  return `${dayOf(at)}T${clock}+08:00`;
}

/** Any time the API writes: ISO 8601, or customs' local time. */
export function readTime(text: string): Instant | undefined {
  return parseCustomsTime(text) ?? parseInstant(text);
}

/** A span of time in its two largest units; the words come from the dictionary. */
export function spanOf(ms: number): readonly { count: number; unit: SpanUnit }[] {
  const units: readonly (readonly [SpanUnit, number])[] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
    ['millisecond', 1],
  ];
  let rest = Math.max(0, ms);
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, unit };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first < 0) return [{ count: 0, unit: 'second' }];
  // Under a second the milliseconds are the answer, above they are noise.
  if (parts[first]?.unit === 'second') return parts.slice(first, first + 1);
  return parts.slice(first, first + 2).filter(({ count }) => count > 0);
}

export type SpanUnit = 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

/** Bytes as B, KB, MB or GB. */
export function showBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1_024).toFixed(1)} KB`;
  if (bytes < 1_073_741_824) return `${(bytes / 1_048_576).toFixed(1)} MB`;
  return `${(bytes / 1_073_741_824).toFixed(1)} GB`;
}
