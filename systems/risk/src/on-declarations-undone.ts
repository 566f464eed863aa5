import type { Tx } from '@pilotzone/kernel/db';
import type { DeclarationsUndone } from '@pilotzone/single-window/contract';
import { shortKey } from './model/trade.ts';
import type { TradeWatch } from './watch-trades.ts';

/** What came back is counted for its buyer and its merchant; a return in several parts is one. */
export async function onDeclarationsUndone(
  { addReturns }: Pick<TradeWatch, 'addReturns'>,
  tx: Tx,
  { cause, declarations }: DeclarationsUndone,
): Promise<void> {
  if (cause !== 'returned') return;
  const first = declarations.filter(({ part }) => (part?.no ?? 1) === 1);
  await addReturns(
    tx,
    first.map(({ buyerKey, ebcCode }) => ({ buyer: shortKey(buyerKey), merchant: ebcCode })),
  );
}
