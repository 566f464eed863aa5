import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase, POOL_SIZES, type Database } from './db.ts';
import { migrate, readKernelMigrations, type Migration } from './migrate.ts';
import { createKeyring, type Keyring } from './sealing/keyring.ts';
import { masterKeyOf, openVault, type Vault } from './vault.ts';
import type {} from './testing-setup.ts';

/** A database of one test file. `close` ends its connections and drops it. */
export type TestDatabase = { readonly db: Database; readonly url: string; close(): Promise<void> };

/**
 * A fresh, migrated database on the run's server. The first call with a set of migrations makes a
 * template, later ones copy it (20 to 40 ms), so a database per test file is cheap. Only inside
 * Vitest, with our global set-up. What a module needs of the kernel is there without being named;
 * no migrations at all make an empty database.
 */
export async function openTestDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  const server = inject('databaseUrl');
  const all = withKernel(migrations);
  const name = 'test_' + randomBytes(8).toString('hex');
  await onServer(server, async (admin) => {
    const template = await ensureTemplate(admin, server, all);
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const url = databaseUrl(server, name);
  const db = openDatabase(url, POOL_SIZES, createTestKeyring());
  const close = async () => {
    await db.close();
    await onServer(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  };
  return { db, url, close };
}

function withKernel(migrations: readonly Migration[]): readonly Migration[] {
  const isWhole = migrations.length === 0 || migrations.some(({ module }) => module === 'kernel');
  return isWhole ? migrations : [...readKernelMigrations(), ...migrations];
}

/** The master key of every test database. */
export const TEST_MASTER_KEY = masterKeyOf(Buffer.alloc(32, 7));

/** Keys of personal data for another connection to a test database. */
export function createTestKeyring(): Keyring {
  return createKeyring(TEST_MASTER_KEY);
}

/** A vault whose master key goes with the test. */
export function openTestVault(db: Database, zoneCode = 'Z1'): Vault {
  return openVault(db, zoneCode, masterKeyOf(randomBytes(32)));
}

// A template must have no other connection while it is copied, so creation is one at a time.
const CREATION_LOCK = 7_168_010;

async function onServer<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: databaseUrl(server, 'postgres') });
  await admin.connect();
  try {
    await admin.query(`select pg_advisory_lock(${CREATION_LOCK})`);
    return await work(admin);
  } finally {
    await admin.end();
  }
}

async function ensureTemplate(admin: pg.Client, server: string, migrations: readonly Migration[]) {
  const digest = createHash('sha256');
  for (const { module, name, sql } of migrations) digest.update(`${module}\0${name}\0${sql}\0`);
  const template = 'template_' + digest.digest('hex').slice(0, 20);
  const known = await admin.query('select 1 from pg_database where datname = $1', [template]);
  if (known.rows.length > 0) return template;
  const half = template + '_new';
  await admin.query(`drop database if exists ${half} with (force)`);
  await admin.query(`create database ${half} template template0 encoding 'UTF8'`);
  const db = openDatabase(databaseUrl(server, half), { batch: 1, query: 1 });
  try {
    await migrate(db, migrations);
  } finally {
    await db.close();
  }
  await admin.query(`alter database ${half} rename to ${template}`);
  return template;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = '/' + name;
  return url.href;
}
