import type { DocumentByType } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { billOf, billStateOf } from './model/tax-bill.ts';
import type { TaxBillMessage } from './model/tax-bill.ts';
import { saveTaxBills } from './store/tax-bills.ts';

/** A message of customs about a tax bill with the exchange record it came in. */
export type ArrivedTaxBill =
  | {
      readonly type: 'CEB816Message';
      readonly document: DocumentByType['CEB816Message'];
      readonly exchangeId: string;
    }
  | {
      readonly type: 'CEB818Message';
      readonly document: DocumentByType['CEB818Message'];
      readonly exchangeId: string;
    };

/** Keeps tax bills (816) and what becomes of them (818), in any order and repeated. */
export async function recordTaxBills(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  arrived: readonly ArrivedTaxBill[],
): Promise<void> {
  const at = { zoneCode: needs.zoneCode, now: needs.clock.now() };
  const messages = arrived.map((one) =>
    one.type === 'CEB816Message'
      ? billOf(one.document, one.exchangeId)
      : billStateOf(one.document, one.exchangeId),
  );
  for (const round of roundsOf(messages)) await saveTaxBills(tx, round, at);
}

/** Messages about one bill one after the other. */
function roundsOf(messages: readonly TaxBillMessage[]): TaxBillMessage[][] {
  const rounds: TaxBillMessage[][] = [];
  const seen = new Map<string, number>();
  for (const message of messages) {
    const round = seen.get(message.taxNo) ?? 0;
    seen.set(message.taxNo, round + 1);
    (rounds[round] ??= []).push(message);
  }
  return rounds;
}
