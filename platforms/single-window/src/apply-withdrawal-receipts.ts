import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import { concludeReceipts, loadFacts } from './conclude-receipts.ts';
import type { ConcludingNeeds } from './conclude-receipts.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { mayFollow } from './model/lifecycle.ts';
import { addQuantities, partOf } from './model/part.ts';
import { advanceWithdrawal } from './model/withdrawal.ts';
import type { WithdrawalKind, WithdrawalRow } from './model/withdrawal.ts';
import { appendTransitions } from './store/declaration-documents.ts';
import { advanceDeclarations, lockByIds } from './store/declarations.ts';
import {
  findByCopNo,
  listWithdrawalsOf,
  saveWithdrawalReceipts,
  saveWithdrawals,
} from './store/withdrawals.ts';
import { closedReturns, takeBack } from './take-back.ts';
import type { TakenBack } from './take-back.ts';

type ReceiptHead =
  DocumentByType['CEB624Message']['head'] | DocumentByType['CEB626Message']['head'];

/** A receipt of a request (624, 626) with the exchange record it came in. */
export type ArrivedWithdrawalReceipt = {
  readonly kind: WithdrawalKind;
  readonly head: ReceiptHead;
  readonly exchangeId: string;
};

/**
 * Applies receipts of requests in the caller's transaction, in any order and any number of times. A
 * request that customs closed takes effect: a list cancelled before release gives back what it
 * held, a return takes its part of the release back.
 */
export async function applyWithdrawalReceipts(
  needs: ConcludingNeeds,
  tx: Tx,
  receipts: readonly ArrivedWithdrawalReceipt[],
): Promise<{ unknown: readonly ArrivedWithdrawalReceipt[] }> {
  if (receipts.length === 0) return { unknown: [] };
  const copNos = receipts.map(({ head }) => head.copNo);
  const found = await findByCopNo(tx, needs.zoneCode, copNos);
  const ids = [...new Set(found.map((row) => row.declarationId))];
  const declarations = await lockByIds(tx, needs.zoneCode, ids);
  const requests = await listWithdrawalsOf(tx, needs.zoneCode, ids);
  const unknown: ArrivedWithdrawalReceipt[] = [];
  const perRow = new Map<WithdrawalRow, ArrivedWithdrawalReceipt[]>();
  for (const receipt of receipts) {
    const row = requests.find((one) => isAbout(receipt, one));
    if (row) perRow.set(row, [...(perRow.get(row) ?? []), receipt]);
    else unknown.push(receipt);
  }
  await saveReceipts(needs, tx, perRow);
  const advanced = [...perRow].flatMap(([row, arrived]) => {
    const heads = arrived.map(({ head }) => head);
    const next = advanceWithdrawal(row, heads, needs.clock.now());
    return next ? [{ row, next }] : [];
  });
  const closed = advanced.filter(({ row, next }) => next.status !== row.status && isClosed(next));
  const effects = await takeEffect(needs, tx, {
    closed: closed.map(({ next }) => next),
    declarations,
    requests,
  });
  await saveWithdrawals(
    tx,
    needs.zoneCode,
    advanced.map(({ next }) => effects.get(next.withdrawalId) ?? next),
  );
  return { unknown };
}

function isAbout({ kind, head }: ArrivedWithdrawalReceipt, row: WithdrawalRow): boolean {
  if (row.kind !== kind || row.copNo !== head.copNo) return false;
  return !head.agentCode || row.agentCode === head.agentCode;
}

function isClosed({ status }: WithdrawalRow): boolean {
  return status === 'closed';
}

async function saveReceipts(
  needs: ConcludingNeeds,
  tx: Tx,
  perRow: ReadonlyMap<WithdrawalRow, readonly ArrivedWithdrawalReceipt[]>,
): Promise<void> {
  const receivedAt = needs.clock.now();
  const rows = [...perRow].flatMap(([{ withdrawalId }, arrived]) =>
    arrived.map(({ head, exchangeId }) => {
      const { returnStatus, returnTime, returnInfo } = head;
      const preNo = head.preNo || null;
      return { withdrawalId, returnStatus, returnTime, returnInfo, preNo, exchangeId, receivedAt };
    }),
  );
  await saveWithdrawalReceipts(tx, needs.zoneCode, rows);
}

