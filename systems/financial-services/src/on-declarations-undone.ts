import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { changedGuarantees, restore } from './model/guarantee-plan.ts';
import type { GuaranteePlan, Restored } from './model/guarantee-plan.ts';
import { guaranteeMovedSet, taxRefundSet, type PostingSet } from './model/ledger.ts';
import { totalTax } from './model/tax-due.ts';
import {
  dayOfEvent,
  planFor,
  releaseOf,
  releasePostings,
  reserveAll,
} from './on-declarations-released.ts';
import { appendEntries, updateGuarantees } from './store/guarantees.ts';
import { appendPostings, reversePostings } from './store/ledger.ts';
import { appendDues, undoDues } from './store/tax-dues.ts';

type Needs = Pick<Runtime, 'zoneCode' | 'clock' | 'log'>;

/**
 * 撤销, 退货: reservations come back and the tax that was due is reversed by new postings; where it was
 * paid already, customs owes a refund. May arrive before the release itself is known here: then
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
  const restored = releases.flatMap((release) => restore(plan, release) ?? []);
  await appendEntries(tx, plan.entries, at);
  await updateGuarantees(tx, changedGuarantees(plan), at);
  await appendDues(tx, needs.zoneCode, dues);
  await appendPostings(tx, releasePostings(event.eventId, day, { dues, moved: reserved }), at);
  await bookRestored(tx, restored, { ...at, eventId: event.eventId, moved: plan.moved });
}

async function bookRestored(
  tx: Tx,
  restored: readonly Restored[],
  at: {
    zoneCode: string;
    now: Instant;
    day: PlainDate;
    eventId: string;
    moved: GuaranteePlan['moved'];
  },
): Promise<void> {
  const numbers = new Map(restored.map((one) => [setKey(one.reserved), one.sequence]));
  const undone = await undoDues(
    tx,
    at.zoneCode,
    restored.map(({ reserved }) => ({ ...reserved, releasedOn: reserved.day })),
  );
  const reversals = undone.flatMap((due) => {
    const reversalNo = numbers.get(setKey(due));
    if (due.kind !== 'undone' || reversalNo === undefined) return [];
    return [{ postingSetId: due.declarationId, setNo: due.sequence, reversalNo }];
  });
  await reversePostings(tx, reversals, at);
  const { day } = at;
  const refunds = undone.flatMap((due): PostingSet[] => {
    const setNo = numbers.get(setKey(due));
    const total = totalTax(due);
    if (due.kind !== 'refundable' || setNo === undefined || total.units === 0n) return [];
    const head = {
      postingSetId: due.declarationId,
      setNo,
      referenceKind: 'tax-refund',
      day,
    } as const;
    return [taxRefundSet(head, due.guarantorCode, total)];
  });
  const restoring = {
    postingSetId: at.eventId,
    setNo: 2,
    referenceKind: 'guarantee-restored',
    day,
  } as const;
  await appendPostings(tx, [...refunds, guaranteeMovedSet(restoring, at.moved)], at);
}

function setKey(set: { declarationId: string; sequence: number }): string {
  return `${set.declarationId} ${set.sequence}`;
}
