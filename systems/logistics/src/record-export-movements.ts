import type { Tx } from '@pilotzone/kernel/db';
import { movementOf, planMovement } from './model/export-movement.ts';
import type { FiledMovement, Movement, MovementPlan } from './model/export-movement.ts';
import type { RecordNeeds } from './record-filings.ts';
import { lockMovements, movementText, saveMovements } from './store/export-movements.ts';

/**
 * Files arrivals (507) and departures (509) of exports; outcomes in the order of `filed`. Several
 * of one number are taken in the order given, which is that of their appTime.
 */
export async function recordExportMovements(
  tx: Tx,
  filed: readonly FiledMovement[],
  needs: RecordNeeds,
): Promise<MovementPlan[]> {
  if (filed.length === 0) return [];
  const now = needs.clock.now();
  const movements = filed.map((one) => movementOf(one, now));
  const known = await lockMovements(tx, needs.zoneCode, movements);
  const written = new Map<string, Movement>();
  const plans = movements.map((movement) => {
    const key = movementText(movement);
    const plan = planMovement(known.get(key), movement);
    if (plan.kind !== 'stored' && plan.kind !== 'changed' && plan.kind !== 'staged') return plan;
    known.set(key, movement);
    written.set(key, movement);
    return plan;
  });
  await saveMovements(tx, needs.zoneCode, { movements: [...written.values()], now });
  return plans;
}
