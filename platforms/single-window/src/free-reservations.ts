import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { StockNeeds } from './clearing-needs.ts';
import type { DeclarationRow } from './model/declaration.ts';
import { returnAllowances } from './store/allowance.ts';
import { restoreGoods } from './store/goods-quota.ts';
import { releaseWaybills } from './store/waiting.ts';

export type FreeingNeeds = {
  releaseEarmarks(tx: Tx, declarationIds: readonly string[]): Promise<void>;
  readonly stock: Pick<StockNeeds, 'isUsed' | 'free'>;
};

/**
 * Gives back what a list held that was filed and is now refused: waybill, allowance, quantities and
 * guarantee and bonded stock, in the order in which `reserveMeans` takes them.
 */
export async function freeReservations(
  needs: Runtime & FreeingNeeds,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await releaseWaybills(tx, needs.zoneCode, rows);
  await restoreAllowances(needs, tx, rows);
  const ids = rows.map((row) => row.declarationId);
  await needs.releaseEarmarks(tx, ids);
  if (needs.stock.isUsed()) await needs.stock.free(tx, ids);
}

/**
 * Gives back what lists took of their buyers' yearly allowances and quantities; one that gave back
 * already changes nothing.
 */
export async function restoreAllowances(
  needs: Runtime,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<void> {
  const at = needs.clock.now();
  const returns = rows.flatMap(({ buyerKey, allowanceYear, declarationId, attempt, amounts }) =>
    allowanceYear === null
      ? []
      : [{ buyerKey, year: allowanceYear, declarationId, attempt, amounts, at }],
  );
  await returnAllowances(
    tx,
    returns.map(({ amounts, ...entry }) => ({
      ...entry,
      amount: amounts?.dutiablePrice ?? 0n,
    })),
  );
  await restoreGoods(tx, returns);
}
