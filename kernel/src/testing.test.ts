import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from './testing.ts';

const migrations = [
  { module: 'demo', name: '0001-create-note.sql', sql: 'create table note (text text);' },
];

describe('a test database', () => {
  let first: TestDatabase;
  let second: TestDatabase;
  beforeAll(async () => {
    [first, second] = await Promise.all([
      openTestDatabase(migrations),
      openTestDatabase(migrations),
    ]);
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
  });

  test('is migrated and apart from the next one', async () => {
    await first.db.query('insert into note (text) values ($1)', ['清单']);
    expect(await first.db.query('select text from note')).toEqual([{ text: '清单' }]);
    expect(await second.db.query('select text from note')).toEqual([]);
  });

  test('orders by code point and knows Chinese and accented letters', async () => {
    const rows = await first.db.query(
      `select upper('é') as upper, length('综试区') as length, 'a' < 'B' as ascii, '综' ~ '^\\w$' ` +
        `as word`,
    );
    const [row] = rows as object[];
    expect(row).toEqual({ upper: 'É', length: 3, ascii: false, word: true });
  });
});
