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
  let next = row;
  for (const head of [...heads].sort(compareReceipts)) next = applyOne(next, head, at);
  if (next === row) return undefined;
  return next.status === row.status ? next : { ...next, version: row.version + 1 };
}

function applyOne(
  row: DeclarationRow,
  head: ReceiptHead,
  at: { now: Instant; today: PlainDate },
): DeclarationRow {
  const numbered = withNumbers(row, head);
  if (isKnown(head, row) || !countsMore(head, row)) return numbered;
  const status = statusOfReceipt(head.returnStatus) ?? row.status;
  if (!mayFollow(row.status, status)) return numbered;
  const isNews = status !== row.status;
  return {
    ...numbered,
    status,
    returnStatus: head.returnStatus,
    returnTime: head.returnTime,
    reasons: status === 'released' ? null : explainReturn(head.returnStatus, head.returnInfo),
    decidedAt: isNews && isDecided(status) ? at.now : row.decidedAt,
    releasedOn: isNews && status === 'released' ? at.today : row.releasedOn,
  };
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

/** Numbers that customs issues count from whichever receipt brings them. */
function withNumbers(row: DeclarationRow, head: ReceiptHead): DeclarationRow {
  const preNo = row.preNo ?? (head.preNo || null);
  const invtNo = row.invtNo ?? (head.invtNo || null);
  return preNo === row.preNo && invtNo === row.invtNo ? row : { ...row, preNo, invtNo };
}
