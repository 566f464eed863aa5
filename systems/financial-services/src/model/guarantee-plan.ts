import { addMoney, subtractMoney, ZERO_CNY, type Money } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { availableOf, holdAfter, statusOf } from './guarantee.ts';
import type { Guarantee, GuaranteeEntry, Hold, Reservation } from './guarantee.ts';
import { totalTax, type TaxDue } from './tax-due.ts';
import type { Taxes } from './ledger.ts';

/**
 * A batch in the making: guarantees as they are after the steps so far, and the entries that those
 * steps add. The steps below change it in place, one declaration at a time, in the order in which
 * they are called.
 */
export type GuaranteePlan = {
  readonly day: PlainDate;
  readonly before: ReadonlyMap<string, Guarantee>;
  readonly guarantees: Map<string, Guarantee>;
  readonly holds: Map<string, Hold>;
  readonly entries: GuaranteeEntry[];
  /** Guarantors that had to refuse a list. */
  readonly refused: Set<string>;
  /** What was moved from available to reserved by guarantor; negative where it came back. */
  readonly moved: Map<string, Money>;
};

/** Starts a plan from guarantees that are locked and all entries of the declarations concerned. */
export function startPlan(from: {
  day: PlainDate;
  guarantees: readonly Guarantee[];
  entries: readonly GuaranteeEntry[];
}): GuaranteePlan {
  const before = new Map(from.guarantees.map((one) => [one.guarantorCode, one]));
  const holds = new Map<string, Hold>();
  for (const entry of from.entries) {
    holds.set(entry.declarationId, holdAfter(entry, holds.get(entry.declarationId)));
  }
  return {
    day: from.day,
    before,
    guarantees: new Map(before),
    holds,
    entries: [],
    refused: new Set(),
    moved: new Map(),
  };
}

/** One list that wants `amount` of its guarantor's guarantee. */
export type EarmarkRequest = {
  readonly declarationId: string;
  readonly guarantorCode: string;
  readonly amount: Money;
  /** The declaration was made in this transaction: nothing is entered for it yet. */
  readonly isNew?: boolean;
};

/**
 * Earmarks one list. An open earmark of the same declaration is kept when it is equal, else
 * released first: it belongs to a version of the list that this one replaces.
 */
export function earmark(
  plan: GuaranteePlan,
  request: EarmarkRequest,
): 'earmarked' | 'exhausted' | 'unknown' {
  const { declarationId, guarantorCode, amount } = request;
  const open = plan.holds.get(declarationId)?.earmark;
  if (open && open.guarantorCode === guarantorCode && open.amount.units === amount.units) {
    return 'earmarked';
  }
  if (open) releaseEarmark(plan, declarationId);
  const guarantee = plan.guarantees.get(guarantorCode);
  if (!guarantee) return 'unknown';
  if (availableOf(guarantee).units < amount.units) {
    plan.refused.add(guarantorCode);
    return 'exhausted';
  }
  change(plan, guarantee, { earmarked: addMoney(guarantee.earmarked, amount) });
  enter(plan, 'earmark', request);
  return 'earmarked';
}

/** Gives back the open earmark of a declaration; without one, nothing happens. */
export function releaseEarmark(plan: GuaranteePlan, declarationId: string): void {
  const open = plan.holds.get(declarationId)?.earmark;
  if (!open) return;
  freeEarmark(plan, open);
  enter(plan, 'release-earmark', open);
}

/** A list that customs released, with its tax. */
export type Release = Taxes & {
  readonly declarationId: string;
  readonly guarantorCode: string;
  readonly invtNo: string;
  readonly releasedOn: PlainDate;
};

/**
 * Turns the earmark of a released list into a reservation; returns the tax that is now due, or
 * `undefined` when this release is known already. Customs' release is a fact: where the guarantee
 * has no room (the earmark is gone or was for less), the tax is due all the same, and nothing of it
 * is guaranteed.
 */
export function reserve(plan: GuaranteePlan, release: Release): TaxDue | undefined {
  const { declarationId, guarantorCode, invtNo } = release;
  const hold = plan.holds.get(declarationId);
  if (hold?.reservations.has(invtNo)) return undefined;
  const tax = totalTax(release);
  const open = hold?.earmark;
  const isSame = open?.guarantorCode === guarantorCode && open.amount.units === tax.units;
  if (open && isSame) freeEarmark(plan, open);
  if (open && !isSame) releaseEarmark(plan, declarationId);
  const guarantee = plan.guarantees.get(guarantorCode);
  const guaranteed = guarantee && availableOf(guarantee).units >= tax.units ? tax : ZERO_CNY;
  if (guarantee && guaranteed.units > 0n) {
    change(plan, guarantee, { reserved: addMoney(guarantee.reserved, guaranteed) });
    move(plan, guarantorCode, guaranteed);
  }
  const about = { declarationId, guarantorCode, amount: guaranteed, invtNo };
  const { sequence } = enter({ ...plan, day: release.releasedOn }, 'reserve', about);
  const { tariff, consumptionTax, valueAddedTax, releasedOn } = release;
  return {
    guarantorCode,
    releasedOn,
    declarationId,
    sequence,
    tariff,
    consumptionTax,
    valueAddedTax,
    guaranteed,
  };
}

