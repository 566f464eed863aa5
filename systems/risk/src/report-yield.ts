import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { RISK_ERRORS } from './contract.ts';
import { estimateMissed, type MissEstimate } from './model/miss-estimate.ts';
import { readCaught, readDraws, readRuleDays } from './store/random-floor.ts';

export type RuleWeek = {
  readonly rule: string;
  readonly hits: number;
  readonly looked: number;
  readonly confirmed: number;
  /** Confirmed of looked; null where nobody has looked. */
  readonly precision: number | null;
};

/** What the rules caught in a week, and what they missed as far as chance tells. */
export type WeekYield = {
  /** Its Monday. */
  readonly week: PlainDate;
  readonly caught: number;
  readonly missed: MissEstimate;
  /** Caught of caught and missed; null where nothing was drawn, or nothing was there to catch. */
  readonly recall: number | null;
  readonly rules: readonly RuleWeek[];
};

/** Days in China; the weeks that they are in are reported. Absent: twelve weeks until today. */
export type YieldPeriod = {
  readonly from?: PlainDate | undefined;
  readonly until?: PlainDate | undefined;
};

const WEEKS_MAX = 53;
const WEEKS_USUAL = 12;

/**
 * The yield of the rules by week, newest first, from officers' decisions on record now. Throws
 * RISK_YIELD_PERIOD_INVALID.
 */
export async function reportYield(
  { db, zoneCode, clock }: Pick<Runtime, 'db' | 'zoneCode' | 'clock'>,
  asked: YieldPeriod,
): Promise<WeekYield[]> {
  const until = asked.until ?? dayOf(clock.now());
  const from = asked.from ?? addDays(until, -7 * (WEEKS_USUAL - 1));
  const [first, last] = [mondayOf(from), addDays(mondayOf(until), 6)];
  const weeks = weeksBetween(first, last);
  if (weeks.length === 0 || weeks.length > WEEKS_MAX) {
    throw new PilotError(
      RISK_ERRORS.RISK_YIELD_PERIOD_INVALID,
      `${from} until ${until} is no period of 1 to ${WEEKS_MAX} weeks; give the earlier day first`,
    );
  }
  const period = { from: first, until: last };
  const draws = await readDraws(db, zoneCode, period);
  const caught = await readCaught(db, zoneCode, period);
  const rules = await readRuleDays(db, zoneCode, period);
  return weeks.map((week) => {
    const isIn = ({ day }: { readonly day: PlainDate }) => mondayOf(day) === week;
    const missed = estimateMissed(draws.filter(isIn));
    const found = caught.filter(isIn).reduce((sum, { confirmed }) => sum + confirmed, 0);
    const all = found + (missed.missed ?? 0);
    return {
      week,
      caught: found,
      missed,
      recall: missed.missed === null || all === 0 ? null : found / all,
      rules: rulesOf(rules.filter(isIn)),
    };
  });
}

function rulesOf(days: readonly Omit<RuleWeek, 'precision'>[]): RuleWeek[] {
  const sums = new Map<string, { hits: number; looked: number; confirmed: number }>();
  for (const { rule, hits, looked, confirmed } of days) {
    const sum = sums.get(rule) ?? { hits: 0, looked: 0, confirmed: 0 };
    sum.hits += hits;
    sum.looked += looked;
    sum.confirmed += confirmed;
    sums.set(rule, sum);
  }
  return [...sums]
    .map(([rule, sum]) => {
      return { rule, ...sum, precision: sum.looked === 0 ? null : sum.confirmed / sum.looked };
    })
    .sort((a, b) => b.hits - a.hits || (a.rule < b.rule ? -1 : 1));
}

function weeksBetween(first: PlainDate, last: PlainDate): PlainDate[] {
  const weeks: PlainDate[] = [];
  for (let week = first; week <= last && weeks.length <= WEEKS_MAX; week = addDays(week, 7)) {
    weeks.push(week);
  }
  return weeks.reverse();
}

const DAY_MS = 86_400_000;
const CHINA_MS = 28_800_000;

/** 1970-01-01 was a Thursday. */
function mondayOf(day: PlainDate): PlainDate {
  const number = Math.round((startOfDay(day) + CHINA_MS) / DAY_MS);
  return addDays(day, -((number + 3) % 7));
}
