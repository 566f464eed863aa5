import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendNew } from './append-new.ts';
import { openTestDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

const sql = 'create table public.thing (name text primary key, size int4 check (size > 0))';
const into = {
  table: 'public.thing',
  columns: [
    ['name', 'text', (row: Thing) => row.name],
    ['size', 'int4', (row: Thing) => row.size],
  ],
} as const;
type Thing = { name: string; size: number };
let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase([{ module: 'test', name: '0001-things.sql', sql }]);
});
afterAll(() => database.close());

const names = async () =>
  (await database.db.query<Thing>('select name from public.thing order by 1')).map((x) => x.name);

test('new rows are appended; with a known one none is, and the transaction goes on', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, size: 1 })) as [Thing, Thing, Thing];
  const answers = await database.db.transaction(async (tx) => [
    await appendNew(tx, into, [a]),
    await appendNew(tx, into, [b, a]),
    await appendNew(tx, into, [c]),
  ]);
  expect(answers).toEqual([true, false, true]);
  expect(await names()).toEqual(['a', 'c']);
});

test('any other error is an error', async () => {
  const append = database.db.transaction((tx) => appendNew(tx, into, [{ name: 'd', size: 0 }]));
  await expect(append).rejects.toMatchObject({ code: '23514' });
});
