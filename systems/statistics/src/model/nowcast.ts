/**
 * Nowcast of a month that still runs: what has come in so far, divided by the share of a month that
 * past months had in by the same day. The interval needs no distribution: where k past months
 * missed their estimates by these ratios, and months are alike, the next ratio lies between the
 * smallest and the largest of them with probability (k - 1) / (k + 1).
 */
export type DailySeries = {
  /** "2026-11". */
  readonly month: string;
  readonly days: number;
  /** By day of the month, from 1; what is missing is nothing. */
  readonly byDay: ReadonlyMap<number, number>;
};

export type Nowcast = {
  readonly soFar: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Share of months in which the truth should lie between, in percent. */
  readonly coverage: number;
  readonly monthsUsed: number;
};

/** From this day of a month on; before it there is too little of it. */
export const FIRST_DAY = 3;
/** With fewer past months an interval would say nothing. */
export const MONTHS_LEAST = 3;

/** The nowcast of `running` on a day of it; `undefined` where it would not be honest. */
export function nowcastOf(
  running: DailySeries,
  past: readonly DailySeries[],
  day: number,
): Nowcast | undefined {
  if (day < FIRST_DAY) return undefined;
  const part = day / running.days;
  const shares = past.flatMap((month) => {
    const total = sumUntil(month, month.days);
    const then = sumUntil(month, Math.max(1, Math.round(part * month.days)));
    return total > 0 && then > 0 ? [{ then, total, share: then / total }] : [];
  });
  if (shares.length < MONTHS_LEAST) return undefined;
  const soFar = sumUntil(running, day);
  const estimate = soFar / middle(shares.map(({ share }) => share));
  const ratios = shares.map(({ then, total }, i) => {
    const others = shares.filter((_, j) => j !== i).map(({ share }) => share);
    return total / (then / middle(others));
  });
  const count = shares.length;
  return {
    ...{ soFar, estimate, monthsUsed: count },
    low: Math.max(soFar, estimate * Math.min(...ratios, 1)),
    high: estimate * Math.max(...ratios, 1),
    coverage: Math.round(((count - 1) / (count + 1)) * 100),
  };
}

/** What came in until a day, that day included. */
export function sumUntil({ byDay }: DailySeries, last: number): number {
  let sum = 0;
  for (let day = 1; day <= last; day += 1) sum += byDay.get(day) ?? 0;
  return sum;
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[half - 1] ?? 0, sorted[half] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
