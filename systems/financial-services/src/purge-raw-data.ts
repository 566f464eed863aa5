import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf } from '@pilotzone/kernel/time';
import { deleteRawData } from './store/raw-data.ts';

/**
 * Deletes raw data whose last day of keeping has passed and that no open request of customs needs.
 * Returns how many. For a job that runs again and again; what is younger stays, whatever the clock
 * of this program says: the database looks at its own.
 */
export async function purgeRawData(
  needs: Pick<Runtime, 'zoneCode' | 'clock' | 'db' | 'log'>,
): Promise<number> {
  const today = dayOf(needs.clock.now());
  const count = await deleteRawData(needs.db, needs.zoneCode, today);
  if (count > 0) needs.log.info({ count, today }, 'payment raw data past their term were deleted');
  return count;
}
