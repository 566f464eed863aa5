import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, POOL_SIZES, defineStage, type Column, type Database } from '../db.ts';
import { readKernelMigrations } from '../migrate.ts';
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../testing.ts';
import type { Instant } from '../time.ts';
import { masterKeyOf } from '../vault.ts';
import { createKeyring, requireMasterKey } from './keyring.ts';
import { changeMasterKey, sealClearValues } from './reseal.ts';

type Row = { readonly no: number; readonly body: string | null };

const COLUMNS: readonly Column<Row>[] = [
  ['no', 'int4', (row) => row.no],
  ['body', 'sealed', (row) => row.body],
];
const BODIES = { body: 'text' } as const;

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await openTestDatabase([
    ...readKernelMigrations(),
    {
      module: 'test',
      name: '0001-create-letters.sql',
      sql: `create table letter (no integer primary key, body kernel.sealed, note kernel.sealed)`,
    },
  ]);
  db = database.db;
});
afterAll(() => database.close());

const rowsFrom = (no: number, count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ no: no + i, body: `收件人 王小明 no. ${no + i}` }));

async function read(where: string): Promise<Row[]> {
  return db.query<Row>(`select no, body from letter where ${where} order by no`, [], BODIES);
}

async function bytesOf(where: string): Promise<Buffer> {
  const rows = await db.query<{ body: Buffer }>(`select body from letter where ${where}`);
  const batches = await db.query<{ bytes: Buffer }>('select bytes from kernel.sealed_batch');
  return Buffer.concat([...rows.map(({ body }) => body), ...batches.map(({ bytes }) => bytes)]);
}

describe('what is written into a sealed column', () => {
  test('comes back as it was, many or one, and stands nowhere in the clear', async () => {
    const many = rowsFrom(1, 200);
    const single = rowsFrom(300, 1);
    await db.transaction(async (tx) => {
      await tx.append('letter', COLUMNS, many);
      await tx.append('letter', COLUMNS, single);
    });
    expect(await read('no < 400')).toEqual([...many, ...single]);
    expect((await bytesOf('no < 400')).includes('王小明')).toBe(false);
    const count = 'select count(*)::int4 as n from kernel.sealed_batch';
    expect((await db.query<{ n: number }>(count))[0]?.n).toBeLessThan(10);
  });

  test('may be nothing, empty or large', async () => {
    const rows = [null, '', 'x'.repeat(100_000), 'y', 'z'].map((body, i) => ({
      no: 500 + i,
      body,
    }));
    await db.transaction((tx) => tx.append('letter', COLUMNS, rows));
    expect(await read('no between 500 and 599')).toEqual(rows);
  });

  test('travels with statements, as a stage', async () => {
    const stage = defineStage<Row>('stage_letter', COLUMNS);
    const rows = rowsFrom(600, 20);
    await db.transaction(async (tx) => {
      await tx.stage(stage, rows);
      await tx.query('insert into letter (no, body) select no, body from stage_letter');
      const here = 'select no, body from letter where no between 600 and 699 order by no';
      expect(await tx.query(here, [], BODIES)).toEqual(rows);
    });
    expect(await read('no between 600 and 699')).toEqual(rows);
  });

  test('is gone with its batch when the rows were there already', async () => {
    const count = 'select count(*)::int4 as n from kernel.sealed_batch';
    const before = await db.query(count);
    await db.transaction(async (tx) => {
      const again = tx.tryAppend('letter', COLUMNS, rowsFrom(1, 10));
      await expect(again).rejects.toMatchObject({ code: '23505' });
    });
    expect(await db.query(count)).toEqual(before);
  });

  test('is read as bytes or JSON where it was that; the clear as it is', async () => {
    const [json, bytes] = await db.seal([JSON.stringify({ 名: [1] }), Buffer.from([0, 255])]);
    await db.query('insert into letter values (700, $1, $2)', [json ?? null, bytes ?? null]);
    await db.query(`insert into letter values (701, convert_to('[1]', 'UTF8'), '\\x0203')`);
    const sql = 'select body, note from letter where no between 700 and 799 order by no';
    expect(await db.query(sql, [], { body: 'json', note: 'bytes' })).toEqual([
      { body: { 名: [1] }, note: Buffer.from([0, 255]) },
      { body: [1], note: Buffer.from([2, 3]) },
    ]);
  });
});

describe('what was altered', () => {
  test('does not open: a batch exchanged for another; nor is one removed', async () => {
    await db.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(800, 8)));
    await db.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(900, 8)));
    const of = async (no: number) => {
      const rows = await db.query<{ at: number }>(
        `select ('x' || encode(substring(body from 2 for 8), 'hex'))::bit(64)::int8 as at
         from letter where no = $1`,
        [no],
      );
      return rows[0]?.at ?? 0;
    };
    const [one, other] = [await of(800), await of(900)];
    await db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query(
        `update kernel.sealed_batch b set bytes = o.bytes
         from kernel.sealed_batch o where b.batch_no = $1 and o.batch_no = $2`,
        [one, other],
      );
    });
    await expect(read('no = 800')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    const sound = await db.query('select body from letter where no in (800, 900) order by no', [], {
      body: 'sound-bytes',
    });
    expect(sound).toEqual([{ body: null }, { body: Buffer.from(rowsFrom(900, 1)[0]?.body ?? '') }]);
    await expect(db.query('delete from kernel.sealed_batch')).rejects.toThrow(/append-only/);
  });
});

