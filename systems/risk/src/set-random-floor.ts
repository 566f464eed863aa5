import type { Runtime } from '@pilotzone/kernel/runtime';
import { addFloor, listFloors, type FloorPolicy } from './store/random-floor.ts';

export type { FloorPolicy };

const SHOWN = 50;

export type FloorRequest = { readonly share: number; readonly note: string; readonly by: string };

/** The policies of the random floor, the one in force first; none: nothing is drawn. */
export function listRandomFloors({ db, zoneCode }: Runtime): Promise<FloorPolicy[]> {
  return listFloors(db, zoneCode, SHOWN);
}

/** Says which share of green declarations chance draws from now on; the same changes nothing. */
export async function setRandomFloor(
  { db, zoneCode, clock }: Runtime,
  { share, note, by }: FloorRequest,
): Promise<FloorPolicy> {
  return db.transaction(async (tx) => {
    const [last] = await listFloors(tx, zoneCode, 1);
    if (last?.share === share) return last;
    const floorNo = (last?.floorNo ?? 0) + 1;
    const policy = { floorNo, share, note: note.trim(), setBy: by, setAt: clock.now() };
    await addFloor(tx, zoneCode, policy);
    return policy;
  });
}
