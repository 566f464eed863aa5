import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from './db.ts';
import { assert, PilotError } from './errors.ts';

/** One migration file of one module. */
export type Migration = { readonly module: string; readonly name: string; readonly sql: string };

/** Reads `NNNN-verb-what.sql` files of a module's `migrations` folder, in order. */
export function readMigrations(module: string, directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ module, name, sql: readFileSync(join(directory, name), 'utf8') }));
}

/**
 * The kernel's own migrations, which come first. `repository` is the folder that holds `kernel/`.
 */
export function readKernelMigrations(repository: string = findRepository()): Migration[] {
  return readMigrations('kernel', join(repository, 'kernel', 'migrations'));
}

/**
 * The repository's folder, found upwards from this file: migrations and data files are read from it
 * at run time, both by the sources (kernel/src) and by the bundle (dist).
 */
export function findRepository(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'kernel', 'migrations'))) return folder;
    assert(folder !== dirname(folder), 'kernel/migrations is nowhere above ' + import.meta.dirname);
  }
}

// Two processes that start at once must not both migrate; the number is arbitrary and only ours.
const MIGRATION_LOCK = 7_168_009;

/**
 * Applies what is missing, each file in a transaction of its own, and returns how many were
 * applied. A file whose text changed after it was applied stops the start with MIGRATION_CHANGED:
 * history is append-only.
 */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<number> {
  await db.query('create schema if not exists kernel');
  await db.query(`create table if not exists kernel.migration (
    module text not null, name text not null, sha256 text not null,
    applied_at timestamptz not null default now(),
    constraint migration_pk primary key (module, name))`);
  let applied = 0;
  for (const migration of migrations) applied += await applyOnce(db, migration);
  return applied;
}

/** A server whose user is let do little: its administrator makes the role once. */
function explainRole(error: unknown): never {
  if ((error as { code?: string }).code !== '42501') throw error;
  const reason = error instanceof Error ? error.message : String(error);
  const text =
    `${reason}; let an administrator of the server run \`create role pilotzone_reader nologin\`, ` +
    'if there is none, and `grant pilotzone_reader to` that user';
  throw new PilotError('DATABASE_ROLE_MISSING', text, { cause: error });
}

/** What tells whether a migration's text was changed. */
export function migrationSha256({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}

async function applyOnce(db: Database, migration: Migration): Promise<number> {
  const sha256 = migrationSha256(migration);
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1::int8)', [MIGRATION_LOCK]);
    const known = await tx.query<{ sha256: string }>(
      'select sha256 from kernel.migration where module = $1 and name = $2',
      [migration.module, migration.name],
    );
    if (known[0]) {
      if (known[0].sha256 === sha256) return 0;
      const which = `${migration.module}/${migration.name}`;
      throw new PilotError(
        'MIGRATION_CHANGED',
        `migration ${which} was changed after it was applied; restore its text and add a new file`,
      );
    }
    await tx.run(migration.sql).catch(explainRole);
    await tx.query('insert into kernel.migration (module, name, sha256) values ($1, $2, $3)', [
      migration.module,
      migration.name,
      sha256,
    ]);
    return 1;
  });
}
