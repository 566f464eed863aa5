import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../db.ts';
import { assert, PilotError } from '../errors.ts';
import { migrate, migrationSha256, type Migration } from '../migrate.ts';
import { columnsOf, listParts, listReferences, listTables, quoted } from './catalogue.ts';
import type { Reference, TableNote } from './catalogue.ts';
import { openArchive, type Archive } from './read-archive.ts';
import { entryOf, type Manifest } from './manifest.ts';

export type RestoreOptions = {
  readonly url: string;
  readonly db: Database;
  readonly file: string;
  /** Of this program: those the backup had are applied first, the newer ones to its data. */
  readonly migrations: readonly Migration[];
  progress(table: number, tables: number): void;
};

/**
 * Fills an empty database with a backup, of this version or an earlier one: first the tables as the
 * backup had them, then its rows, all in one transaction, then what this version changed since.
 * Throws RESTORE_TARGET_NOT_EMPTY, BACKUP_INVALID, BACKUP_NEWER, INPUT_UNREADABLE; the rows of a
 * restore that failed are not there.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const archive = await openArchive(options.file);
  try {
    await withClient(options.url, (client) => requireEmpty(client, archive.manifest));
    await migrate(options.db, migrationsOf(archive.manifest, options));
    await withClient(options.url, (client) => load(client, archive, options));
    await migrate(options.db, options.migrations);
    return archive.manifest;
  } finally {
    archive.close();
  }
}

/**
 * A database without tables, or with those of the backup and no rows in them: what a restore that
 * failed leaves behind.
 */
async function requireEmpty(client: pg.Client, manifest: Manifest): Promise<void> {
  const there = await listTables(client);
  const known = new Set(manifest.tables.map(entryOf));
  for (const table of there) {
    if (known.has(entryOf(table)) && !(await hasRows(client, table))) continue;
    // The kernel's own rows are written with its tables.
    if (known.has(entryOf(table)) && table.schema === 'kernel') continue;
    throw new PilotError(
      'RESTORE_TARGET_NOT_EMPTY',
      `the database holds data already (${table.schema}.${table.table}); restore into a new ` +
        'folder (--data) or an empty database',
    );
  }
}

async function hasRows(client: pg.Client, { schema, table }: TableNote): Promise<boolean> {
  const { rowCount } = await client.query(`select from ${quoted(schema, table)} limit 1`);
  return rowCount !== 0;
}

/** Those of the backup, in this program's order, which is the order in which they were applied. */
function migrationsOf({ migrations }: Manifest, options: RestoreOptions): Migration[] {
  const wanted = new Map(migrations.map((one) => [`${one.module}/${one.name}`, one.sha256]));
  const known = options.migrations.filter(
    (one) => wanted.get(`${one.module}/${one.name}`) === migrationSha256(one),
  );
  if (known.length === wanted.size) return known;
  throw new PilotError(
    'BACKUP_NEWER',
    `${options.file} has tables that this version does not know; restore it with the version ` +
      'that wrote it, or a newer one',
  );
}

const MIGRATIONS = { schema: 'kernel', table: 'migration' };

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function load(client: pg.Client, archive: Archive, options: RestoreOptions): Promise<void> {
  // The list of migrations was just written and is the same; its rows would only collide.
  const filled = archive.manifest.tables.filter((one) => entryOf(one) !== entryOf(MIGRATIONS));
  const names = filled.map(({ schema, table }) => quoted(schema, table));
  const guarded = [...names, ...(await listParts(client))];
  await client.query('begin');
  // Triggers keep history append-only and books balanced while the platform runs. These rows were
  // checked by them once, and they do not come in the order in which they were written.
  for (const name of guarded) await client.query(`alter table ${name} disable trigger user`);
  await client.query(`truncate ${names.join(', ')}`);
  for (const [index, table] of inOrder(filled, await listReferences(client)).entries()) {
    options.progress(index, filled.length);
    const into = `${quoted(table.schema, table.table)} (${columnsOf(table)})`;
    const sink = client.query(copyFrom(`copy ${into} from stdin with (format binary)`));
    await pipeline(await archive.read(table), sink).catch((error: unknown) => {
      throw explain(error, options.file);
    });
  }
  for (const name of guarded) await client.query(`alter table ${name} enable trigger user`);
  for (const { schema, sequence, last } of archive.manifest.sequences) {
    if (last === null) continue;
    await client.query('select setval($1::regclass, $2::int8)', [quoted(schema, sequence), last]);
  }
  await client.query('commit');
  await client.query('analyze');
  options.progress(filled.length, filled.length);
}

/** Rows that PostgreSQL cannot read (class 22, 08P01) were altered; it may notice before we do. */
function explain(error: unknown, file: string): unknown {
  const { code } = error as { code?: string };
  if (code === undefined || !/^(22...|08P01)$/.test(code)) return error;
  return new PilotError('BACKUP_INVALID', `${file} was altered: PostgreSQL cannot read its rows`, {
    cause: error,
  });
}

/** Tables that others refer to come first, so that foreign keys hold after each. */
function inOrder(tables: Manifest['tables'], references: readonly Reference[]): Manifest['tables'] {
  const rest = new Map(tables.map((table) => [`${table.schema}.${table.table}`, table]));
  const ordered: Manifest['tables'] = [];
  while (rest.size > 0) {
    const free = [...rest].filter(
      ([name]) => !references.some(({ from, to }) => from === name && to !== name && rest.has(to)),
    );
    assert(free.length > 0, 'tables refer to each other in a circle');
    for (const [name, table] of free) {
      rest.delete(name);
      ordered.push(table);
    }
  }
  return ordered;
}
