import type { PlainDate } from '@pilotzone/kernel/time';
import type { Fraction } from './fraction.ts';
import type { PositiveListEntry } from './positive-list-entry.ts';
import type { Quantity, TaxableLine } from './taxable.ts';
import { quantityIn } from './taxable.ts';

/** An amount of CNY per customs unit (3-digit code), exact. */
export type PerUnit = { readonly cny: Fraction; readonly unit: string };

/**
 * The rates of one code in one period (税率): the unit of an operator's tariff file.
 * Rates are fractions of one. Both days belong to the period; without `validUntil` it is open.
 */
export type RateRow = {
  /** 8 or 10 digits. A 10-digit row is looked at before the rows of its first 8 digits. */
  readonly hsCode: string;
  readonly nameZh: string;
  readonly unit1: string;
  readonly unit2: string | undefined;
  /** Most-favoured-nation tariff rate 最惠国税率; charged only where a list is taxed in full. */
  readonly mfnRate: Fraction;
  readonly vatRate: Fraction;
  /** Ad valorem consumption tax 从价消费税, a share of the price that contains the tax. */
  readonly ctRate: Fraction;
  /** Specific consumption tax 从量消费税. */
  readonly ctSpecific: PerUnit | undefined;
  /** The whole row applies only where the dutiable price per unit reaches this. */
  readonly ctThreshold: PerUnit | undefined;
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  /** Where the rate comes from; unverified rates say so here, and every tax step repeats it. */
  readonly source: string;
};

/**
 * Rates and positive list, compiled. Pure: the answers depend on the arguments alone; what was
 * found for a code and day is kept for the next question.
 */
export type Tariff = {
  readonly rows: readonly RateRow[];
  readonly positiveList: readonly PositiveListEntry[];
  /**
   * All rows of the code in force that day, 10-digit ones first, otherwise in the order of the
   * file.
   */
  ratesOf(hsCode: string, on: PlainDate): readonly RateRow[];
  /** The entry in force that day, the 10-digit one before the 8-digit one. */
  entryOf(hsCode: string, on: PlainDate): PositiveListEntry | undefined;
};

/** Days whose answers are kept: lists of one batch share a day, a preflight may ask for another. */
const DAYS_KEPT = 4;

/** Far more than the 10-digit codes that exist; beyond it answers are right but not kept. */
const CODES_KEPT = 100_000;

/** Compiles rates and positive list for look-up by code and day in constant time. */
export function createTariff(
  rows: readonly RateRow[],
  positiveList: readonly PositiveListEntry[],
): Tariff {
  const entriesOf = lookUpByDay(positiveList);
  return {
    rows,
    positiveList,
    ratesOf: lookUpByDay(rows),
    entryOf: (hsCode, on) => entriesOf(hsCode, on)[0],
  };
}

/**
 * The rates that a line of this dutiable price (units of 1/100 000 CNY) is taxed by: the first row
 * that applies.
 */
export function findRate(
  rates: readonly RateRow[],
  line: TaxableLine,
  dutiableUnits: bigint,
): RateRow | undefined {
  for (const row of rates) if (reachesThreshold(row, line, dutiableUnits)) return row;
  return undefined;
}

/**
 * Whether the row applies to a line of that dutiable price: it has no price threshold, or the price
 * reaches it.
 */
export function reachesThreshold(row: RateRow, line: TaxableLine, dutiableUnits: bigint): boolean {
  if (!row.ctThreshold) return true;
  const quantity: Quantity | undefined = quantityIn(line, row.ctThreshold.unit);
  if (!quantity) return false;
  const { numerator, denominator } = row.ctThreshold.cny;
  return dutiableUnits * denominator >= numerator * quantity.units;
}

/** Whether a dated fact holds on a day; both ends belong to its period. */
export function isInForce(
  fact: { readonly validFrom: PlainDate; readonly validUntil: PlainDate | undefined },
  on: PlainDate,
): boolean {
  return fact.validFrom <= on && (fact.validUntil === undefined || on <= fact.validUntil);
}

type Dated = Pick<RateRow, 'hsCode' | 'validFrom' | 'validUntil'>;

/** Answers for a code and day, kept for the next question: a filter the first time, then a map. */
function lookUpByDay<T extends Dated>(
  rows: readonly T[],
): (hsCode: string, on: PlainDate) => readonly T[] {
  const byCode = groupByCode(rows);
  const byDay = new Map<PlainDate, Map<string, readonly T[]>>();
  return (hsCode, on) => {
    let day = byDay.get(on);
    if (!day) {
      if (byDay.size >= DAYS_KEPT) byDay.clear();
      day = new Map();
      byDay.set(on, day);
    }
    const known = day.get(hsCode);
    if (known) return known;
    const found = inForce(byCode, hsCode, on);
    // Only listed codes are kept, so that a sender of invented codes cannot fill the memory.
    if (found.length > 0 && day.size < CODES_KEPT) day.set(hsCode, found);
    return found;
  };
}

function inForce<T extends Dated>(
  byCode: ReadonlyMap<string, readonly T[]>,
  hsCode: string,
  on: PlainDate,
): readonly T[] {
  const exact = byCode.get(hsCode) ?? [];
  const general = hsCode.length > 8 ? (byCode.get(hsCode.slice(0, 8)) ?? []) : [];
  return [...exact, ...general].filter((row) => isInForce(row, on));
}

function groupByCode<T extends Dated>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.hsCode);
    if (group) group.push(row);
    else groups.set(row.hsCode, [row]);
  }
  return groups;
}
