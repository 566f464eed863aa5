import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { PilotError } from '../errors.ts';
import { entryOf, MANIFEST, parseManifest, type Manifest } from './manifest.ts';

/** A backup that is open for reading. */
export type Archive = {
  readonly manifest: Manifest;
  /** A table's rows; the stream fails with BACKUP_INVALID when they are not those written. */
  read(table: Manifest['tables'][number]): Promise<Readable>;
  close(): void;
};

/** Opens a backup. Throws INPUT_UNREADABLE, BACKUP_INVALID. */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  const stream = async (name: string): Promise<Readable> => {
    const entry = entries.get(name);
    if (!entry) throw new PilotError('BACKUP_INVALID', `${path} lacks the entry ${name}`);
    return zip.openReadStreamPromise(entry);
  };
  try {
    const text = await textOf(await stream(MANIFEST));
    return {
      manifest: parseManifest(text, path),
      read: async (table) => checked(await stream(entryOf(table)), table, path),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== undefined)
      throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}: ${code}`);
    throw new PilotError('BACKUP_INVALID', `${path} is no whole ZIP file, so no backup`);
  }
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function checked(rows: Readable, table: Manifest['tables'][number], path: string): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const isWhole = hash.digest('hex') === table.sha256;
      const message = `${path} was altered: the rows of ${table.schema}.${table.table} differ`;
      done(isWhole ? null : new PilotError('BACKUP_INVALID', message));
    },
  });
  rows.on('error', (error) => check.destroy(error));
  return rows.pipe(check);
}
