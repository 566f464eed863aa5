import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import { explainReturn } from '@pilotzone/rules/verdict';

export type CancellationDocument = DocumentByType['CEB623Message'];
export type ReturnDocument = DocumentByType['CEB625Message'];

/** What a request asks: to cancel a list before release (623), to return goods after it (625). */
export type WithdrawalKind = 'cancellation' | 'return';

/** States of a request (申请单状态). */
export type WithdrawalStatus = 'staged' | 'sent' | 'accepted' | 'rejected' | 'closed' | 'deleted';

/**
 * The life of a request: from each state, the states it may reach. `accepted`: customs has taken it
 * in and waits, of a return for the goods; `closed`: examined and closed (399), which takes effect.
 */
export const NEXT_OF_WITHDRAWAL = {
  staged: ['staged', 'sent', 'deleted'],
  sent: ['accepted', 'rejected', 'closed'],
  accepted: ['accepted', 'rejected', 'closed'],
  rejected: ['staged', 'sent'],
  closed: [],
  deleted: ['staged', 'sent'],
} as const satisfies Record<WithdrawalStatus, readonly WithdrawalStatus[]>;

/** Whether `to` may follow `from`. */
export function mayFollow(from: WithdrawalStatus, to: WithdrawalStatus): boolean {
  return (NEXT_OF_WITHDRAWAL[from] as readonly WithdrawalStatus[]).includes(to);
}

/** Whether a request claims its goods: what it asks for cannot be asked for by another one. */
export function isLive(status: WithdrawalStatus): boolean {
  return status === 'sent' || status === 'accepted' || status === 'closed';
}

/** A request as stored. */
export type WithdrawalRow = {
  readonly withdrawalId: string;
  readonly kind: WithdrawalKind;
  readonly declarationId: string;
  readonly attempt: number;
  readonly agentCode: string;
  readonly copNo: string;
  readonly guid: string;
  readonly appTime: string;
  readonly status: WithdrawalStatus;
  readonly part: number | null;
  readonly returnStatus: string | null;
  readonly returnTime: string | null;
  readonly preNo: string | null;
  readonly reasons: readonly Finding[] | null;
  readonly goodsDueOn: PlainDate | null;
  readonly body: string;
  readonly exchangeId: string;
  readonly filedAt: Instant;
  readonly decidedAt: Instant | null;
  /** What a return brings back, by gnum; empty of a cancellation. */
  readonly lines: ReadonlyMap<number, bigint>;
};

/** What of a receipt (624, 626) counts. */
export type WithdrawalReceipt = {
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly preNo: string | undefined;
};

/**
 * The request after some receipts, in any order and repeated; `undefined` when they change nothing.
 * A final one beats the others; of two final ones the first to arrive stands, because its effect is
 * booked by then.
 */
export function advanceWithdrawal(
  row: WithdrawalRow,
  receipts: readonly WithdrawalReceipt[],
  now: Instant,
): WithdrawalRow | undefined {
  let next = row;
  for (const receipt of [...receipts].sort(byWeight)) next = applyOne(next, receipt, now);
  return next === row ? undefined : next;
}

function applyOne(row: WithdrawalRow, receipt: WithdrawalReceipt, now: Instant): WithdrawalRow {
  const preNo = row.preNo ?? (receipt.preNo || null);
  const numbered = preNo === row.preNo ? row : { ...row, preNo };
  const status = statusOf(receipt.returnStatus);
  if (!status || !mayFollow(row.status, status)) return numbered;
  if (status === row.status && receipt.returnTime <= (row.returnTime ?? '')) return numbered;
  const { returnStatus, returnTime, returnInfo } = receipt;
  const isFinal = status !== 'accepted';
  return {
    ...numbered,
    status,
    returnStatus,
    returnTime,
    reasons: status === 'closed' ? null : explainReturn(returnStatus, returnInfo),
    decidedAt: isFinal ? now : row.decidedAt,
  };
}

/** What a receipt makes of a request; `undefined` for one that only reports progress. */
export function statusOf(returnStatus: string): WithdrawalStatus | undefined {
  if (returnStatus === '399') return 'closed';
  if (returnStatus === '120') return 'accepted';
  const outcome = findReturnStatus(returnStatus)?.outcome;
  if (outcome === 'rejected') return 'rejected';
  return outcome === 'held' ? 'accepted' : undefined;
}

function byWeight(a: WithdrawalReceipt, b: WithdrawalReceipt): number {
  return weightOf(a) - weightOf(b) || (a.returnTime < b.returnTime ? -1 : 1);
}

function weightOf({ returnStatus }: WithdrawalReceipt): number {
  const status = statusOf(returnStatus);
  if (status === undefined) return 0;
  return status === 'accepted' ? 1 : 2;
}
