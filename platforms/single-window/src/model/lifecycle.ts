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
  filed: ['waiting', 'held', 'sent', 'rejected', 'cancelled'],
  waiting: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  held: ['sent', 'rejected', 'cancelled'],
  sent: ['customs-held', 'rejected', 'released', 'returned'],
  'customs-held': ['customs-held', 'rejected', 'released', 'returned'],
  rejected: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'],
  released: ['returned', 'cancelled'],
  returned: [],
  cancelled: ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected'],
} as const satisfies Record<DeclarationStatus, readonly DeclarationStatus[]>;

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

/**
 * What customs' receipt status (回执状态) makes of a sent list; `undefined` for one that only reports
 * progress. Source: specification 202205, returnStatus of CEB622; outcomes: docs, `clear`.
 */
export function statusOfReceipt(returnStatus: string): DeclarationStatus | undefined {
  if (returnStatus.startsWith('-') || returnStatus === '100') return 'rejected';
  if (returnStatus === '800' || returnStatus === '899') return 'released';
  if (returnStatus === '700') return 'returned';
  return CUSTOMS_HOLDS.has(returnStatus) ? 'customs-held' : undefined;
}

const CUSTOMS_HOLDS: ReadonlySet<string> = new Set([
  '300',
  '500',
  '501',
  '502',
  '503',
  '505',
  '599',
  '600',
]);

const RANKS: readonly string[] = ['1', '2', '3', '4', '120', '399'];

/** Order of receipts with the same returnTime: progress first, holds next, then the final ones. */
export function receiptRank(returnStatus: string): number {
  const progress = RANKS.indexOf(returnStatus);
  if (progress >= 0) return progress;
  const status = statusOfReceipt(returnStatus);
  if (status === 'customs-held') return 10;
  return status === 'rejected' ? 11 : 12;
}
