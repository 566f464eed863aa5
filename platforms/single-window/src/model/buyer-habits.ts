import type { Demand, Means } from './allot.ts';
import type { BuyerHabits } from './verdict.ts';

type Counted = {
  readonly buyerKey: string;
  readonly counted: { readonly today: number; readonly year: number };
};

/**
 * Counts the lists of each buyer as they come, on top of what was counted before this batch. Called
 * list after list in the order of appTime and before `allot`, so that how a day is cut into batches
 * changes no count.
 */
export function countHabits(
  allowances: readonly Counted[],
): (demand: Demand, means: Means) => BuyerHabits {
  const counts = new Map(allowances.map(({ buyerKey, counted }) => [buyerKey, counted]));
  return (demand, means) => {
    const { today, year } = counts.get(demand.buyerKey) ?? { today: 0, year: 0 };
    const next = { today: today + 1, year: year + 1 };
    counts.set(demand.buyerKey, next);
    const used = (means.allowance.get(demand.buyerKey) ?? 0n) + demand.dutiablePrice;
    return {
      declarationsToday: next.today,
      declarationsYear: next.year,
      allowanceUsedShare: Number((used * 10_000n) / means.regime.annualLimit.units),
    };
  };
}
