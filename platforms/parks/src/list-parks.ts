import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Facility, Park, ParkList } from './contract.ts';
import type { PlaceRow } from './model/facility-rows.ts';
import { readRegister } from './store/places.ts';

/** The parks of the zone with their facilities, in order of their codes. */
export async function listParks(needs: Pick<Runtime, 'zoneCode' | 'db'>): Promise<ParkList> {
  const register = await readRegister(needs.db, needs.zoneCode);
  const operators = new Map(
    register.filter((row) => row.kind === 'operator').map((row) => [row.code, row.name]),
  );
  const parks = register.filter((row) => row.kind === 'park');
  return { parks: parks.map((park) => parkOf(park, { register, operators })) };
}

function parkOf(
  park: PlaceRow,
  known: { register: readonly PlaceRow[]; operators: ReadonlyMap<string, string> },
): Park {
  const { code: parkCode, name, operatorCode, isDemo: demo } = park;
  const operatorName = known.operators.get(operatorCode) ?? '';
  const facilities = known.register.flatMap((row) => facilityOf(row, parkCode));
  return { parkCode, name, operatorCode, operatorName, demo, facilities };
}

function facilityOf(row: PlaceRow, parkCode: string): Facility[] {
  const { kind, name, operatorCode, areaCode, emsNo, customsCode, loctNo } = row;
  if (kind === 'operator' || kind === 'park' || row.parkCode !== parkCode) return [];
  const facility = { facilityCode: row.code, kind, name, operatorCode, demo: row.isDemo };
  return [{ ...facility, areaCode, emsNo, customsCode, loctNo }];
}
