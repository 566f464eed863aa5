import type { Queryable } from '@pilotzone/kernel/db';

/** What of a list tells in which park its goods stand. */
export type ParkClues = {
  readonly areaCode: string;
  readonly emsNo: string;
  readonly customsCode: string;
  readonly loctNo: string;
};

export type ParkNeeds = {
  /** Whoever keeps the register of parks; absent: no list has one. */
  readonly parksOf?: ((q: Queryable, clues: readonly ParkClues[]) => Promise<string[]>) | undefined;
};

/** The park of each list as the register stands now, "" where it knows none. */
export async function findParks(
  q: Queryable,
  clues: readonly ParkClues[],
  { parksOf }: ParkNeeds,
): Promise<readonly string[]> {
  return parksOf ? parksOf(q, clues) : clues.map(() => '');
}
