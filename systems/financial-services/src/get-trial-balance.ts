import {
  addMoney,
  formatMoney,
  subtractMoney,
  ZERO_CNY,
  type Money,
} from '@pilotzone/kernel/money';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { TrialBalance } from './contract.ts';
import { selectAccounts } from './store/ledger.ts';

/**
 * The trial balance (试算平衡表): every account on the side of its balance. Empty before the first
 * posting.
 */
export async function getTrialBalance(
  needs: Pick<Runtime, 'zoneCode' | 'db'>,
): Promise<TrialBalance> {
  const accounts = (await selectAccounts(needs.db, needs.zoneCode)).map(
    ({ balance, ...account }) => ({
      ...account,
      ...sidesOf(balance),
    }),
  );
  const totalDebit = accounts.reduce((sum, { debit }) => addMoney(sum, debit), ZERO_CNY);
  const totalCredit = accounts.reduce((sum, { credit }) => addMoney(sum, credit), ZERO_CNY);
  return {
    accounts: accounts.map(({ debit, credit, ...account }) => ({
      ...account,
      debit: formatMoney(debit),
      credit: formatMoney(credit),
      currency: 'CNY',
    })),
    totalDebit: formatMoney(totalDebit),
    totalCredit: formatMoney(totalCredit),
    isBalanced: totalDebit.units === totalCredit.units,
  };
}

/** An amount, debit positive, on its side; the other side is 0. */
export function sidesOf(amount: Money): { debit: Money; credit: Money } {
  if (amount.units >= 0n) return { debit: amount, credit: ZERO_CNY };
  return { debit: ZERO_CNY, credit: subtractMoney(ZERO_CNY, amount) };
}
