import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { DeclarationRow } from './model/declaration.ts';
import { moveAllowances } from './store/allowance.ts';
import { releaseWaybills } from './store/waiting.ts';

export type FreeingNeeds = {
  releaseEarmarks(tx: Tx, declarationIds: readonly string[]): Promise<void>;
};

/**
 * Gives back what a list held that was filed and is now refused: allowance, guarantee and waybill.
 */
export async function freeReservations(
  needs: Runtime & FreeingNeeds,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await restoreAllowances(needs, tx, rows);
  await needs.releaseEarmarks(
    tx,
    rows.map((row) => row.declarationId),
  );
  await releaseWaybills(tx, needs.zoneCode, rows);
}

/** Gives the buyers' allowances back; a list that was given back already changes nothing. */
export async function restoreAllowances(
  needs: Runtime,
  tx: Tx,
  rows: readonly DeclarationRow[],
): Promise<void> {
  await moveAllowances(
    tx,
    rows.flatMap((row) =>
      row.allowanceYear === null
        ? []
        : [
            {
              buyerKey: row.buyerKey,
              year: row.allowanceYear,
              declarationId: row.declarationId,
              attempt: row.attempt,
              kind: 'restore' as const,
              amount: row.amounts?.dutiablePrice ?? 0n,
              at: needs.clock.now(),
            },
          ],
    ),
  );
}
