import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { cny, parseUnits, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { parsePlainDate, type PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationFacts, DeclarationsReleased } from '@pilotzone/single-window/contract';
import { changedGuarantees, reserve, startPlan } from './model/guarantee-plan.ts';
import type { GuaranteePlan, Release } from './model/guarantee-plan.ts';
import { guaranteeMovedSet, taxDueSet, type PostingSet } from './model/ledger.ts';
import type { TaxDue } from './model/tax-due.ts';
import {
  appendEntries,
  lockGuarantees,
  selectEntries,
  updateGuarantees,
} from './store/guarantees.ts';
import { appendPostings } from './store/ledger.ts';
import { appendDues } from './store/tax-dues.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'log'>;

/**
 * 放行: what was earmarked is reserved, the tax of each list becomes due and is posted. A release
 * that is known already changes nothing.
 */
export async function onDeclarationsReleased(
  needs: Needs,
  tx: Tx,
  event: DeclarationsReleased,
): Promise<void> {
  const day = dayOfEvent(event.day);
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const plan = await planFor(needs, tx, { day, declarations: event.declarations });
  const dues = reserveAll(
    needs,
    plan,
    event.declarations.map((facts) => releaseOf(facts, day)),
  );
  await appendEntries(tx, plan.entries, at);
  await updateGuarantees(tx, changedGuarantees(plan), at);
  await appendDues(tx, needs.zoneCode, dues);
  await appendPostings(tx, releasePostings(event.eventId, day, { dues, moved: plan.moved }), at);
}

/** Locks the guarantees and reads the history of the declarations of an event. */
export async function planFor(
  needs: Needs,
  tx: Tx,
  about: { day: PlainDate; declarations: readonly DeclarationFacts[] },
): Promise<GuaranteePlan> {
  const codes = new Set(about.declarations.map((facts) => facts.assureCode));
  const guarantees = await lockGuarantees(tx, needs.zoneCode, [...codes]);
  const ids = [...new Set(about.declarations.map((facts) => facts.declarationId))];
  const entries = await selectEntries(tx, needs.zoneCode, ids);
  const others = new Set(entries.map((entry) => entry.guarantorCode));
  for (const code of codes) others.delete(code);
  const more = await lockGuarantees(tx, needs.zoneCode, [...others]);
  return startPlan({ day: about.day, guarantees: [...guarantees, ...more], entries });
}

/** Reserves releases that are not known yet; returns the tax that became due. */
export function reserveAll(
  needs: Needs,
  plan: GuaranteePlan,
  releases: readonly Release[],
): TaxDue[] {
  const dues: TaxDue[] = [];
  for (const release of releases) {
    const due = reserve(plan, release);
    if (!due) continue;
    dues.push(due);
    const isCovered = due.guaranteed.units > 0n;
    const isFree =
      release.tariff.units + release.consumptionTax.units + release.valueAddedTax.units;
    if (!isCovered && isFree > 0n) {
      const { declarationId, guarantorCode } = release;
      needs.log.warn({ declarationId, guarantorCode }, 'released, but no guarantee covers its tax');
    }
  }
  return dues;
}

/** Posting sets of releases: one per list with tax, and one per event for the guarantees (表外). */
export function releasePostings(
  eventId: string,
  day: PlainDate,
  released: { dues: readonly TaxDue[]; moved: ReadonlyMap<string, Money> },
): PostingSet[] {
  const sets = released.dues.map((due) => {
    const { declarationId: postingSetId, sequence: setNo, guarantorCode } = due;
    return taxDueSet({ postingSetId, setNo, referenceKind: 'tax-due', day }, guarantorCode, due);
  });
  const head = {
    postingSetId: eventId,
    setNo: 1,
    referenceKind: 'guarantee-reserved',
    day,
  } as const;
  return [...sets.filter((set) => set.legs.length > 1), guaranteeMovedSet(head, released.moved)];
}

/** A released list as the guarantee sees it. Amounts of an event are decimals by contract. */
export function releaseOf(facts: DeclarationFacts, releasedOn: PlainDate): Release {
  return {
    declarationId: facts.declarationId,
    guarantorCode: facts.assureCode,
    invtNo: facts.invtNo,
    releasedOn,
    tariff: amountOf(facts.tariff),
    consumptionTax: amountOf(facts.consumptionTax),
    valueAddedTax: amountOf(facts.valueAddedTax),
  };
}

/** An amount of an event, which is a decimal by contract. */
export function amountOf(text: string): Money {
  const units = parseUnits(text);
  assert(units !== undefined, `event amount "${text}" is no decimal`);
  return cny(units);
}

/** The day of an event, which is a day in China by contract. */
export function dayOfEvent(text: string): PlainDate {
  const day = parsePlainDate(text);
  assert(day !== undefined, `event day "${text}" is no day`);
  return day;
}
