import { join } from 'node:path';
import type { Database } from '@pilotzone/kernel/db';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMovingClock, runtimeOf } from '../testing/counter.ts';
import { createNumbers } from './numbers.ts';

let database: TestDatabase;

beforeAll(async () => {
  const own = readMigrations('gateway', join(import.meta.dirname, '../../migrations'));
  database = await openTestDatabase(own);
});
afterAll(() => database.close());

function open(db: Database = database.db) {
  const clock = createMovingClock();
  return { clock, ...createNumbers(runtimeOf(db, 'Z1', clock)) };
}

describe('numbers of customs', () => {
  it('are unique over two processes at once, over blocks, and over a restart', async () => {
    const [a, b] = [open(), open()];
    const drawn = await Promise.all(
      Array.from({ length: 2_600 }, (_, i) => (i % 2 === 0 ? a : b).next('2991')),
    );
    drawn.push(await open().next('2991'));
    expect(new Set(drawn.map(({ preNo }) => preNo)).size).toBe(2_601);
    expect(new Set(drawn.map(({ invtNo }) => invtNo)).size).toBe(2_601);
    for (const { preNo, invtNo } of drawn) {
      expect(preNo).toMatch(/^B20261120\d{9}$/);
      expect(invtNo).toMatch(/^29912026I\d{9}$/);
    }
  });

  it('carry the day and year of China in which they are issued', async () => {
    const numbers = open();
    numbers.clock.pass(41 * 86_400_000 + 12 * 3_600_000);
    expect(await numbers.next('0116')).toEqual({
      preNo: expect.stringMatching(/^B20270101/) as string,
      invtNo: expect.stringMatching(/^01162027I/) as string,
    });
  });

  it('are given again after the database was away for a moment', async () => {
    let isAway = true;
    const numbers = open({
      ...database.db,
      query: (sql, parameters) =>
        isAway ? Promise.reject(new Error('away')) : database.db.query(sql, parameters),
    });
    await expect(numbers.next('2991')).rejects.toThrow('away');
    isAway = false;
    await expect(numbers.next('2991')).resolves.toMatchObject({
      preNo: expect.stringMatching(/^B\d{17}$/) as string,
    });
  });

  it('begin again at 000000000 rather than grow a tenth digit', async () => {
    await database.db.query(`select setval('gateway.simulator_pre_no_seq', 899999001)`);
    const numbers = open();
    const drawn = await Promise.all(Array.from({ length: 1_000 }, () => numbers.next('2991')));
    expect(drawn.every(({ preNo }) => preNo.length === 18)).toBe(true);
  });
});
