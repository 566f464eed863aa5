import {
  addMoney,
  subtractMoney,
  UNITS_PER_ONE,
  ZERO_CNY,
  type Money,
} from '@pilotzone/kernel/money';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';

/** How much room a guarantee has: see `statusOf`. */
export type GuaranteeStatus = 'ok' | 'low' | 'exhausted';

/** A tax guarantee (税款担保): what a guarantor stands for until tax is paid. */
export type Guarantee = {
  readonly guarantorCode: string;
  readonly limit: Money;
  /** For lists filed and not yet released. */
  readonly earmarked: Money;
  /** For tax of released lists, not yet paid. */
  readonly reserved: Money;
  /** Used share of the limit from which on it is low, in 1/100 000 (80 000n is 80 %). */
  readonly warnShare: bigint;
  readonly status: GuaranteeStatus;
  readonly statusSince: Instant;
  readonly version: number;
};

/** What can happen to a guarantee because of a declaration. */
export type GuaranteeEntryKind =
  | 'earmark'
  | 'release-earmark'
  | 'reserve'
  /** Part of the goods came back; the rest stays released. */
  | 'restore-part'
  | 'restore'
  | 'pay';

/** One entry of a declaration's history, in order of `sequence` from 1. */
export type GuaranteeEntry = {
  readonly declarationId: string;
  readonly sequence: number;
  readonly kind: GuaranteeEntryKind;
  readonly guarantorCode: string;
  readonly amount: Money;
  /** Day in China; of a reservation the day of release. */
  readonly day: PlainDate;
  /** Which release (清单编号), from the reservation on. */
  readonly invtNo: string | undefined;
  /** Which part of the release came back, from 1; absent where all of it did at once. */
  readonly part?: number | undefined;
};

/** A reservation and whether it still stands. */
export type Reservation = {
  readonly entry: GuaranteeEntry;
  readonly state: 'open' | 'paid' | 'restored';
  /** What parts that came back have freed of it. */
  readonly freed: Money;
  /** Numbers of the parts that came back. */
  readonly parts: readonly number[];
};

/** What the entries of one declaration add up to. */
export type Hold = {
  readonly sequence: number;
  readonly earmark: GuaranteeEntry | undefined;
  /** By invtNo: a list that was cancelled may be declared and released again. */
  readonly reservations: ReadonlyMap<string, Reservation>;
};

const NO_HOLD: Hold = { sequence: 0, earmark: undefined, reservations: new Map() };

/** The hold after one more entry. A reservation uses up the open earmark. */
export function holdAfter(entry: GuaranteeEntry, hold: Hold = NO_HOLD): Hold {
  const { sequence, kind, invtNo = '' } = entry;
  if (kind === 'earmark') return { ...hold, sequence, earmark: entry };
  if (kind === 'release-earmark') return { ...hold, sequence, earmark: undefined };
  const reservations = new Map(hold.reservations);
  if (kind === 'reserve') {
    reservations.set(invtNo, { entry, state: 'open', freed: ZERO_CNY, parts: [] });
    return { sequence, earmark: undefined, reservations };
  }
  const reservation = reservations.get(invtNo);
  if (reservation) reservations.set(invtNo, reservationAfter(entry, reservation));
  return { ...hold, sequence, reservations };
}

function reservationAfter(entry: GuaranteeEntry, reservation: Reservation): Reservation {
  if (entry.kind === 'pay') return { ...reservation, state: 'paid' };
  if (entry.kind === 'restore') return { ...reservation, state: 'restored' };
  const freed = addMoney(reservation.freed, entry.amount);
  return { ...reservation, freed, parts: [...reservation.parts, entry.part ?? 0] };
}

/** What is left of the limit. */
export function availableOf(guarantee: Guarantee): Money {
  return subtractMoney(guarantee.limit, usedOf(guarantee));
}

/** What is earmarked or reserved. */
export function usedOf(guarantee: Guarantee): Money {
  return addMoney(guarantee.earmarked, guarantee.reserved);
}

/** Whether the used share of the limit reached the share from which on the guarantor is warned. */
export function isLow(guarantee: Guarantee): boolean {
  const { limit, warnShare } = guarantee;
  return usedOf(guarantee).units * UNITS_PER_ONE >= limit.units * warnShare;
}

/**
 * Status after a change from `before`. A guarantee that had to refuse a list stays exhausted until
 * money comes free, though a smaller list might still fit: that is when the guarantor has to act.
 */
export function statusOf(after: Guarantee, before: Guarantee, refused: boolean): GuaranteeStatus {
  const left = availableOf(after).units;
  if (refused || left <= 0n) return 'exhausted';
  const isFreed = left > availableOf(before).units;
  if (before.status === 'exhausted' && !isFreed) return 'exhausted';
  return isLow(after) ? 'low' : 'ok';
}