type Closing = {
  readonly closed: readonly WithdrawalRow[];
  readonly declarations: readonly DeclarationRow[];
  readonly requests: readonly WithdrawalRow[];
};

/** Carries out what customs closed; returns the requests with the number of the part they took. */
async function takeEffect(
  needs: ConcludingNeeds,
  tx: Tx,
  { closed, declarations, requests }: Closing,
): Promise<Map<string, WithdrawalRow>> {
  const done = new Map<string, WithdrawalRow>();
  if (closed.length === 0) return done;
  const standing = new Map(declarations.map((row) => [row.declarationId, row]));
  const { facts } = await loadFacts(
    needs,
    tx,
    declarations.filter((row) => row.releasedOn !== null),
  );
  const moves: { known: DeclarationRow; row: DeclarationRow; cause: string }[] = [];
  const taken: TakenBack[] = [];
  const earlier = [...requests];
  for (const request of closed) {
    const known = standing.get(request.declarationId);
    const isStale = known?.attempt !== request.attempt;
    if (!known || isStale) continue;
    const back =
      request.kind === 'return' && known.status === 'released'
        ? comeBack(request, { known, facts: facts.get(known.declarationId), earlier })
        : undefined;
    const status = back?.status ?? (request.kind === 'cancellation' ? CANCELLED : undefined);
    if (!status || !mayFollow(known.status, status)) continue;
    const version = known.version + 1;
    // What customs held the list for is over with it.
    const row = { ...known, status, version, reasons: null, decidedAt: needs.clock.now() };
    standing.set(row.declarationId, row);
    moves.push({ known, row, cause: causeOf(request) });
    if (back) taken.push({ ...back.taken, row });
    const finished = { ...request, part: back ? back.no : null };
    done.set(request.withdrawalId, finished);
    earlier.push(finished);
  }
  await write(needs, tx, moves);
  // The parts of a return are told here; what is over with a cancellation, as after a receipt.
  await takeBack(needs, tx, { taken, cause: 'returned' });
  await concludeReceipts(
    needs,
    tx,
    moves.filter(({ row }) => row.status === 'cancelled'),
  );
  return done;
}

function comeBack(
  request: WithdrawalRow,
  by: {
    known: DeclarationRow;
    facts: TakenBack['facts'] | undefined;
    earlier: readonly WithdrawalRow[];
  },
) {
  const { known, facts } = by;
  assert(facts, 'a released list has facts');
  const closed = closedReturns(by.earlier, known);
  const no = closed.length + 1;
  const coming = {
    no,
    before: addQuantities(closed.map(({ lines }) => lines)),
    now: request.lines,
  };
  const undone = partOf(facts, coming);
  const isWhole = no === 1 && !undone.remains;
  const taken = {
    facts,
    releasedOn: known.releasedOn ?? '',
    part: isWhole ? undefined : { coming, undone },
  };
  const status = undone.remains ? ('released' as const) : ('returned' as const);
  return { no, status, taken };
}

const CANCELLED = 'cancelled' as const;

function causeOf({ kind, copNo, returnStatus }: WithdrawalRow): string {
  return `${kind} ${copNo} receipt ${returnStatus ?? ''}`;
}

async function write(
  needs: ConcludingNeeds,
  tx: Tx,
  moves: readonly { known: DeclarationRow; row: DeclarationRow; cause: string }[],
): Promise<void> {
  const last = new Map(moves.map(({ row }) => [row.declarationId, row]));
  await advanceDeclarations(tx, needs.zoneCode, [...last.values()]);
  await appendTransitions(
    tx,
    needs.zoneCode,
    moves.map(({ known, row, cause }) => ({
      declarationId: row.declarationId,
      version: row.version,
      attempt: row.attempt,
      fromStatus: known.status,
      toStatus: row.status,
      at: needs.clock.now(),
      cause,
      actor: 'customs',
    })),
  );
}
