import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import type { StatusOutcome } from '@pilotzone/rules/codes/return-statuses';
import type { Outcome } from '../contract.ts';

/** States of a declaration (申报清单状态). */
export type DeclarationStatus =
  | 'staged'
  | 'filed'
  | 'waiting'
  | 'held'
  | 'sent'
  | 'customs-held'
  | 'rejected'
  | 'released'
  | 'returned'
  | 'cancelled';

/**
 * The life of a declaration on one screen: from each state, the states it may reach. `filed` is
 * recorded and not yet judged; `held` waits for a person here, `customs-held` for one at customs.
 */
export const NEXT = {
  staged: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  filed: ['staged', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  waiting: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  held: ['sent', 'rejected', 'cancelled'],
  sent: ['customs-held', 'rejected', 'released', 'returned', 'cancelled'],
  'customs-held': ['customs-held', 'rejected', 'released', 'returned', 'cancelled'],
  rejected: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  released: ['returned', 'cancelled'],
  returned: [],
  cancelled: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected'],
} as const satisfies Record<DeclarationStatus, readonly DeclarationStatus[]>;

/** All states. */
export const STATUSES = Object.keys(NEXT) as DeclarationStatus[];

/** Whether `to` may follow `from`; staying is always allowed. */
export function mayFollow(from: DeclarationStatus, to: DeclarationStatus): boolean {
  return from === to || (NEXT[from] as readonly DeclarationStatus[]).includes(to);
}

/**
 * States in which the list occupies its order, its waybill, the buyer's allowance and the
 * guarantee.
 */
export function isLive(status: DeclarationStatus): boolean {
  return LIVE.has(status);
}

const LIVE: ReadonlySet<DeclarationStatus> = new Set([
  'held',
  'sent',
  'customs-held',
  'released',
  'returned',
]);

const OUTCOMES: Record<DeclarationStatus, Outcome> = {
  staged: 'staged',
  filed: 'waiting',
  waiting: 'waiting',
  held: 'held',
  sent: 'waiting',
  'customs-held': 'held',
  rejected: 'rejected',
  released: 'released',
  returned: 'returned',
  cancelled: 'cancelled',
};

/** A state in the words of the outer contract. */
export function outcomeOf(status: DeclarationStatus): Outcome {
  return OUTCOMES[status];
}

/** States in which customs has the list, or has decided on it: only these follow its receipts. */
export function isAtCustoms(status: DeclarationStatus): boolean {
  return AT_CUSTOMS.has(status);
}

const AT_CUSTOMS: ReadonlySet<DeclarationStatus> = new Set([
  'sent',
  'customs-held',
  'rejected',
  'released',
  'returned',
]);

/** States that nothing follows in the ordinary course: customs or the platform has decided. */
export function isDecided(status: DeclarationStatus): boolean {
  return status === 'rejected' || status === 'released' || status === 'returned';
}

/**
 * What customs' receipt status (回执状态) makes of a sent list; `undefined` for one that only reports
 * progress, and for one nobody knows. Source: @pilotzone/rules, codes/return-statuses.
 */
export function statusOfReceipt(returnStatus: string): DeclarationStatus | undefined {
  const outcome = findReturnStatus(returnStatus)?.outcome;
  return outcome && STATUS_OF_OUTCOME[outcome];
}

const STATUS_OF_OUTCOME: Record<StatusOutcome, DeclarationStatus | undefined> = {
  staged: undefined,
  filed: undefined,
  held: 'customs-held',
  rejected: 'rejected',
  released: 'released',
  returned: 'returned',
};

/** What of a receipt decides whether it counts more than another one. */
export type ReceiptMark = { readonly returnStatus: string; readonly returnTime: string };

/**
 * Which of two receipts of one list counts more: above 0 the first. A final one beats a hold, a
 * hold beats progress, a return beats all; then the later returnTime, then the rank of the status.
 * A total order, so that the deciding receipt of a set is the same however the set arrives.
 */
export function compareReceipts(a: ReceiptMark, b: ReceiptMark): number {
  return (
    levelOf(a) - levelOf(b) ||
    compareText(a.returnTime, b.returnTime) ||
    rankOf(a) - rankOf(b) ||
    compareText(a.returnStatus, b.returnStatus)
  );
}

function levelOf({ returnStatus }: ReceiptMark): number {
  const status = statusOfReceipt(returnStatus);
  if (status === undefined) return 0;
  if (status === 'customs-held') return 1;
  return status === 'returned' ? 3 : 2;
}

function rankOf({ returnStatus }: ReceiptMark): number {
  return findReturnStatus(returnStatus)?.rank ?? 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
