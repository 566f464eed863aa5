import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { ASK_HELD_FIRST_MS } from './ask-about-held.ts';
import { concludeReceipts } from './conclude-receipts.ts';
import type { ConcludingNeeds } from './conclude-receipts.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { advance, isContradicted } from './model/advance.ts';
import { attemptOf } from './model/attempt-of.ts';
import { isAtCustoms } from './model/lifecycle.ts';
import { noteContradictions } from './store/contradictions.ts';
import { appendTransitions } from './store/declaration-documents.ts';
import { lockByCopNo, advanceDeclarations } from './store/declarations.ts';
import { noteHeld } from './store/held-inquiries.ts';
import { loadEarlierReceipts, saveReceipts } from './store/receipts.ts';
import type { ReceiptRow } from './store/receipts.ts';

/** A receipt (622) from customs with the exchange record it came in. */
export type ArrivedReceipt = { readonly head: ListReceipt['head']; readonly exchangeId: string };

/** What a batch of receipts did; `unknown` are receipts whose list is not ours. */
export type AppliedReceipts = {
  readonly applied: number;
  readonly unknown: readonly ArrivedReceipt[];
};

/**
 * receipt: applies a batch of customs' receipts in the caller's transaction. Receipts may come in
 * any order and any number of times: the one with the latest returnTime decides the state, and what
 * was applied once is not again.
 */
export async function applyReceipts(
  needs: ConcludingNeeds,
  tx: Tx,
  receipts: readonly ArrivedReceipt[],
): Promise<AppliedReceipts> {
  const keys = receipts.map(({ head }) => ({
    copNo: head.copNo,
    agentCode: head.agentCode || undefined,
  }));
  const rows = await lockByCopNo(tx, needs.zoneCode, {
    keys: uniqueKeys(keys),
    remembered: needs.sentMemory,
  });
  const byCopNo = new Map<string, DeclarationRow[]>();
  for (const row of rows) byCopNo.set(row.copNo, [...(byCopNo.get(row.copNo) ?? []), row]);

  const perRow = new Map<string, { row: DeclarationRow; heads: ArrivedReceipt[] }>();
  const unknown: ArrivedReceipt[] = [];
  for (const receipt of receipts) {
    const row = ownerOf(byCopNo.get(receipt.head.copNo) ?? [], receipt.head);
    if (!row) unknown.push(receipt);
    else {
      const entry = perRow.get(row.declarationId) ?? { row, heads: [] };
      entry.heads.push(receipt);
      perRow.set(row.declarationId, entry);
    }
  }
  await write(needs, tx, await withAttempts(needs, tx, [...perRow.values()]));
  return { applied: receipts.length - unknown.length, unknown };
}

function uniqueKeys<K extends { copNo: string; agentCode: string | undefined }>(
  keys: readonly K[],
): K[] {
  return [...new Map(keys.map((key) => [`${key.copNo}|${key.agentCode ?? ''}`, key])).values()];
}

/**
 * The list a receipt belongs to: by declarant where it names one, and never a list that was not
 * sent.
 */
function ownerOf(
  rows: readonly DeclarationRow[],
  head: ListReceipt['head'],
): DeclarationRow | undefined {
  const mine = rows.filter((row) => !head.agentCode || row.agentCode === head.agentCode);
  return (
    mine.find((row) => row.preNo !== null && row.preNo === head.preNo) ??
    mine.find((row) => isAtCustoms(row.status)) ??
    mine[0]
  );
}

type Entry = { readonly row: DeclarationRow; readonly heads: readonly ArrivedReceipt[] };
type Attempted = Entry & { readonly attempts: readonly number[] };

/** Says for each receipt which attempt of its list it is about. */
async function withAttempts(
  needs: Runtime,
  tx: Tx,
  entries: readonly Entry[],
): Promise<Attempted[]> {
  const again = entries.map(({ row }) => row).filter((row) => row.attempt > 1);
  const earlier = await loadEarlierReceipts(tx, needs.zoneCode, again);
  return entries.map(({ row, heads }) => {
    const known = earlier.get(row.declarationId) ?? [];
    return { row, heads, attempts: heads.map(({ head }) => attemptOf(head, row, known)) };
  });
}

async function write(
  needs: ConcludingNeeds & Runtime,
  tx: Tx,
  entries: readonly Attempted[],
): Promise<void> {
  const now = needs.clock.now();
  const today = dayOf(now);
  await saveReceipts(
    tx,
    needs.zoneCode,
    entries.flatMap((entry) => toReceipts(entry, now)),
  );
  const present = entries.map(({ row, heads, attempts }) => {
    const arrived = heads.filter((_, index) => attempts[index] === row.attempt);
    return { row, heads: arrived.map(({ head }) => head) };
  });
  const advanced = present.flatMap(({ row, heads }) => {
    const next = advance(row, heads, { now, today });
    return next ? [{ known: row, row: next }] : [];
  });
  const attempts = present.filter(({ row, heads }) => isContradicted(row, heads));
  await noteContradictions(tx, needs.zoneCode, {
    attempts: attempts.map(({ row }) => row),
    at: now,
  });
  await advanceDeclarations(
    tx,
    needs.zoneCode,
    advanced.map(({ row }) => row),
  );
  const moved = advanced.filter(({ known, row }) => known.status !== row.status);
  await appendTransitions(
    tx,
    needs.zoneCode,
    moved.map(({ known, row }) => ({
      declarationId: row.declarationId,
      version: row.version,
      attempt: row.attempt,
      fromStatus: known.status,
      toStatus: row.status,
      at: now,
      cause: `receipt ${row.returnStatus ?? ''}`,
      actor: 'customs',
    })),
  );
  const held = moved.filter(({ row }) => row.status === 'customs-held');
  await noteHeld(tx, needs.zoneCode, {
    ids: held.map(({ row }) => row.declarationId),
    nextAt: now + ASK_HELD_FIRST_MS,
  });
  await concludeReceipts(needs, tx, moved);
}

function toReceipts({ row, heads, attempts }: Attempted, receivedAt: Instant): ReceiptRow[] {
  const isUnanswered = row.returnStatus === null && row.preNo === null && row.invtNo === null;
  return heads.map(({ head, exchangeId }, index) => ({
    declarationId: row.declarationId,
    attempt: attempts[index] ?? row.attempt,
    returnStatus: head.returnStatus,
    returnTime: head.returnTime,
    returnInfo: head.returnInfo,
    preNo: head.preNo || null,
    invtNo: head.invtNo || null,
    // E-port's own statuses are negative or below 100.
    source: Number(head.returnStatus) < 100 ? 'eport' : 'customs',
    exchangeId,
    receivedAt,
    isFirst: isUnanswered && attempts[index] === row.attempt,
  }));
}