/** Part of a release that came back (部分退货). */
export type RestoredPart = {
  /** From 1 per release. */
  readonly no: number;
  /** Whether goods of the list remain released after it. */
  readonly remains: boolean;
  readonly taxes: Taxes;
};

/** A reservation that was taken back, or a part of it: `refundable` when its tax was paid. */
export type Restored = {
  readonly kind: 'undone' | 'refundable';
  readonly reserved: GuaranteeEntry;
  /** Sequence of the restoring entry. */
  readonly sequence: number;
  /** What of the guarantee it freed. */
  readonly freed: Money;
  readonly part: RestoredPart | undefined;
};

/**
 * Takes back the reservation of a release, or a part of it; `undefined` when there is none or it is
 * taken back already. What a release reserved is all or nothing, so a part frees its own tax or
 * nothing, and the last part what is left.
 */
export function restore(
  plan: GuaranteePlan,
  release: { declarationId: string; invtNo: string },
  part?: RestoredPart,
): Restored | undefined {
  const { declarationId, invtNo } = release;
  const reservation = plan.holds.get(declarationId)?.reservations.get(invtNo);
  if (!reservation || reservation.state === 'restored') return undefined;
  if (part && reservation.parts.includes(part.no)) return undefined;
  const { entry } = reservation;
  const freed = freedBy(reservation, part);
  freeReservation(plan, entry.guarantorCode, freed);
  const { guarantorCode } = entry;
  const about = { declarationId, guarantorCode, amount: freed, invtNo, part: part?.no };
  const { sequence } = enter(plan, part?.remains ? 'restore-part' : 'restore', about);
  return { kind: restoredKind(reservation), reserved: entry, sequence, freed, part };
}

function freedBy({ entry, state, freed }: Reservation, part: RestoredPart | undefined): Money {
  if (state !== 'open' || entry.amount.units === 0n) return ZERO_CNY;
  return part?.remains ? totalTax(part.taxes) : subtractMoney(entry.amount, freed);
}

function restoredKind(reservation: Reservation): Restored['kind'] {
  return reservation.state === 'paid' ? 'refundable' : 'undone';
}

/**
 * Guarantees that the plan changed, with their new status; a guarantee whose amounts and status
 * stand is left out.
 */
export function changedGuarantees(plan: GuaranteePlan): Guarantee[] {
  const changed: Guarantee[] = [];
  for (const [code, after] of plan.guarantees) {
    const before = plan.before.get(code) ?? after;
    const status = statusOf(after, before, plan.refused.has(code));
    if (after !== before || status !== before.status) changed.push({ ...after, status });
  }
  return changed;
}

function freeEarmark(plan: GuaranteePlan, open: GuaranteeEntry): void {
  const guarantee = plan.guarantees.get(open.guarantorCode);
  if (!guarantee) return;
  change(plan, guarantee, { earmarked: subtractMoney(guarantee.earmarked, open.amount) });
}

function freeReservation(plan: GuaranteePlan, guarantorCode: string, amount: Money): void {
  const guarantee = plan.guarantees.get(guarantorCode);
  if (!guarantee || amount.units === 0n) return;
  change(plan, guarantee, { reserved: subtractMoney(guarantee.reserved, amount) });
  move(plan, guarantorCode, subtractMoney(ZERO_CNY, amount));
}

function change(
  plan: GuaranteePlan,
  guarantee: Guarantee,
  amounts: Partial<Pick<Guarantee, 'earmarked' | 'reserved'>>,
): void {
  plan.guarantees.set(guarantee.guarantorCode, { ...guarantee, ...amounts });
}

function move(plan: GuaranteePlan, guarantorCode: string, amount: Money): void {
  plan.moved.set(guarantorCode, addMoney(plan.moved.get(guarantorCode) ?? ZERO_CNY, amount));
}

function enter(
  plan: GuaranteePlan,
  kind: GuaranteeEntry['kind'],
  about: EarmarkRequest & Pick<Partial<GuaranteeEntry>, 'invtNo' | 'part'>,
): GuaranteeEntry {
  const { declarationId, guarantorCode, amount, invtNo, part } = about;
  const hold = plan.holds.get(declarationId);
  const sequence = (hold?.sequence ?? 0) + 1;
  const { day } = plan;
  const entry = { declarationId, sequence, kind, guarantorCode, amount, day, invtNo, part };
  plan.entries.push(entry);
  plan.holds.set(declarationId, holdAfter(entry, hold));
  return entry;
}
