import { describe, expect, test } from 'vitest';
import { createPlaceFinder } from './place.ts';
import type { PlacedFacility } from './place.ts';

const none = { areaCode: '', emsNo: '', customsCode: '', loctNo: '' };
const clues = { ...none, customsCode: '0116' };

function facility(facilityCode: string, change: Partial<PlacedFacility>): PlacedFacility {
  return { facilityCode, parkCode: 'P1', kind: 'warehouse', ...none, ...change };
}

const findPlace = createPlaceFinder([
  facility('W1', { areaCode: 'A1', emsNo: 'T1' }),
  facility('W2', { areaCode: 'A1' }),
  facility('W3', { areaCode: 'A2', emsNo: 'T3' }),
  facility('S1', { kind: 'supervised-place', customsCode: '0116', loctNo: 'L1' }),
]);

describe('where goods stand', () => {
  test.each([
    ['the warehouse of the book', { areaCode: 'A1', emsNo: 'T1' }, 'W1'],
    ["the operator's warehouse for every book", { areaCode: 'A1', emsNo: 'T9' }, 'W2'],
    ['the supervised place of the customs office', { loctNo: 'L1' }, 'S1'],
    ['the warehouse before the place', { areaCode: 'A1', emsNo: 'T1', loctNo: 'L1' }, 'W1'],
    ['the place when the book is unknown', { areaCode: 'A2', emsNo: 'T9', loctNo: 'L1' }, 'S1'],
  ])('%s', (_name, change, facilityCode) => {
    expect(findPlace({ ...clues, ...change })).toMatchObject({ facilityCode, parkCode: 'P1' });
  });

  test('an unknown place is unassigned and says what is missing', () => {
    expect(findPlace({ ...clues, customsCode: '0117', loctNo: 'L1' })).toEqual({
      kind: 'unassigned',
      because: 'not in the register: supervised place L1 of customs 0117',
    });
    expect(findPlace(clues)).toEqual({
      kind: 'unassigned',
      because: 'the list names neither a bonded operator nor a supervised place',
    });
  });
});
