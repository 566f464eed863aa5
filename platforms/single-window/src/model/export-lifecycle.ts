import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import type { Outcome } from '../contract.ts';

/** What a declarant declares about exports: a list, or an application about lists. */
export type ExportKind = 'list' | 'cancellation' | 'manifest' | 'summary' | 'return' | 'tally';

/** States of export cases. */
export type ExportStatus =
  | 'staged'
  | 'filed'
  | 'waiting'
  | 'held'
  | 'sent'
  | 'examined'
  | 'customs-held'
  | 'released'
  | 'closed'
  | 'accepted'
  | 'rejected'
  | 'cancelled'
  | 'returned';

const OPEN = ['staged', 'filed', 'waiting', 'held', 'sent', 'rejected', 'cancelled'] as const;
const UNHELD = ['staged', 'filed', 'waiting', 'sent', 'rejected', 'cancelled'] as const;

/**
 * The life of an export list on one screen: customs examines it (399), releases it once the goods
 * have arrived (800), closes it once they have left (899). `held` waits for a person here,
 * `customs-held` for one at customs. Until it is closed it may be cancelled (605); after release
 * its goods may come back.
 */
export const NEXT_OF_LIST = {
  staged: OPEN,
  filed: OPEN,
  waiting: OPEN,
  held: ['sent', 'rejected'],
  sent: ['examined', 'customs-held', 'released', 'closed', 'rejected', 'cancelled'],
  examined: ['customs-held', 'released', 'closed', 'rejected', 'cancelled'],
  'customs-held': ['examined', 'released', 'closed', 'rejected', 'cancelled'],
  released: ['closed', 'cancelled', 'returned'],
  closed: ['returned'],
  accepted: [],
  rejected: OPEN,
  cancelled: OPEN,
  returned: [],
} as const satisfies Record<ExportStatus, readonly ExportStatus[]>;

/** The life of an application about lists: cancellation, manifest, summary, return, tally. */
export const NEXT_OF_APPLICATION = {
  staged: UNHELD,
  filed: UNHELD,
  waiting: UNHELD,
  held: [],
  sent: ['customs-held', 'accepted', 'rejected'],
  examined: [],
  'customs-held': ['accepted', 'rejected'],
  released: [],
  closed: [],
  accepted: [],
  rejected: UNHELD,
  cancelled: UNHELD,
  returned: [],
} as const satisfies Record<ExportStatus, readonly ExportStatus[]>;

/** Whether `to` may follow `from`; staying is always allowed. */
export function mayFollowExport(kind: ExportKind, from: ExportStatus, to: ExportStatus): boolean {
  const next = kind === 'list' ? NEXT_OF_LIST : NEXT_OF_APPLICATION;
  return from === to || (next[from] as readonly ExportStatus[]).includes(to);
}

/** Whether customs has the case, or has decided on it: only these follow its receipts. */
export function isExportAtCustoms(status: ExportStatus): boolean {
  return AT_CUSTOMS.has(status);
}

const AT_CUSTOMS: ReadonlySet<ExportStatus> = new Set([
  'sent',
  'examined',
  'customs-held',
  'released',
  'closed',
  'accepted',
  'rejected',
  'returned',
]);

/** States in which a list occupies its order and its waybill. */
export function isLiveExport(status: ExportStatus): boolean {
  return status === 'held' || (AT_CUSTOMS.has(status) && status !== 'rejected');
}

/** The receipt status by which customs takes an application; its receipts list no later one. */
const ACCEPTED_BY: Readonly<Record<Exclude<ExportKind, 'list'>, string>> = {
  cancellation: '399',
  manifest: '120',
  summary: '399',
  return: '800',
  tally: '399',
};

/**
 * What a receipt status makes of a case at customs; `undefined` for one that only reports progress.
 * Source: specification 202205, returnStatus of 604, 606, 608, 702, 214, 216.
 */
export function exportStatusOf(kind: ExportKind, returnStatus: string): ExportStatus | undefined {
  const meaning = findReturnStatus(returnStatus)?.outcome;
  if (meaning === 'rejected') return 'rejected';
  if (meaning === 'held') return 'customs-held';
  if (kind !== 'list') return returnStatus === ACCEPTED_BY[kind] ? 'accepted' : undefined;
  if (returnStatus === '899') return 'closed';
  if (returnStatus === '399') return 'examined';
  return meaning === 'released' ? 'released' : undefined;
}

/** What of a receipt decides whether it counts more than another one. */
export type ExportReceiptMark = { readonly returnStatus: string; readonly returnTime: string };

/**
 * Which of two receipts of one case counts more: above 0 the first. Closed beats released and
 * rejected, those a hold, a hold examined, that progress; then the later returnTime, then the rank
 * of the status. A total order: the same set gives the same state however it arrives.
 */
export function compareExportReceipts(
  kind: ExportKind,
  a: ExportReceiptMark,
  b: ExportReceiptMark,
): number {
  return (
    levelOf(kind, a) - levelOf(kind, b) ||
    compareText(a.returnTime, b.returnTime) ||
    rankOf(a) - rankOf(b) ||
    compareText(a.returnStatus, b.returnStatus)
  );
}

const LEVELS: Partial<Record<ExportStatus, number>> = {
  examined: 1,
  'customs-held': 2,
  released: 3,
  accepted: 3,
  rejected: 3,
  closed: 4,
};

function levelOf(kind: ExportKind, { returnStatus }: ExportReceiptMark): number {
  const status = exportStatusOf(kind, returnStatus);
  return status === undefined ? 0 : (LEVELS[status] ?? 0);
}

function rankOf({ returnStatus }: ExportReceiptMark): number {
  return findReturnStatus(returnStatus)?.rank ?? 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const OUTCOMES: Record<ExportStatus, Outcome> = {
  staged: 'staged',
  filed: 'waiting',
  waiting: 'waiting',
  held: 'held',
  sent: 'waiting',
  examined: 'waiting',
  'customs-held': 'held',
  released: 'released',
  closed: 'released',
  accepted: 'released',
  rejected: 'rejected',
  cancelled: 'cancelled',
  returned: 'returned',
};

/** A state in the words of the outer contract. */
export function exportOutcomeOf(status: ExportStatus): Outcome {
  return OUTCOMES[status];
}
