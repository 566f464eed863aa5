import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationsUndone, UndonePart } from '@pilotzone/single-window/contract';
import { changedGuarantees, restore } from './model/guarantee-plan.ts';
import type { GuaranteePlan, Restored, RestoredPart } from './model/guarantee-plan.ts';
import { guaranteeMovedSet, taxRefundSet, taxReversedSet } from './model/ledger.ts';
import type { PostingSet, Taxes } from './model/ledger.ts';
import { totalTax } from './model/tax-due.ts';
import {
  amountOf,
  dayOfEvent,
  planFor,
  releaseOf,
  releasePostings,
  reserveAll,
} from './on-declarations-released.ts';
import { appendEntries, updateGuarantees } from './store/guarantees.ts';
import { reduceDues } from './store/due-parts.ts';
import { appendPostings, reversePostings } from './store/ledger.ts';
import type { Reversal } from './store/ledger.ts';
import { appendDues, undoDues } from './store/tax-dues.ts';
import type { DueKey } from './store/tax-dues.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'log'>;

/**
 * 撤销, 退货: reservations come back and the tax that was due is reversed by new postings; where it was
 * paid already, customs owes a refund. Of a list that comes back in parts each part is booked for
 * itself. May arrive before the release itself is known here: then
 * that is booked first, so that the release finds itself known when it comes. Repeats change
 * nothing.
 */
export async function onDeclarationsUndone(
  needs: Needs,
  tx: Tx,
  event: DeclarationsUndone,
): Promise<void> {
  const day = dayOfEvent(event.day);
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now(), day };
  const plan = await planFor(needs, tx, { day, declarations: event.declarations });
  const releases = event.declarations.map((facts) =>
    releaseOf(facts, dayOfEvent(facts.releasedOn)),
  );
  const dues = reserveAll(needs, plan, releases);
  const reserved = new Map(plan.moved);
  plan.moved.clear();
  const restored = event.declarations.flatMap((facts, index) => {
    const release = releases[index];
    return (release && restore(plan, release, facts.part && partOf(facts.part))) ?? [];
  });
  await appendEntries(tx, plan.entries, at);
  await updateGuarantees(tx, changedGuarantees(plan), at);
  await appendDues(tx, needs.zoneCode, dues);
  await appendPostings(tx, releasePostings(event.eventId, day, { dues, moved: reserved }), at);
  await bookRestored(tx, restored, { ...at, eventId: event.eventId, moved: plan.moved });
}

function partOf({ no, remains, tariff, consumptionTax, valueAddedTax }: UndonePart): RestoredPart {
  const taxes = {
    tariff: amountOf(tariff),
    consumptionTax: amountOf(consumptionTax),
    valueAddedTax: amountOf(valueAddedTax),
  };
  return { no, remains, taxes };
}

type Booking = {
  readonly zoneCode: string;
  readonly now: Instant;
  readonly day: PlainDate;
  readonly eventId: string;
  readonly moved: GuaranteePlan['moved'];
};

async function bookRestored(tx: Tx, restored: readonly Restored[], at: Booking): Promise<void> {
  const sets = [
    ...(await bookEnded(
      tx,
      restored.filter(({ part }) => !part?.remains),
      at,
    )),
    ...(await bookParts(
      tx,
      restored.filter(({ part }) => part?.remains),
      at,
    )),
  ];
  const restoring = {
    postingSetId: at.eventId,
    setNo: 2,
    referenceKind: 'guarantee-restored',
    day: at.day,
  } as const;
  await appendPostings(tx, [...sets, guaranteeMovedSet(restoring, at.moved)], at);
}

/** Releases of which nothing remains: at once, or with their last part. */
async function bookEnded(
  tx: Tx,
  restored: readonly Restored[],
  at: Booking,
): Promise<PostingSet[]> {
  const bySet = new Map(restored.map((one) => [setKey(one.reserved), one]));
  const undone = await undoDues(tx, at.zoneCode, restored.map(dueKeyOf));
  const reversals: Reversal[] = [];
  const sets: PostingSet[] = [];
  for (const due of undone) {
    const one = bySet.get(setKey(due));
    if (!one) continue;
    if (due.kind === 'undone' && !one.part) {
      const { declarationId: postingSetId, sequence: setNo } = due;
      reversals.push({ postingSetId, setNo, reversalNo: one.sequence });
    } else sets.push(...takenBack(one, one.part?.taxes ?? due, at));
  }
  await reversePostings(tx, reversals, at);
  return sets;
}

/** Parts after which goods of the list remain released. */
async function bookParts(
  tx: Tx,
  restored: readonly Restored[],
  at: Booking,
): Promise<PostingSet[]> {
  const parts = restored.flatMap((one) => (one.part ? [{ one, taxes: one.part.taxes }] : []));
  await reduceDues(
    tx,
    at.zoneCode,
    parts
      .filter(({ one }) => one.kind === 'undone')
      .map(({ one, taxes }) => ({ ...taxes, ...dueKeyOf(one), freed: one.freed })),
  );
  return parts.flatMap(({ one, taxes }) => takenBack(one, taxes, at));
}

/** The tax ends where it was open; where it was paid, customs owes it back. */
function takenBack(one: Restored, taxes: Taxes, { day }: Booking): PostingSet[] {
  const total = totalTax(taxes);
  if (total.units === 0n) return [];
  const { declarationId: postingSetId, guarantorCode } = one.reserved;
  const head = { postingSetId, setNo: one.sequence, day };
  if (one.kind === 'refundable') {
    return [taxRefundSet({ ...head, referenceKind: 'tax-refund' }, guarantorCode, total)];
  }
  return [taxReversedSet({ ...head, referenceKind: 'tax-due-reversed' }, guarantorCode, taxes)];
}

function dueKeyOf({ reserved }: Restored): DueKey {
  const { guarantorCode, declarationId, sequence } = reserved;
  return { guarantorCode, declarationId, sequence, releasedOn: reserved.day };
}

function setKey(set: { declarationId: string; sequence: number }): string {
  return `${set.declarationId} ${set.sequence}`;
}
