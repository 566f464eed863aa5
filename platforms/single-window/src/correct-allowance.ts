import type { Tx } from '@pilotzone/kernel/db';
import { cny, type Money } from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { correctAllowances, correctGoods } from './store/corrections.ts';

/**
 * Gives a person back what a list took of her yearly allowance and quantities, because she has not
 * bought: it stands in her name without her. The list stays as it is; what cancellation or return
 * of it gives back later counts nothing. May be repeated.
 */
export async function correctAllowance(
  { clock }: Pick<Runtime, 'clock'>,
  tx: Tx,
  { buyerKey, declarationId }: { buyerKey: string; declarationId: string },
): Promise<Money> {
  const list = { buyerKey, declarationId, at: clock.now() };
  const givenBack = await correctAllowances(tx, list);
  await correctGoods(tx, list);
  return cny(givenBack);
}
