import {
  citusStatements,
  listForeignKeys,
  listKeys,
  listTraits,
  type Placement,
} from '@pilotzone/kernel/distribution';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allMigrations } from './migrations.ts';
import { placementOf, TABLES_ELSEWHERE } from './placements.ts';

let the: TestDatabase;

beforeAll(async () => {
  the = await openTestDatabase(allMigrations());
});
afterAll(() => the.close());

/** The column that every key of a table begins with; `undefined` where any column may. */
function firstOf(placement: Placement): string | undefined {
  if (placement.kind === 'local') return undefined;
  return placement.kind === 'zone' ? 'zone_code' : placement.column;
}

test('every primary and unique key begins with the zone, but for named exceptions', async () => {
  const keys = await listKeys(the.db);
  expect(keys.length).toBeGreaterThan(100);
  const wrong = keys.filter(({ table, columns }) => {
    const first = firstOf(placementOf(table));
    return first !== undefined && columns[0] !== first;
  });
  expect(wrong).toEqual([]);
});

test('a key that begins otherwise is found', async () => {
  const begin = 'create schema stray; create table stray.one (code text primary key';
  await the.db.transaction((tx) => tx.run(`${begin}, zone_code text)`));
  const keys = await listKeys(the.db);
  expect(keys.filter(({ table }) => table === 'stray.one')).toMatchObject([{ columns: ['code'] }]);
  await the.db.transaction((tx) => tx.run('drop schema stray cascade'));
});

test('every table has the column by which its rows are spread', async () => {
  const tables = await listTraits(the.db);
  const lacking = tables.filter(({ table, columns }) => {
    const first = firstOf(placementOf(table));
    return first !== undefined && !columns.includes(first);
  });
  expect(lacking.map(({ table }) => table)).toEqual([]);
  const known = new Set(tables.map(({ table }) => table));
  expect(TABLES_ELSEWHERE.filter((table) => !known.has(table))).toEqual([]);
});

test('a foreign key never leaves the group of its zone', async () => {
  const foreignKeys = await listForeignKeys(the.db);
  expect(foreignKeys.length).toBeGreaterThan(10);
  const leaving = foreignKeys.filter(
    ({ from, to, columns }) =>
      columns[0] !== 'zone_code' ||
      placementOf(from).kind !== 'zone' ||
      placementOf(to).kind !== 'zone',
  );
  expect(leaving).toEqual([]);
});

test('the Citus statements spread every table once, referred ones first', async () => {
  const tables = await listTraits(the.db);
  const foreignKeys = await listForeignKeys(the.db);
  const statements = citusStatements({ tables, foreignKeys, placementOf });
  expect(statements).toHaveLength(tables.length);
  const placeOf = (table: string) => statements.findIndex((text) => text.includes(`'${table}',`));
  for (const { from, to } of foreignKeys) expect(placeOf(to)).toBeLessThan(placeOf(from));
  // The first of a group founds it; everybody else joins that one.
  expect(statements.filter((text) => text.includes(`colocate_with => 'none'`))).toHaveLength(4);
  expect(statements.join('\n')).toContain(
    `create_distributed_table('single_window.goods_quota', 'buyer_key', ` +
      `colocate_with => 'single_window.allowance')`,
  );
});
