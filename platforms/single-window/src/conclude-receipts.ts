import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { WrittenPayload } from '@pilotzone/kernel/outbox';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import { DECLARATIONS_CONCLUDED, DECLARATIONS_RELEASED } from './contract.ts';
import type { DeclarationFacts, DeclarationsReleased, DeclarationsUndone } from './contract.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { withNumbers } from './model/facts.ts';
import type { SentMemory } from './model/sent-memory.ts';
import { freeReservations } from './free-reservations.ts';
import type { FreeingNeeds } from './free-reservations.ts';
import { loadFactTexts } from './store/declaration-documents.ts';
import { restsOf, takeBack } from './take-back.ts';
import { concludedEvent } from './write-verdicts.ts';

export type ConcludingNeeds = Runtime &
  FreeingNeeds & {
    publish(tx: Tx, kind: string, payload: object): Promise<void>;
    readonly sentMemory: SentMemory;
  };

type Moved = { readonly known: DeclarationRow; readonly row: DeclarationRow };

/**
 * What follows from customs' answers, in the same transaction: lists refused or cancelled give back
 * what they held, and the events tell the neighbours what was released, concluded or undone. After
 * this nobody waits.
 */
export async function concludeReceipts(
  needs: ConcludingNeeds,
  tx: Tx,
  moved: readonly Moved[],
): Promise<void> {
  await freeReservations(
    needs,
    tx,
    moved.filter(endedUnreleased).map(({ row }) => row),
  );
  const told = moved.filter(({ row }) => CONCLUDED.has(row.status));
  if (told.length === 0) return;
  const rows = told.map(({ row }) => row);
  const { facts, texts } = await loadFacts(needs, tx, rows);
  const released = rows.filter((row) => row.status === 'released');
  if (released.length > 0) {
    const event = releasedEvent(needs, released, facts);
    const written = new WrittenPayload(event, textOf(event, released, texts));
    await needs.publish(tx, DECLARATIONS_RELEASED, written);
  }
  for (const cause of ['cancelled', 'returned'] as const) {
    await undo(needs, tx, {
      undone: told.filter((one) => cameBack(one) && one.row.status === cause),
      facts,
      cause,
    });
  }
  const concluded = told
    .filter((one) => one.row.status !== 'returned' && !cameBack(one))
    .map(({ row }) => row);
  if (concluded.length > 0)
    await needs.publish(tx, DECLARATIONS_CONCLUDED, concludedEvent(needs, concluded, facts));
}

/** Refused, cancelled, or sent back abroad before it was ever released. */
function endedUnreleased({ known, row }: Moved): boolean {
  if (row.status === 'rejected') return true;
  return (row.status === 'returned' || row.status === 'cancelled') && known.status !== 'released';
}

/** Taken back after release: the guarantee follows by event, the buyer's allowance here. */
function cameBack({ known, row }: Moved): boolean {
  return (row.status === 'returned' || row.status === 'cancelled') && known.status === 'released';
}

async function undo(
  needs: ConcludingNeeds,
  tx: Tx,
  { undone, facts, cause }: { undone: readonly Moved[]; facts: FactsById; cause: UndoCause },
): Promise<void> {
  if (undone.length === 0) return;
  const whole = undone.map(({ row, known }) => ({
    row,
    facts: factsOf(facts, row),
    releasedOn: known.releasedOn ?? '',
  }));
  const taken = await restsOf(needs, tx, whole);
  await takeBack(needs, tx, { taken, cause });
}

type UndoCause = DeclarationsUndone['cause'];

const CONCLUDED: ReadonlySet<string> = new Set([
  'released',
  'rejected',
  'customs-held',
  'returned',
  'cancelled',
]);

/**
 * The facts of these lists as they were judged, with the numbers that customs issued since; and
 * their texts as they were stored, without these.
 */
export async function loadFacts(needs: ConcludingNeeds, tx: Tx, rows: readonly DeclarationRow[]) {
  const held = rows.map((row) => needs.sentMemory.take(row.declarationId));
  const missing = rows.filter((_, index) => !held[index]);
  const texts = await loadFactTexts(tx, needs.zoneCode, missing);
  const facts = new Map<string, DeclarationFacts>();
  rows.forEach((row, index) => {
    const sent = held[index];
    if (sent) texts.set(row.declarationId, sent.text);
    const judged = sent?.facts ?? readFacts(row, texts.get(row.declarationId));
    // Nobody else has this object: it is quicker to complete than to copy.
    const numbers = { preNo: row.preNo ?? '', invtNo: row.invtNo ?? '' };
    facts.set(row.declarationId, Object.assign(judged, numbers));
  });
  return { facts, texts };
}

function readFacts(row: DeclarationRow, text: string | undefined): DeclarationFacts {
  assert(text, `declaration ${row.declarationId} was sent without facts`);
  // Written by model/facts.ts in this very shape.
  return JSON.parse(text) as DeclarationFacts;
}

/** The event as JSON, of texts that are there already: writing it anew costs far more. */
function textOf(
  { declarations: _, ...head }: DeclarationsReleased,
  rows: readonly DeclarationRow[],
  texts: ReadonlyMap<string, string>,
): string {
  const told = rows.map((row) => withNumbers(texts.get(row.declarationId) ?? '', row));
  return `${JSON.stringify(head).slice(0, -1)},"declarations":[${told.join(',')}]}`;
}

type FactsById = ReadonlyMap<string, DeclarationFacts>;

function factsOf(facts: FactsById, row: DeclarationRow): DeclarationFacts {
  const found = facts.get(row.declarationId);
  assert(found, 'facts were loaded for every row');
  return found;
}

function releasedEvent(
  runtime: Runtime,
  rows: readonly DeclarationRow[],
  facts: FactsById,
): DeclarationsReleased {
  const now = runtime.clock.now();
  return {
    eventId: runtime.ids.newId(),
    day: dayOf(now),
    at: formatInstant(now),
    declarations: rows.map((row) => factsOf(facts, row)),
  };
}
