import type { ListReceipt } from '@pilotzone/ceb/message';

type Receipt = Pick<ListReceipt['head'], 'preNo' | 'returnStatus' | 'returnTime'>;

type Known = {
  readonly attempt: number;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly preNo: string | null;
};

/**
 * The attempt that a receipt is about. A list declared again keeps its copNo, so a late or repeated
 * receipt of the first attempt looks like one of the second: it is told apart by its preNo, or,
 * where it has none, by being known already. `earlier` are the receipts of attempts before
 * `present`.
 */
export function attemptOf(
  receipt: Receipt,
  present: { readonly attempt: number; readonly preNo: string | null },
  earlier: readonly Known[],
): number {
  const { preNo } = receipt;
  if (preNo && preNo === present.preNo) return present.attempt;
  const known = preNo
    ? earlier.find((other) => other.preNo === preNo)
    : earlier.find((other) => isSame(other, receipt));
  return known?.attempt ?? present.attempt;
}

function isSame(a: Known, b: Receipt): boolean {
  return a.returnStatus === b.returnStatus && a.returnTime === b.returnTime;
}
