import type { ListReceipt } from '@pilotzone/ceb/message';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { explainReturn } from '@pilotzone/rules/verdict';
import type { DeclarationRow } from './declaration.ts';
import { mayFollow, receiptRank, statusOfReceipt } from './lifecycle.ts';

type ReceiptHead = ListReceipt['head'];

/**
 * The state of a declaration after some of its receipts; `undefined` when they change nothing. They
 * may be repeated and in any order, among themselves and with those applied before: the state
 * follows the latest returnTime, at the same moment the rank of the status. A status that may not
 * follow (a hold after release) is kept as a receipt only. Source: docs/protocols/ceb.md, receipts;
 * rules of the field: compare returnTime, ignore repeats.
 */
export function advance(
  row: DeclarationRow,
  heads: readonly ReceiptHead[],
  at: { now: Instant; today: PlainDate },
): DeclarationRow | undefined {
  let next = row;
  for (const head of [...heads].sort(byTime)) next = applyOne(next, head, at);
  if (next === row) return undefined;
  return next.status === row.status ? next : { ...next, version: row.version + 1 };
}

function byTime(a: ReceiptHead, b: ReceiptHead): number {
  if (a.returnTime !== b.returnTime) return a.returnTime < b.returnTime ? -1 : 1;
  return receiptRank(a.returnStatus) - receiptRank(b.returnStatus);
}

function applyOne(
  row: DeclarationRow,
  head: ReceiptHead,
  at: { now: Instant; today: PlainDate },
): DeclarationRow {
  const numbered = withNumbers(row, head);
  if (isOlder(row, head)) return numbered;
  const status = statusOfReceipt(head.returnStatus) ?? row.status;
  if (!mayFollow(row.status, status)) return numbered;
  const same =
    status === row.status &&
    head.returnStatus === row.returnStatus &&
    head.returnTime === row.returnTime;
  if (same) return numbered;
  return {
    ...numbered,
    status,
    returnStatus: head.returnStatus,
    returnTime: head.returnTime,
    reasons: status === 'released' ? null : explainReturn(head.returnStatus, head.returnInfo),
    decidedAt: at.now,
    releasedOn: status === 'released' ? (row.releasedOn ?? at.today) : row.releasedOn,
  };
}

/** Numbers that customs issues count from whichever receipt brings them. */
function withNumbers(row: DeclarationRow, head: ReceiptHead): DeclarationRow {
  const preNo = row.preNo ?? (head.preNo || null);
  const invtNo = row.invtNo ?? (head.invtNo || null);
  return preNo === row.preNo && invtNo === row.invtNo ? row : { ...row, preNo, invtNo };
}

function isOlder(row: DeclarationRow, head: ReceiptHead): boolean {
  if (row.returnTime === null || row.returnStatus === null) return false;
  if (head.returnTime !== row.returnTime) return head.returnTime < row.returnTime;
  return receiptRank(head.returnStatus) < receiptRank(row.returnStatus);
}
