import type { Finding } from '@pilotzone/kernel/finding';
import { catalogued } from './findings.ts';
import type { DeclarationStatus } from './lifecycle.ts';

/** What is known of a list under the same ebpCode and orderNo. */
export type KnownList = {
  readonly status: DeclarationStatus;
  readonly appTime: string;
  readonly body: string;
  /** Bodies of its earlier attempts. */
  readonly earlier: readonly string[];
};

/** A list as it arrives. */
export type ArrivingList = {
  readonly appType: string;
  readonly appStatus: string;
  readonly appTime: string;
  readonly body: string;
  readonly orderNo: string;
};

/**
 * What filing does with a list. `declare` and `stage` start an attempt; `unchanged` adds nothing.
 */
export type ListFiling =
  | { readonly kind: 'declare' | 'stage' | 'cancel' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

/** States in which customs has not the list, and no officer: the trader may still replace it. */
const REPLACEABLE: ReadonlySet<DeclarationStatus> = new Set([
  'staged',
  'filed',
  'waiting',
  'rejected',
]);
/** States after which the same numbers may be declared anew. */
const AGAIN: ReadonlySet<DeclarationStatus> = new Set(['staged', 'rejected', 'cancelled']);

/**
 * Decides what an arriving list means beside the one already known: the first of its numbers, the
 * same again, a new declaration after a rejection, a change, a deletion, or a contradiction.
 * Sources: specification 202205, appType and codes -621004, -621011, -621012; our
 * reading in docs/flows/clearance.md.
 */
export function planListFiling(known: KnownList | undefined, arriving: ArrivingList): ListFiling {
  if (!known) return planFirst(arriving);
  if (isRepeat(known, arriving)) return { kind: 'unchanged' };
  if (arriving.appTime < known.appTime) return refuse('PZ-LIST-STALE', known, arriving);
  if (arriving.appType !== '2' && arriving.appType !== '3') return planAgain(known, arriving);
  if (!REPLACEABLE.has(known.status)) return refuse('-621012', known, arriving);
  const isNewer = arriving.appTime > known.appTime || known.status === 'staged';
  if (!isNewer) return refuse('PZ-LIST-STALE', known, arriving);
  return arriving.appType === '3' ? { kind: 'cancel' } : start(arriving);
}

function planFirst(arriving: ArrivingList): ListFiling {
  const adds = arriving.appType !== '2' && arriving.appType !== '3';
  return adds ? start(arriving) : refuse('-621011', undefined, arriving);
}

/**
 * A rejected list is declared again by a later appTime; anything else under the same numbers is a
 * duplicate.
 */
function planAgain(known: KnownList, arriving: ArrivingList): ListFiling {
  const isNewer = arriving.appTime > known.appTime || known.status === 'staged';
  return AGAIN.has(known.status) && isNewer ? start(arriving) : refuse('-621004', known, arriving);
}

/**
 * Whether the platform has this very document already: the list that stands, an earlier version of
 * it, or its deletion. Equal content with a later appTime is a new declaration where the list that
 * stands was rejected or cancelled.
 */
function isRepeat(known: KnownList, arriving: ArrivingList): boolean {
  const isNewer = arriving.appTime > known.appTime;
  const isOver = known.status === 'rejected' || known.status === 'cancelled';
  if (arriving.appType === '3') return known.status === 'cancelled' && !isNewer;
  if (arriving.body === known.body) return !isNewer || !isOver;
  return !isNewer && known.earlier.includes(arriving.body);
}

function start(arriving: ArrivingList): ListFiling {
  return { kind: arriving.appStatus === '1' ? 'stage' : 'declare' };
}

function refuse(code: string, known: KnownList | undefined, arriving: ArrivingList): ListFiling {
  const values = [arriving.orderNo, arriving.appTime, known?.appTime ?? '', known?.status ?? ''];
  return { kind: 'refused', finding: catalogued(code, values) };
}
