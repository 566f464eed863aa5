import type { Tx } from '@pilotzone/kernel/db';
import type { Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { availableOf } from './model/guarantee.ts';
import { lockGuarantees } from './store/guarantees.ts';

/**
 * What is left of guarantees, by guarantor; absent where there is none. Locks them, in code order,
 * until the transaction ends, so that what it tells can still be earmarked.
 */
export async function lockCover(
  needs: Pick<Runtime, 'zoneCode'>,
  tx: Tx,
  guarantorCodes: readonly string[],
): Promise<Map<string, Money>> {
  const guarantees = await lockGuarantees(tx, needs.zoneCode, guarantorCodes);
  return new Map(guarantees.map((one) => [one.guarantorCode, availableOf(one)]));
}
