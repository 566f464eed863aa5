import { expect, test } from 'vitest';
import { defineStage } from './db.ts';
import { openTestDatabase } from './testing.ts';

const numbers = defineStage<number>('stage_db_test', [['n', 'int4', (n) => n]]);

test('a transaction that fails takes no stage away from the next one', async () => {
  const { db, close } = await openTestDatabase([]);
  const sumOf = (rows: readonly number[], fails: boolean) =>
    db.transaction(async (tx) => {
      await tx.stage(numbers, rows);
      if (fails) throw new Error('no');
      return tx.query('select sum(n)::int4 as sum from stage_db_test');
    });
  await expect(sumOf([1, 2], true)).rejects.toThrow('no');
  expect(await sumOf([3, 4], false)).toEqual([{ sum: 7 }]);
  await expect(sumOf([1, 2], true)).rejects.toThrow('no');
  expect(await sumOf([5], false)).toEqual([{ sum: 5 }]);
  await close();
});
