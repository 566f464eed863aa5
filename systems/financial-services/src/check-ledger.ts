import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { selectGaps, type LedgerGap } from './store/checks.ts';

/** What an audit of the books found. */
export type LedgerCheck =
  | { readonly kind: 'balanced' }
  | { readonly kind: 'unbalanced'; readonly gaps: readonly LedgerGap[] };

/**
 * Proves that the books agree with themselves: posting sets sum to 0, balances are sums of
 * postings, guarantees sums of their entries, the calendar and the tax receivable the sum of open
 * dues. Reads whole tables, one after the other: what is booked meanwhile looks like a gap, so run
 * it on quiet books, or on a repeatable-read transaction.
 */
export async function checkLedger(
  needs: Pick<Runtime, 'zoneCode'>,
  q: Queryable,
): Promise<LedgerCheck> {
  const gaps = await selectGaps(q, needs.zoneCode);
  return gaps.length === 0 ? { kind: 'balanced' } : { kind: 'unbalanced', gaps };
}
