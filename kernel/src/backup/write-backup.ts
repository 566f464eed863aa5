import { createHash } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ZipFile } from 'yazl';
import { PilotError } from '../errors.ts';
import { columnsOf, listSequences, listTables, quoted, type TableNote } from './catalogue.ts';
import { entryOf, MANIFEST, type Manifest } from './manifest.ts';

export type BackupOptions = {
  readonly url: string;
  readonly file: string;
  /** Of the program, for whoever restores it. */
  readonly version: string;
  progress(table: number, tables: number): void;
};

// Evidence is compressed already; the rest shrinks well at the fastest level.
const COMPRESSION_LEVEL = 1;

/**
 * Writes all data of a database into one ZIP file, as of one instant, while others go on writing: a
 * single repeatable-read transaction reads every table. The file appears under its name only when
 * it is whole, readable by its owner alone. Throws BACKUP_UNWRITABLE.
 */
export async function writeBackup(options: BackupOptions): Promise<Manifest> {
  const client = new pg.Client({ connectionString: options.url });
  client.on('error', () => undefined);
  await client.connect();
  const half = `${options.file}.part`;
  try {
    await client.query('begin isolation level repeatable read read only');
    const manifest = await writeAll(client, half, options);
    renameSync(half, options.file);
    return manifest;
  } catch (error) {
    rmSync(half, { force: true });
    throw explain(error, options.file);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function writeAll(client: pg.Client, half: string, options: BackupOptions) {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(half, { mode: 0o600 }));
  // An error of the file is told by the `await` below; until then nobody listens.
  written.catch(() => undefined);
  const tables = await listTables(client);
  const notes: Manifest['tables'] = [];
  for (const table of tables) {
    options.progress(notes.length, tables.length);
    notes.push(await Promise.race([writeTable(client, zip, table), failing(written)]));
  }
  const manifest = await describe(client, options.version, notes);
  zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 1)), MANIFEST, { compress: false });
  zip.end();
  await written;
  options.progress(tables.length, tables.length);
  return manifest;
}

/** Never ends well: so that a full disk ends the reading of a table, too. */
async function failing(written: Promise<void>): Promise<never> {
  await written;
  return new Promise<never>(() => undefined);
}

async function writeTable(
  client: pg.Client,
  zip: ZipFile,
  table: TableNote,
): Promise<Manifest['tables'][number]> {
  const from = `select ${columnsOf(table)} from ${quoted(table.schema, table.table)}`;
  const rows = client.query(copyTo(`copy (${from}) to stdout with (format binary)`));
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  zip.addReadStream(meter, entryOf(table), { compressionLevel: COMPRESSION_LEVEL });
  await pipeline(rows, meter);
  return {
    ...table,
    columns: [...table.columns],
    rows: rows.rowCount,
    bytes,
    sha256: hash.digest('hex'),
  };
}

async function describe(client: pg.Client, version: string, tables: Manifest['tables']) {
  const { rows: migrations } = await client.query<Manifest['migrations'][number]>(
    'select module, name, sha256 from kernel.migration order by applied_at, module, name',
  );
  const { rows } = await client.query<{ at: Date; server: string }>(
    `select now() as at, current_setting('server_version') as server`,
  );
  const sequences = await listSequences(client);
  return {
    format: 'pilotzone-backup-1' as const,
    version,
    takenAt: rows[0]?.at.toISOString() ?? '',
    server: rows[0]?.server ?? '',
    migrations,
    tables,
    sequences: sequences.map((one) => ({ ...one })),
  };
}

function explain(error: unknown, file: string): unknown {
  const { code, syscall } = error as { code?: string; syscall?: string };
  if (syscall === undefined || code === 'ECONNREFUSED') return error;
  const why = code === 'ENOSPC' ? 'the disk is full' : `${code ?? 'unknown'} at ${syscall}`;
  return new PilotError('BACKUP_UNWRITABLE', `${file} cannot be written: ${why}`);
}
