import type { Queryable } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { GateDirection } from './contract.ts';
import { newPass } from './model/gate-pass.ts';
import type { NewGatePass, PassedDeclaration } from './model/gate-pass.ts';
import { createPlaceFinder } from './model/place.ts';
import type { Place, PlaceClues } from './model/place.ts';
import { readFacilitiesFor } from './store/places.ts';

/**
 * The park and the warehouse or supervised place of each declaration, in their order, as the
 * register stands now. An unknown place is `unassigned` with its reason. One query for the batch.
 */
export async function placesOf(
  q: Queryable,
  declarations: readonly PlaceClues[],
  needs: Pick<Runtime, 'zoneCode'>,
): Promise<Place[]> {
  const facilities = await readFacilitiesFor(q, needs.zoneCode, declarations);
  return declarations.map(createPlaceFinder(facilities));
}

/**
 * The gate passes of declarations with the places of their goods, in their order; not stored yet.
 */
export async function newPasses(
  q: Queryable,
  declarations: readonly PassedDeclaration[],
  needs: Pick<Runtime, 'zoneCode'> & { direction?: GateDirection },
): Promise<NewGatePass[]> {
  const findPlace = createPlaceFinder(await readFacilitiesFor(q, needs.zoneCode, declarations));
  const { direction = 'out' } = needs;
  return declarations.map((declaration) => newPass(declaration, findPlace(declaration), direction));
}
