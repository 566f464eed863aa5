import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { parseUnits } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import { DECLARATIONS_UNDONE } from './contract.ts';
import type { DeclarationFacts, DeclarationsUndone, UndonePart } from './contract.ts';
import { restoreAllowances } from './free-reservations.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { addQuantities, partOf, restOf } from './model/part.ts';
import type { ComingBack } from './model/part.ts';
import { goodsOfPart } from './model/part-goods.ts';
import type { WithdrawalRow } from './model/withdrawal.ts';
import { loadDocuments } from './store/declaration-documents.ts';
import { listGoodsTaken, restoreAllowanceParts, restoreGoodsParts } from './store/part-restores.ts';
import { listWithdrawalsOf } from './store/withdrawals.ts';

export type TakingBackNeeds = Runtime & {
  publish(tx: Tx, kind: string, payload: object): Promise<void>;
};

/** A released list that is taken back, wholly or in part. */
export type TakenBack = {
  readonly row: DeclarationRow;
  readonly releasedOn: string;
  readonly facts: DeclarationFacts;
  /** Absent: all of it at once. */
  readonly part?: { readonly coming: ComingBack; readonly undone: UndonePart } | undefined;
};

/**
 * Gives back what released lists, or parts of them, took of their buyers' allowances and
 * quantities, and tells the neighbours, who follow with guarantee, books, statistics and pass. A
 * list may stand in `taken` several times, part after part; each event tells it once.
 */
export async function takeBack(
  needs: TakingBackNeeds,
  tx: Tx,
  { taken, cause }: { taken: readonly TakenBack[]; cause: DeclarationsUndone['cause'] },
): Promise<void> {
  if (taken.length === 0) return;
  await restoreAllowances(
    needs,
    tx,
    taken.filter(({ part }) => !part).map(({ row }) => row),
  );
  await restoreParts(
    needs,
    tx,
    taken.filter(({ part }) => part),
  );
  for (const round of roundsOf(taken)) {
    await needs.publish(tx, DECLARATIONS_UNDONE, eventOf(needs, round, cause));
  }
}

/** What is left of released lists when all of it is taken back, after the parts before. */
export async function restsOf(
  runtime: Runtime,
  tx: Tx,
  whole: readonly Omit<TakenBack, 'part'>[],
): Promise<TakenBack[]> {
  const ids = whole.map(({ row }) => row.declarationId);
  const requests = await listWithdrawalsOf(tx, runtime.zoneCode, ids);
  return whole.map((one) => {
    const earlier = closedReturns(requests, one.row);
    if (earlier.length === 0) return one;
    const before = addQuantities(earlier.map(({ lines }) => lines));
    const coming = { no: earlier.length + 1, before, now: restOf(one.facts, before) };
    return { ...one, part: { coming, undone: partOf(one.facts, coming) } };
  });
}

/** The returns of a list's present attempt that have taken effect. */
export function closedReturns(
  requests: readonly WithdrawalRow[],
  { declarationId, attempt }: Pick<DeclarationRow, 'declarationId' | 'attempt'>,
): WithdrawalRow[] {
  return requests.filter(
    (one) =>
      one.kind === 'return' &&
      one.status === 'closed' &&
      one.declarationId === declarationId &&
      one.attempt === attempt,
  );
}

async function restoreParts(runtime: Runtime, tx: Tx, taken: readonly TakenBack[]): Promise<void> {
  const at = runtime.clock.now();
  const parts = taken.flatMap(({ row, part }) => {
    if (!part || row.allowanceYear === null) return [];
    const { buyerKey, declarationId, attempt, allowanceYear: year } = row;
    return [
      { row, part, key: { buyerKey, year, declarationId, attempt, part: part.coming.no, at } },
    ];
  });
  await restoreAllowanceParts(
    tx,
    parts.map(({ key, part }) => ({
      ...key,
      amount: parseUnits(part.undone.dutiablePrice) ?? 0n,
    })),
  );
  const limited = await listGoodsTaken(
    tx,
    parts.map(({ key }) => key),
  );
  const withLimited = parts.filter(({ row }) => limited.has(row.declarationId));
  const documents = await loadDocuments(
    tx,
    runtime.zoneCode,
    withLimited.map(({ row }) => row),
  );
  await restoreGoodsParts(
    tx,
    withLimited.flatMap(({ row, part, key }) => {
      const body = documents.get(row.declarationId)?.body;
      if (!body) return [];
      const list = unpackDocument('CEB621Message', body, row);
      const entries = limited.get(row.declarationId) ?? [];
      return goodsOfPart(list, entries, part.coming).map(({ hsCode, unit, quantity }) => ({
        ...key,
        hsCode,
        unit,
        quantity,
      }));
    }),
  );
}

function roundsOf(taken: readonly TakenBack[]): TakenBack[][] {
  const rounds: TakenBack[][] = [];
  const seen = new Map<string, number>();
  for (const one of taken) {
    const round = seen.get(one.row.declarationId) ?? 0;
    seen.set(one.row.declarationId, round + 1);
    (rounds[round] ??= []).push(one);
  }
  return rounds;
}

function eventOf(
  runtime: Runtime,
  taken: readonly TakenBack[],
  cause: DeclarationsUndone['cause'],
): DeclarationsUndone {
  const now = runtime.clock.now();
  return {
    eventId: runtime.ids.newId(),
    day: dayOf(now),
    at: formatInstant(now),
    cause,
    declarations: taken.map(({ facts, releasedOn, part }) => ({
      ...facts,
      releasedOn,
      ...(part && { part: part.undone }),
    })),
  };
}
