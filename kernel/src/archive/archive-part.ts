import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Tx } from '../db.ts';
import { PilotError } from '../errors.ts';
import type { Instant } from '../time.ts';
import type { ArchivedPart, Part } from './list-parts.ts';
import { createParquetFile, digestOfFile, sha256OfFile } from './parquet-file.ts';
import type { Cell, FileColumn } from './parquet-file.ts';

const ROWS_AT_ONCE = 10_000;

type Column = FileColumn & { readonly expression: string };

/**
 * Writes one part of a table into a Parquet file in `folder`, reads the file back and compares
 * every row, then takes the part out of the database; all or nothing. Nobody writes to the part
 * meanwhile, everything else goes on. Throws ARCHIVE_FILE_EXISTS, ARCHIVE_DIFFERS.
 */
export async function archivePart(
  db: Database,
  { table, part, key }: Part,
  { folder, now }: { folder: string; now: Instant },
): Promise<ArchivedPart> {
  const file = `${part.replaceAll('"', '')}.parquet`;
  const path = join(folder, file);
  if (existsSync(path))
    throw new PilotError('ARCHIVE_FILE_EXISTS', `${path} is there already; name another folder`);
  const half = `${path}.half`;
  try {
    return await db.transaction(async (tx) => {
      await tx.run(`lock table ${part} in share mode`);
      const columns = await columnsOf(tx, part);
      const rows = await writeRows(tx, { part, key, columns, path: half });
      renameSync(half, path);
      const sha256 = await sha256OfFile(path);
      await takeOut(tx, { table, part, key, file, rows, sha256, now });
      return { table, part, file, rows, sha256: sha256.toString('hex'), archivedAt: now };
    });
  } catch (error) {
    // The part is still in the database: a file of it would only mislead.
    rmSync(half, { force: true });
    rmSync(path, { force: true });
    throw error;
  }
}

async function writeRows(
  tx: Tx,
  the: { part: string; key: string; columns: readonly Column[]; path: string },
): Promise<number> {
  const { part, key, columns, path } = the;
  const file = createParquetFile(path, columns);
  const values = columns.map(({ expression, name }) => `${expression} as "${name}"`).join(', ');
  await tx.run(`declare part_rows cursor for select ${values} from ${part} order by "${key}"`);
  let rows = 0;
  for (;;) {
    const block = await tx.query<Record<string, unknown>>(`fetch ${ROWS_AT_ONCE} from part_rows`);
    if (block.length === 0) break;
    file.write(columns.map((column) => block.map((row) => cellOf(column, row[column.name]))));
    rows += block.length;
  }
  await tx.run('close part_rows');
  const written = await file.finish();
  const found = await digestOfFile(path, columns);
  if (found.rows !== rows || found.digest !== written)
    throw new PilotError(
      'ARCHIVE_DIFFERS',
      `what was written to ${path} reads otherwise; ${part} stays where it is; try another disk`,
    );
  return rows;
}

/** Waits for batches a few seconds at most: they must not wait for us. */
async function takeOut(
  tx: Tx,
  the: Pick<Part, 'table' | 'part' | 'key'> & {
    file: string;
    rows: number;
    sha256: Buffer;
    now: Instant;
  },
): Promise<void> {
  const { table, part, key, file, rows, sha256, now } = the;
  await tx.query(
    `insert into kernel.archived_part
            (table_name, part, file, sha256, rows, first_id, last_id, archived_at)
     select $1, $2, $3, $4::bytea, $5::int8,
            (select "${key}" from ${part} order by "${key}" limit 1),
            (select "${key}" from ${part} order by "${key}" desc limit 1),
            to_timestamp($6::int8 / 1000.0)`,
    [table, part, file, sha256, rows, now],
  );
  await tx.run(`set local lock_timeout = '5s'; alter table ${table} detach partition ${part};
                drop table ${part}`);
}

async function columnsOf(tx: Tx, part: string): Promise<Column[]> {
  const found = await tx.query<{ name: string; type: string }>(
    `select attname::text as name,
            coalesce(base.typname, own.typname)::text as type
       from pg_attribute
       join pg_type own on own.oid = atttypid
       left join pg_type base on base.oid = own.typbasetype
      where attrelid = $1::text::regclass and attnum > 0 and not attisdropped
      order by attnum`,
    [part],
  );
  const finer = await finerThanMillis(tx, part, found);
  return found.map((one) => columnOf(finer.has(one.name) ? { ...one, type: 'text' } : one));
}

/** Moments that a time of the file, in milliseconds, would cut: they become text. */
async function finerThanMillis(
  tx: Tx,
  part: string,
  columns: readonly { name: string; type: string }[],
): Promise<Set<string>> {
  const names = columns.filter(({ type }) => type === 'timestamptz').map(({ name }) => name);
  if (names.length === 0) return new Set();
  const checks = names.map((name) => `bool_or("${name}" <> date_trunc('milliseconds', "${name}"))`);
  const rows = await tx.query<{ finer: (boolean | null)[] }>(
    `select array[${checks.join(', ')}] as finer from ${part}`,
  );
  return new Set(names.filter((_, i) => rows[0]?.finer[i]));
}

/** Arrays become JSON, amounts text: exact, and known to every reader. */
function columnOf({ name, type }: { name: string; type: string }): Column {
  const own = `"${name}"`;
  if (type === 'bytea') return { name, type: 'BYTE_ARRAY', expression: `${own}::bytea` };
  if (type === 'int2' || type === 'int4') return { name, type: 'INT32', expression: own };
  if (type === 'int8') return { name, type: 'INT64', expression: `${own}::text` };
  if (type === 'bool') return { name, type: 'BOOLEAN', expression: own };
  if (type === 'timestamptz') return { name, type: 'TIMESTAMP', expression: own };
  const expression = type.startsWith('_') ? `to_json(${own})::text` : `${own}::text`;
  return { name, type: 'STRING', expression };
}

function cellOf({ type }: Column, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (type === 'INT64') return BigInt(value as string);
  if (type === 'TIMESTAMP') return new Date(value as number);
  return value as Cell;
}
