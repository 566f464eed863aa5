import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import type { FacilityKind } from '../contract.ts';

/** What of a declaration tells where its goods stand. */
export type PlaceClues = Pick<DeclarationFacts, 'areaCode' | 'emsNo' | 'customsCode' | 'loctNo'>;

/** What of a facility is matched with a declaration. */
export type PlacedFacility = {
  readonly facilityCode: string;
  readonly parkCode: string;
  readonly kind: FacilityKind;
  readonly areaCode: string;
  readonly emsNo: string;
  readonly customsCode: string;
  readonly loctNo: string;
};

/** Where goods stand; `unassigned` is recorded with its reason and stops nothing. */
export type Place =
  | { readonly kind: FacilityKind; readonly parkCode: string; readonly facilityCode: string }
  | { readonly kind: 'unassigned'; readonly because: string };

/**
 * Finds the facility of a declaration. Bonded goods (1210, 1239) name operator and book, so the
 * warehouse of that book counts, else the operator's warehouse for every book. Goods under direct
 * purchase (9610) stand in the supervised place of their customs office. A list that names both
 * is looked for as bonded goods first.
 */
export function createPlaceFinder(
  facilities: readonly PlacedFacility[],
): (clues: PlaceClues) => Place {
  const byClue = new Map<string, PlacedFacility>();
  for (const facility of facilities) {
    const isWarehouse = facility.kind === 'warehouse';
    if (isWarehouse) byClue.set(bookClue(facility.areaCode, facility.emsNo), facility);
    else byClue.set(placeClue(facility.customsCode, facility.loctNo), facility);
  }
  return (clues) => {
    const { areaCode, emsNo, customsCode, loctNo } = clues;
    const found =
      byClue.get(bookClue(areaCode, emsNo)) ??
      byClue.get(bookClue(areaCode, '')) ??
      byClue.get(placeClue(customsCode, loctNo));
    if (!found) return { kind: 'unassigned', because: whyUnassigned(clues) };
    const { kind, parkCode, facilityCode } = found;
    return { kind, parkCode, facilityCode };
  };
}

function bookClue(areaCode: string, emsNo: string): string {
  return `book ${areaCode} ${emsNo}`;
}

function placeClue(customsCode: string, loctNo: string): string {
  return `place ${customsCode} ${loctNo}`;
}

function whyUnassigned({ areaCode, emsNo, customsCode, loctNo }: PlaceClues): string {
  const missing: string[] = [];
  if (areaCode !== '')
    missing.push(`warehouse of operator ${areaCode}, book ${emsNo || 'not given'}`);
  if (loctNo !== '') missing.push(`supervised place ${loctNo} of customs ${customsCode}`);
  if (missing.length === 0)
    return 'the list names neither a bonded operator nor a supervised place';
  return `not in the register: ${missing.join('; ')}`;
}
