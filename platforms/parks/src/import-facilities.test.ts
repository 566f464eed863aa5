import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { importFacilities } from './import-facilities.ts';
import { installDemo } from './install-demo.ts';
import { listParks } from './list-parks.ts';
import { placesOf } from './place-of.ts';

const HEADER = 'kind,code,name,park_code,operator_code,area_code,ems_no,customs_code,loct_no';
const APPLY = { mode: 'apply', actor: 'test' } as const;
let database: TestDatabase;
let zones = 0;
let needs = { zoneCode: '', clock: fixedClock(1_800_000_000_000 as Instant) };

beforeAll(async () => {
  const migrations = readMigrations('parks', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  needs = { ...needs, zoneCode: `Z${++zones}` };
});

function load(rows: readonly string[], options: Parameters<typeof importFacilities>[1] = APPLY) {
  return importFacilities([HEADER, ...rows].join('\n'), options, { ...needs, db: database.db });
}

const list = () => listParks({ ...needs, db: database.db });

const BASE = [
  'operator,9900967001,运营公司,,,,,,',
  'park,P1,一号园区,,9900967001,,,,',
  'warehouse,W1,一号仓,P1,9900967001,9900966001,T1,,',
];

async function errorsOf(rows: readonly string[]) {
  const result = await load(rows);
  if (result.kind !== 'refused') return [];
  return result.errors.map(({ line, column, finding }) => [line, column, finding.code]);
}

describe('importFacilities', () => {
  test('a preview tells what would change and changes nothing', async () => {
    const preview = await load(BASE, { ...APPLY, mode: 'preview' });
    expect(preview).toEqual({
      kind: 'previewed',
      added: ['operator 9900967001', 'park P1', 'warehouse W1'],
      changed: [],
      unchanged: 0,
    });
    expect(await list()).toEqual({ parks: [] });
  });

  test('a second import changes what differs and removes nothing', async () => {
    await load(BASE);
    const result = await load([
      'warehouse,W1,改名仓,P1,9900967001,9900966001,T1,,',
      ...BASE.slice(0, 1),
    ]);
    expect(result).toEqual({ kind: 'applied', added: [], changed: ['warehouse W1'], unchanged: 1 });
    const { parks } = await list();
    expect(parks[0]).toMatchObject({ parkCode: 'P1', operatorName: '运营公司', demo: false });
    expect(parks[0]?.facilities.map((facility) => facility.name)).toEqual(['改名仓']);
    const history = await database.db.query<{ actor: string; before: { name: string } | null }>(
      `select actor, before from parks.reference_change
       where zone_code = $1 and code = 'W1' order by change_no`,
      [needs.zoneCode],
    );
    expect(history.map(({ before }) => before?.name)).toEqual([undefined, '一号仓']);
  });

  test('every error is told by line and column, and nothing takes effect', async () => {
    const errors = await errorsOf([
      ...BASE,
      'shed,X1,棚,,,,,,',
      'warehouse,W2,,P9,9900967001,,T2,,',
      'supervised-place,S1,场所,P1,9900960000,,T5,16,L1',
      'park,P1,又一个,,9900967001,,,,',
      'warehouse,W3,三号仓,P1,9900967001,9900966001,T1,,',
    ]);
    expect(errors).toEqual([
      [5, 'kind', 'PZ-PARKS-KIND'],
      [6, 'name', 'PZ-PARKS-MISSING'],
      [6, 'area_code', 'PZ-PARKS-MISSING'],
      [6, 'park_code', 'PZ-PARKS-UNKNOWN'],
      [7, 'ems_no', 'PZ-PARKS-EXTRA'],
      [7, 'customs_code', 'PZ-PARKS-FORM'],
      [7, 'operator_code', 'PZ-PARKS-UNKNOWN'],
      [8, 'code', 'PZ-PARKS-REPEATED'],
      [9, 'ems_no', 'PZ-PARKS-TAKEN'],
    ]);
    expect(await list()).toEqual({ parks: [] });
  });

  test('a book of the register is taken for other facilities too', async () => {
    await load(BASE);
    const taken = await errorsOf(['warehouse,W9,九号仓,P1,9900967001,9900966001,T1,,']);
    expect(taken).toEqual([[2, 'ems_no', 'PZ-PARKS-TAKEN']]);
  });

  test.each([
    ['no header', 'a,b\n1,2', 1],
    ['a row that is too short', `${HEADER}\n${BASE[0] ?? ''}\npark,P1`, 3],
    ['an open quote', `${HEADER}\n"operator,1`, 2],
  ])('%s is refused with its line', async (_name, csv, line) => {
    const result = await importFacilities(csv, APPLY, { ...needs, db: database.db });
    expect(result).toMatchObject({
      kind: 'refused',
      errors: [{ line, finding: { code: 'PZ-PARKS-FILE' } }],
    });
  });

  test('the demo set is sound and marked as demo', async () => {
    const first = await installDemo({ ...needs, db: database.db });
    expect(first.kind).toBe('applied');
    const again = await installDemo({ ...needs, db: database.db });
    expect(again).toMatchObject({ kind: 'applied', added: [], changed: [] });
    const { parks } = await list();
    expect(parks.every((park) => park.demo && park.facilities.every(({ demo }) => demo))).toBe(
      true,
    );
  });

  test('declarations find their places in the register, in their order', async () => {
    await load([...BASE, 'supervised-place,S1,场所,P1,9900967001,,,9900,L1']);
    const none = { areaCode: '', emsNo: '', customsCode: '9900', loctNo: '' };
    const places = await placesOf(
      database.db,
      [
        { ...none, loctNo: 'L1' },
        { ...none, areaCode: '9900966001', emsNo: 'T1' },
        { ...none, loctNo: 'L2' },
      ],
      needs,
    );
    expect(
      places.map((place) => ('facilityCode' in place ? place.facilityCode : place.kind)),
    ).toEqual(['S1', 'W1', 'unassigned']);
  });
});