describe('a value that is bound to its row', () => {
  const owner = ({ no }: Pick<Row, 'no'>) => `letter ${no}`;
  const BOUND = { body: { as: 'text', boundTo: owner } } as const;
  const columns: readonly Column<Row>[] = [
    ['no', 'int4', (row) => row.no],
    ['body', 'sealed', (row) => row.body, owner],
  ];
  const open = (where: string) =>
    db.query<Row>(`select no, body from letter where ${where} order by no`, [], BOUND);
  const append = (rows: readonly Row[]) =>
    db.transaction((tx) => tx.append('letter', columns, rows));

  test('opens there, of a batch and alone, as text and as bytes', async () => {
    const many = rowsFrom(3000, 100);
    const single = rowsFrom(3200, 1);
    await append(many);
    await append(single);
    expect(await open('no between 3000 and 3299')).toEqual([...many, ...single]);
    const [bytes] = await db.seal([Buffer.from([0, 7, 0])], ['letter 3210']);
    await db.query('insert into letter values (3210, $1)', [bytes ?? null]);
    const asBytes = { body: { as: 'bytes', boundTo: owner } } as const;
    const [read] = await db.query('select no, body from letter where no = 3210', [], asBytes);
    expect(read).toEqual({ no: 3210, body: Buffer.from([0, 7, 0]) });
  });

  test('does not open in another row, also of the same batch', async () => {
    await append(rowsFrom(3300, 8));
    await append(rowsFrom(3320, 1));
    for (const [from, to] of [
      [3301, 3300],
      [3320, 3302],
      [3303, 3320],
    ] as const) {
      await db.query(
        `update letter set body = (select body from letter where no = $1) where no = $2`,
        [from, to],
      );
      await expect(open(`no = ${to}`)).rejects.toMatchObject({
        code: 'SEAL_BROKEN',
        message: `a sealed value of "letter ${to}" belongs to "letter ${from}"`,
      });
      const sound = { body: { as: 'sound-bytes', boundTo: owner } } as const;
      const sql = 'select no, body from letter where no = $1';
      expect(await db.query(sql, [to], sound)).toEqual([{ no: to, body: null }]);
    }
  });

  test('and what was sealed before there was binding stays readable', async () => {
    const before = rowsFrom(3400, 10);
    await db.transaction((tx) => tx.append('letter', COLUMNS, before));
    await db.query(`insert into letter values (3420, convert_to('王小明', 'UTF8'))`);
    const read = await open('no between 3400 and 3499');
    expect(read).toEqual([...before, { no: 3420, body: '王小明' }]);
  });
});

describe('keys', () => {
  test('each day has its own, and those of other days still open', async () => {
    const at = (day: string) => Date.parse(`${day}T04:00:00Z`) as Instant;
    const open = (day: string) =>
      openDatabase(
        database.url,
        POOL_SIZES,
        createKeyring(TEST_MASTER_KEY, { now: () => at(day) }),
      );
    const [first, second] = [open('2031-01-01'), open('2031-01-02')];
    await first.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(1000, 1)));
    await second.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(1001, 1)));
    const days = await db.query(
      `select count(*)::int4 as n from kernel.day_key where day > '2030-01-01'`,
    );
    expect(days).toEqual([{ n: 2 }]);
    expect(await read('no in (1000, 1001)')).toHaveLength(2);
    await Promise.all([first.close(), second.close()]);
  });

  test('another master key is refused, and begins no key of its own', async () => {
    await db.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(1100, 1)));
    const stranger = masterKeyOf(Buffer.alloc(32, 9));
    await expect(requireMasterKey(db, stranger)).rejects.toMatchObject({
      code: 'MASTER_KEY_INVALID',
    });
    const tomorrow = { now: () => Date.parse('2040-01-01T04:00:00Z') as Instant };
    const their = openDatabase(database.url, POOL_SIZES, createKeyring(stranger, tomorrow));
    await expect(
      their.transaction((tx) => tx.append('letter', COLUMNS, rowsFrom(1200, 1))),
    ).rejects.toMatchObject({ code: 'MASTER_KEY_INVALID' });
    await their.close();
  });
});

test('what stood in the clear is sealed, and history stays as it was', async () => {
  await db.transaction((tx) =>
    tx.run(`create function keep() returns trigger language plpgsql as
        $$ begin raise exception 'append-only'; end $$;
      create trigger keep before update on letter for each statement execute function keep()`),
  );
  await db.query(
    `insert into letter (no, body) select 2000 + i, convert_to('王小明 ' || i, 'UTF8')
     from generate_series(1, 700) i`,
  );
  expect((await bytesOf('no > 2000')).includes('王小明')).toBe(true);
  const sealed = await sealClearValues(db, () => undefined);
  expect(sealed).toBeGreaterThanOrEqual(700);
  expect((await bytesOf('no > 2000')).includes('王小明')).toBe(false);
  expect((await read('no > 2000')).map(({ body }) => body)).toContain('王小明 700');
  expect(await sealClearValues(db, () => undefined)).toBe(0);
  await expect(db.query('update letter set body = null where no > 2000')).rejects.toThrow(
    'append-only',
  );
});

test('another master key opens everything, and the one before nothing', async () => {
  const to = masterKeyOf(Buffer.alloc(32, 3));
  expect(await changeMasterKey(db, { from: TEST_MASTER_KEY, to })).toBeGreaterThan(0);
  await expect(requireMasterKey(db, TEST_MASTER_KEY)).rejects.toMatchObject({
    code: 'MASTER_KEY_INVALID',
  });
  const their = openDatabase(database.url, POOL_SIZES, createKeyring(to));
  expect(await their.query('select body from letter where no = 1', [], BODIES)).toEqual(
    rowsFrom(1, 1).map(({ body }) => ({ body })),
  );
  await their.close();
  await changeMasterKey(db, { from: to, to: TEST_MASTER_KEY });
});
