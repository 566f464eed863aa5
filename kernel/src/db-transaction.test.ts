import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defineStage, openDatabase } from './db.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

type Count = { name: string; n: number };
const counts = defineStage<Count>('stage_kernel_counts', [
  ['name', 'text', (row) => row.name],
  ['n', 'int4', (row) => row.n],
]);

let the: TestDatabase;
beforeAll(async () => {
  const sql = 'create table box (name text primary key, n int not null);';
  the = await openTestDatabase([{ module: 'demo', name: '0001-create-box.sql', sql }]);
});
afterAll(() => the.close());
beforeEach(async () => {
  await the.db.query('delete from box');
  await the.db.query(`insert into box values ('a', 0), ('b', 0)`);
});

function add(first: string, second: string, meet: () => Promise<void>) {
  return the.db.transaction(async (tx) => {
    await tx.query('update box set n = n + 1 where name = $1', [first]);
    await meet();
    await tx.query('update box set n = n + 1 where name = $1', [second]);
  });
}

describe('a transaction', () => {
  test('that meets a deadlock is repeated, and both take effect once', async () => {
    let arrived = 0;
    const bothHere = async () => {
      arrived += 1;
      while (arrived < 2) await new Promise((done) => setTimeout(done, 5));
    };
    await Promise.all([add('a', 'b', bothHere), add('b', 'a', bothHere)]);
    expect(arrived).toBeGreaterThan(2);
    expect(await the.db.query('select n from box')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('that meets one writer after the other is repeated until it gets through', async () => {
    let tries = 0;
    const inTheWay = Object.assign(new Error('taken meanwhile'), { code: '40001' });
    await the.db.transaction(async (tx) => {
      await tx.query(`update box set n = n + 1 where name = 'a'`);
      tries += 1;
      if (tries < 9) throw inTheWay;
    });
    expect(await the.db.query(`select n from box where name = 'a'`)).toEqual([{ n: 1 }]);
    const never = the.db.transaction(() => Promise.reject(inTheWay));
    await expect(never).rejects.toThrow('taken meanwhile');
  });

  test('that throws leaves nothing behind, and its connection serves on', async () => {
    const failing = the.db.transaction(async (tx) => {
      await tx.query('delete from box');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await the.db.query('select count(*) as n from box')).toEqual([{ n: 2 }]);
  });

  test('whose connection is cut fails, and the next one gets a new connection', async () => {
    const cut = the.db.transaction(async (tx) => {
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(cut).rejects.toThrow();
    const next = the.db.transaction((tx) => tx.query('select 1 as one'));
    expect(await next).toEqual([{ one: 1 }]);
  });
});

describe('a stage', () => {
  test('is filled, replaced and emptied', async () => {
    const sizes = await the.db.transaction(async (tx) => {
      const size = async () => {
        const rows = await tx.query<{ n: number }>('select count(*) as n from stage_kernel_counts');
        return rows[0]?.n;
      };
      await tx.stage(counts, [
        { name: 'a', n: 1 },
        { name: 'b', n: 2 },
      ]);
      const first = await size();
      await tx.stage(counts, [{ name: 'c', n: 3 }]);
      const second = await size();
      await tx.stage(counts, []);
      return [first, second, await size()];
    });
    expect(sizes).toEqual([2, 1, 0]);
  });

  test('of one transaction is not seen by another', async () => {
    await the.db.transaction((tx) => tx.stage(counts, [{ name: 'a', n: 1 }]));
    const rows = await the.db.transaction(async (tx) => {
      await tx.stage(counts, []);
      return tx.query('select name from stage_kernel_counts');
    });
    expect(rows).toEqual([]);
  });
});

describe('values', () => {
  test('come back as the types that stores expect', async () => {
    const [row] = await the.db.query<Record<string, unknown>>(
      `select 9007199254740991::int8 as big, 12.50000::numeric(19,5) as amount,
         date '2026-11-20' as day, timestamptz '2026-11-20 08:30:00.123+08' as at,
         timestamptz '2026-11-20 08:30:00+08' as whole, '{"a":1}'::jsonb as json`,
    );
    expect(row).toEqual({
      big: 9_007_199_254_740_991,
      amount: '12.50000',
      day: '2026-11-20',
      at: Date.UTC(2026, 10, 20, 0, 30, 0, 123),
      whole: Date.UTC(2026, 10, 20, 0, 30),
      json: { a: 1 },
    });
  });

  test('a time with microseconds comes back as its millisecond', async () => {
    const [row] = await the.db.query(`select timestamptz '2026-11-20 08:30:00.123456+08' as at`);
    expect(row).toEqual({ at: Date.UTC(2026, 10, 20, 0, 30, 0, 123) });
  });

  test('times are read right in whatever time zone the server shows them', async () => {
    for (const zone of ['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'America/New_York']) {
      const url = new URL(the.url);
      url.searchParams.set('options', `-c timezone=${zone}`);
      const db = openDatabase(url.href);
      const rows = await db.transaction(async (tx) => {
        await tx.run(`set local timezone = '${zone}'`);
        return tx.query(`select timestamptz '2026-11-20 08:30:00.123456+08' as at`);
      });
      await db.close();
      expect(rows).toEqual([{ at: Date.UTC(2026, 10, 20, 0, 30, 0, 123) }]);
    }
  });
});
