import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { explainReturn } from '@pilotzone/rules/verdict';
import type { DeclarationRow } from './declaration.ts';
import {
  compareReceipts,
  isAtCustoms,
  isDecided,
  mayFollow,
  statusOfReceipt,
} from './lifecycle.ts';

type ReceiptHead = ListReceipt['head'];

/**
 * The state of a declaration after some receipts of its present attempt; `undefined` when they
 * change nothing. They may be repeated and in any order, among themselves and with those applied
 * before: the one that counts most (`compareReceipts`) decides, and a hold that comes after a
 * release changes nothing. Where customs contradicts itself (rejected and released), the first to
 * arrive stands, because what the list held is given back or booked by then.
 */
export function advance(
  row: DeclarationRow,
  heads: readonly ReceiptHead[],
  at: { now: Instant; today: PlainDate },
): DeclarationRow | undefined {
  if (!isAtCustoms(row.status)) return undefined;
  const next: Advancing = { ...row };
  let changed = false;
  for (const head of [...heads].sort(compareReceipts)) {
    // What was known is asked before the numbers of this receipt are noted.
    const counts = !isKnown(head, next) && countsMore(head, next);
    changed = noteNumbers(next, head) || changed;
    changed = (counts && applyOne(next, head, at)) || changed;
  }
  if (!changed) return undefined;
  if (next.status !== row.status) next.version = row.version + 1;
  return next;
}

/**
 * Whether customs, with these receipts and what decided the present attempt, has both rejected and
 * released it: somebody has to ask which of them counts.
 */
export function isContradicted(row: DeclarationRow, heads: readonly ReceiptHead[]): boolean {
  let isRejected = row.status === 'rejected';
  let isReleased = row.status === 'released';
  for (const head of heads) {
    const status = isKnown(head, row) ? undefined : statusOfReceipt(head.returnStatus);
    isRejected ||= status === 'rejected';
    isReleased ||= status === 'released';
  }
  return isRejected && isReleased;
}

/** A row of our own, changed in place: a list has three receipts and more. */
type Advancing = { -readonly [K in keyof DeclarationRow]: DeclarationRow[K] };

/** Whether the receipt changed the row. */
function applyOne(
  row: Advancing,
  head: ReceiptHead,
  at: { now: Instant; today: PlainDate },
): boolean {
  const status = statusOfReceipt(head.returnStatus) ?? row.status;
  if (!mayFollow(row.status, status)) return false;
  const isNews = status !== row.status;
  row.status = status;
  row.returnStatus = head.returnStatus;
  row.returnTime = head.returnTime;
  row.reasons = status === 'released' ? null : explainReturn(head.returnStatus, head.returnInfo);
  if (isNews && isDecided(status)) row.decidedAt = at.now;
  if (isNews && status === 'released') row.releasedOn = at.today;
  return true;
}

/**
 * Customs may answer a list that we sent again, to ask for its last word, with "already declared":
 * that says that it has the list, not that it turns it down.
 */
function isKnown({ returnStatus }: ReceiptHead, { preNo }: DeclarationRow): boolean {
  return returnStatus === ALREADY_DECLARED && preNo !== null;
}

const ALREADY_DECLARED = '-621004';

/** Whether a receipt counts more than the one that decided the present state. */
function countsMore(head: ReceiptHead, { returnStatus, returnTime }: DeclarationRow): boolean {
  if (returnStatus === null || returnTime === null) return true;
  return compareReceipts(head, { returnStatus, returnTime }) > 0;
}

/** Numbers that customs issues count from whichever receipt brings them; whether it brought any. */
function noteNumbers(row: Advancing, head: ReceiptHead): boolean {
  const preNo = row.preNo ?? (head.preNo || null);
  const invtNo = row.invtNo ?? (head.invtNo || null);
  if (preNo === row.preNo && invtNo === row.invtNo) return false;
  row.preNo = preNo;
  row.invtNo = invtNo;
  return true;
}
