import type { Finding } from '@pilotzone/kernel/finding';
import { catalogued } from './findings.ts';
import type { DeclarationStatus } from './lifecycle.ts';

/** What is known of a list under the same ebpCode and orderNo. */
export type KnownList = {
  readonly status: DeclarationStatus;
  readonly appTime: string;
  readonly body: string;
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
  | { readonly kind: 'declare' | 'stage' | 'cancel' | 'unchanged' }
  | { readonly kind: 'refused'; readonly finding: Finding };

const REPLACEABLE: ReadonlySet<DeclarationStatus> = new Set([
  'staged',
  'filed',
  'waiting',
  'rejected',
]);
const AGAIN: ReadonlySet<DeclarationStatus> = new Set(['staged', 'rejected', 'cancelled']);

/**
 * Decides what an arriving list means beside the one already known: the first of its numbers, the
 * same again, a new declaration after a rejection, a change, a deletion, or a contradiction.
 * Sources: specification 202205, appType and codes -621004, -621011, -621012; design/contracts.md,
 * `clear`.
 */
export function planListFiling(known: KnownList | undefined, arriving: ArrivingList): ListFiling {
  if (!known) return planFirst(arriving);
  if (isSame(known, arriving)) return { kind: 'unchanged' };
  if (arriving.appTime < known.appTime) return refuse('PZ-LIST-STALE', known, arriving);
  switch (arriving.appType) {
    case '1':
      return planAgain(known, arriving);
    case '2':
      return REPLACEABLE.has(known.status) && arriving.appTime > known.appTime
        ? start(arriving)
        : refuse('-621012', known, arriving);
    default:
      return REPLACEABLE.has(known.status)
        ? { kind: 'cancel' }
        : refuse('-621012', known, arriving);
  }
}

function planFirst(arriving: ArrivingList): ListFiling {
  return arriving.appType === '1' ? start(arriving) : refuse('-621011', undefined, arriving);
}

/**
 * A rejected list is declared again by a later appTime; anything else under the same numbers is a
 * duplicate.
 */
function planAgain(known: KnownList, arriving: ArrivingList): ListFiling {
  const again =
    AGAIN.has(known.status) && (known.status === 'staged' || arriving.appTime > known.appTime);
  return again ? start(arriving) : refuse('-621004', known, arriving);
}

/** Equal content is the same list, unless it lifts a staged one or comes later than a rejection. */
function isSame(known: KnownList, arriving: ArrivingList): boolean {
  if (known.body !== arriving.body) return false;
  if (arriving.appType === '3') return known.status === 'cancelled';
  return known.status === 'rejected' || known.status === 'cancelled'
    ? arriving.appTime <= known.appTime
    : true;
}

function start(arriving: ArrivingList): ListFiling {
  return { kind: arriving.appStatus === '1' ? 'stage' : 'declare' };
}

function refuse(code: string, known: KnownList | undefined, arriving: ArrivingList): ListFiling {
  const values = [arriving.orderNo, arriving.appTime, known?.appTime ?? '', known?.status ?? ''];
  return { kind: 'refused', finding: catalogued(code, values) };
}
