import type { Tx } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { Finding } from '@pilotzone/kernel/finding';
import { cny, formatMoney } from '@pilotzone/kernel/money';
import type { Money } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { judgeAnnualLimit, regimeOn } from '@pilotzone/tariff/limits';
import type { ClearingNeeds, EarmarkResult } from './clear-declarations.ts';
import { catalogued } from './model/findings.ts';
import type { Verdict } from './model/verdict.ts';
import { amountsOf, reject } from './model/verdict.ts';
import { lockAllowances, moveAllowances } from './store/allowance.ts';
import type { Allowance } from './store/allowance.ts';

type Purse = Allowance & { spent: bigint };

/**
 * limited: spends each buyer's yearly allowance and earmarks the guarantor's cover, in the order of
 * `open`.
 *
 * A list without cover gives its allowance back to the later lists of the same buyer in this batch,
 * so that cutting a day into other batches changes nothing. The allowances stay locked until
 * commit: a hundred lists of one person, in a hundred transactions, are spent one after the other.
 */
export async function reserve(
  needs: ClearingNeeds,
  tx: Tx,
  { open, on }: { open: readonly Verdict[]; on: PlainDate },
): Promise<void> {
  const purses = await openPurses(tx, { open, on });
  let queue = open;
  while (queue.length > 0) {
    const refused = queue.filter((verdict) => !spend(purses, verdict));
    const uncovered = await earmark(
      needs,
      tx,
      queue.filter((verdict) => verdict.spends),
    );
    const freed = new Set(uncovered.map((verdict) => giveBack(purses, verdict)));
    queue = refused.filter((verdict) => freed.has(verdict.case.row.buyerKey));
    for (const verdict of refused) if (!queue.includes(verdict)) refuse(purses, verdict, on);
  }
  await moveAllowances(
    tx,
    open
      .filter((verdict) => verdict.spends)
      .map((verdict) => ({
        buyerKey: verdict.case.row.buyerKey,
        year: yearOf(on),
        declarationId: verdict.case.row.declarationId,
        attempt: verdict.case.row.attempt,
        kind: 'spend' as const,
        amount: dutiableOf(verdict),
        at: needs.clock.now(),
      })),
  );
}

/** The year whose allowance a list spends: the one in which customs receives it. */
export function yearOf(on: PlainDate): number {
  return Number(on.slice(0, 4));
}

async function openPurses(
  tx: Tx,
  { open, on }: { open: readonly Verdict[]; on: PlainDate },
): Promise<Map<string, Purse>> {
  const limit = regimeOn(on).annualLimit.units;
  const buyers = [...new Set(open.map((verdict) => verdict.case.row.buyerKey))];
  const rows = await lockAllowances(
    tx,
    buyers.map((buyerKey) => ({ buyerKey, year: yearOf(on), limit })),
  );
  return new Map(rows.map((row) => [row.buyerKey, { ...row, spent: 0n }]));
}

function purseOf(purses: Map<string, Purse>, verdict: Verdict): Purse {
  const purse = purses.get(verdict.case.row.buyerKey);
  assert(purse, 'every buyer of the batch has an allowance');
  return purse;
}

function dutiableOf(verdict: Verdict): bigint {
  return amountsOf(verdict)?.dutiablePrice ?? 0n;
}

function spend(purses: Map<string, Purse>, verdict: Verdict): boolean {
  const purse = purseOf(purses, verdict);
  const amount = dutiableOf(verdict);
  verdict.spends = purse.used + purse.spent + amount <= purse.limit;
  if (verdict.spends) purse.spent += amount;
  return verdict.spends;
}

function giveBack(purses: Map<string, Purse>, verdict: Verdict): string {
  purseOf(purses, verdict).spent -= dutiableOf(verdict);
  verdict.spends = false;
  return verdict.case.row.buyerKey;
}

function refuse(purses: Map<string, Purse>, verdict: Verdict, on: PlainDate): void {
  const purse = purseOf(purses, verdict);
  const usedBefore = cny(purse.used + purse.spent);
  const dutiablePrice = cny(dutiableOf(verdict));
  const finding = judgeAnnualLimit({ usedBefore, dutiablePrice }, regimeOn(on));
  assert(finding, 'a list that does not fit the allowance breaks the limit');
  reject(verdict, [finding]);
}

/** Asks the guarantors; rejects and returns the lists that nobody covers. */
async function earmark(
  needs: ClearingNeeds,
  tx: Tx,
  covered: readonly Verdict[],
): Promise<Verdict[]> {
  const requests = covered.map((verdict) => ({
    declarationId: verdict.case.row.declarationId,
    guarantorCode: verdict.case.row.assureCode,
    amount: cny(amountsOf(verdict)?.tax ?? 0n),
  }));
  const results = await needs.earmarkGuarantees(tx, requests);
  return covered.filter((verdict, index) => {
    const result = results[index];
    const amount = requests[index]?.amount;
    assert(result && amount, 'one answer per request');
    if (result.kind === 'earmarked') return false;
    reject(verdict, [guaranteeFinding(verdict, result, amount)]);
    return true;
  });
}

function guaranteeFinding(
  verdict: Verdict,
  result: Exclude<EarmarkResult, { kind: 'earmarked' }>,
  amount: Money,
): Finding {
  const { assureCode, orderNo } = verdict.case.row;
  const values = [assureCode, formatMoney(amount), formatMoney(result.available), orderNo];
  return catalogued(result.kind === 'unknown' ? 'PZ-GUARANTOR-UNKNOWN' : '-621003', values);
}
