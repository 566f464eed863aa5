import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './db.ts';
import {
  findRepository,
  migrate,
  readKernelMigrations,
  readMigrations,
  type Migration,
} from './migrate.ts';
import { findSystemPostgres, startSystemPostgres } from './testing-system-postgres.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let the: TestDatabase;
beforeEach(async () => {
  the = await openTestDatabase([]);
  return () => the.close();
});

const FIRST: Migration = {
  module: 'demo',
  name: '0001-create-a.sql',
  sql: 'create table a (n int);',
};
const SECOND: Migration = {
  module: 'demo',
  name: '0002-create-b.sql',
  sql: 'create table b (n int);',
};

describe('migrations', () => {
  test('are applied once, and new ones later', async () => {
    expect(await migrate(the.db, [FIRST])).toBe(1);
    expect(await migrate(the.db, [FIRST])).toBe(0);
    expect(await migrate(the.db, [FIRST, SECOND])).toBe(1);
  });

  test('of two processes that start at once are applied once', async () => {
    const other = openDatabase(the.url);
    const counts = await Promise.all([
      migrate(the.db, [FIRST, SECOND]),
      migrate(other, [FIRST, SECOND]),
    ]);
    await other.close();
    expect(counts[0] + counts[1]).toBe(2);
  });

  test('that were changed after they were applied stop the start', async () => {
    await migrate(the.db, [FIRST]);
    const changed = migrate(the.db, [{ ...FIRST, sql: 'create table a (n bigint);' }]);
    await expect(changed).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
  });

  test('that fail leave nothing of themselves behind', async () => {
    const sql = 'create table c (n int); select 1 / 0;';
    await expect(migrate(the.db, [{ ...FIRST, sql }])).rejects.toThrow('division by zero');
    expect(await the.db.query(`select to_regclass('c') as name`)).toEqual([{ name: null }]);
    expect(await migrate(the.db, [FIRST])).toBe(1);
  });
});

function readAllMigrations(): Migration[] {
  const repository = findRepository();
  const modules = ['customs', 'systems', 'platforms'].flatMap((part) =>
    readdirSync(join(repository, part)).map((name) => ({
      name,
      directory: join(repository, part, name, 'migrations'),
    })),
  );
  const own = modules
    .filter(({ directory }) => existsSync(directory))
    .flatMap(({ name, directory }) => readMigrations(name, directory));
  return [...readKernelMigrations(), ...own];
}

describe('all migrations of the repository', () => {
  test('apply to the embedded PostgreSQL', async () => {
    const migrations = readAllMigrations();
    expect(await migrate(the.db, migrations)).toBe(migrations.length);
  });

  test.skipIf(!findSystemPostgres())('apply to the PostgreSQL of the system', async () => {
    const server = await startSystemPostgres();
    const db = openDatabase(server.url);
    try {
      const migrations = readAllMigrations();
      expect(await migrate(db, migrations)).toBe(migrations.length);
    } finally {
      await db.close();
      await server.stop();
    }
  });
});
