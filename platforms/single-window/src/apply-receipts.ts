import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { concludeReceipts } from './conclude-receipts.ts';
import type { ConcludingNeeds } from './conclude-receipts.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { advance } from './model/advance.ts';
import { appendTransitions } from './store/declaration-documents.ts';
import { lockByCopNo, updateDeclarations } from './store/declarations.ts';
import { saveReceipts } from './store/receipts.ts';

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
  const rows = await lockByCopNo(tx, needs.zoneCode, uniqueKeys(keys));
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
  await write(needs, tx, [...perRow.values()]);
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
    mine.find((row) => SENT.has(row.status)) ??
    mine[0]
  );
}

const SENT: ReadonlySet<string> = new Set([
  'sent',
  'customs-held',
  'released',
  'returned',
  'rejected',
]);

async function write(
  needs: ConcludingNeeds & Runtime,
  tx: Tx,
  entries: readonly { row: DeclarationRow; heads: readonly ArrivedReceipt[] }[],
): Promise<void> {
  const now = needs.clock.now();
  const today = dayOf(now);
  await saveReceipts(
    tx,
    needs.zoneCode,
    entries.flatMap(({ row, heads }) =>
      heads.map(({ head, exchangeId }) => ({
        declarationId: row.declarationId,
        attempt: row.attempt,
        returnStatus: head.returnStatus,
        returnTime: head.returnTime,
        returnInfo: head.returnInfo,
        preNo: head.preNo || null,
        invtNo: head.invtNo || null,
        source:
          head.returnStatus.startsWith('-') || Number(head.returnStatus) < 100
            ? ('eport' as const)
            : ('customs' as const),
        exchangeId,
        receivedAt: now,
      })),
    ),
  );
  const advanced = entries.flatMap(({ row, heads }) => {
    const next = advance(
      row,
      heads.map(({ head }) => head),
      { now, today },
    );
    return next ? [{ known: row, row: next }] : [];
  });
  await updateDeclarations(
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
  await concludeReceipts(needs, tx, moved);
}
