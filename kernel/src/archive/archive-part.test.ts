import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { createIdSource } from '../ids.ts';
import { readKernelMigrations } from '../migrate.ts';
import { createPartitions } from '../partitions.ts';
import { openTestDatabase, type TestDatabase } from '../testing.ts';
import type { Instant } from '../time.ts';
import { archivePart } from './archive-part.ts';
import { listArchived, listParts } from './list-parts.ts';
import type { Part } from './list-parts.ts';

const NOW = Date.UTC(2030, 5, 15) as Instant;
const OLD = '01900000-0000-7000-8000-00000000000';

let the: TestDatabase;
let folder: string;
beforeEach(async () => {
  the = await openTestDatabase(readKernelMigrations());
  folder = mkdtempSync(join(tmpdir(), 'pilotzone-archive-'));
  await the.db.transaction((tx) =>
    tx.run(`
      create table note (
        zone_code text not null, note_id uuid not null, at timestamptz not null,
        fine timestamptz not null default '2026-01-02 03:04:05.678901Z', count int,
        sum bigint, done bool, amount numeric(19,5), tags text[], sealed bytea, body text,
        constraint note_pkey primary key (zone_code, note_id));
      comment on table note is 'Notes';
      create table note_key (zone_code text, number text, note_id uuid,
        primary key (zone_code, number));
      insert into note (zone_code, note_id, at, count, sum, done, amount, tags, sealed, body) values
        ('Z1', '${OLD}1', '2026-01-02 03:04:05.678Z', 7, 9007199254740993, true, 12.34000,
         '{a,"b,c"}', '\\x00ff', '订单 "1"'),
        ('Z1', '${OLD}2', '2026-01-02 03:04:05.679Z', null, null, null, null, null, null, null);
      insert into note_key values ('Z1', 'N-1', '${OLD}1');
      select kernel.partition_by_month('note', 'note_id');`),
  );
  await createPartitions(the.db, NOW);
  return async () => {
    rmSync(folder, { recursive: true });
    await the.close();
  };
});

async function partNamed(name: string): Promise<Part> {
  const part = (await listParts(the.db)).find((one) => one.part === name);
  if (!part) throw new Error('no part ' + name);
  return part;
}

async function count(table: string): Promise<number | undefined> {
  const [row] = await the.db.query<{ count: number }>(`select count(*) as count from ${table}`);
  return row?.count;
}

test('parts are listed with the moment up to which they hold rows', async () => {
  const parts = await listParts(the.db);
  expect(parts.map(({ part }) => part)).toEqual([
    'note_before',
    'note_203006',
    'note_203007',
    'note_203008',
    'note_203009',
    'note_rest',
  ]);
  expect(parts[1]?.until).toBe(Date.UTC(2030, 6, 1));
  expect(parts[5]?.until).toBeNull();
});

test('a part leaves whole: every value in the file, no row in the database', async () => {
  const archived = await archivePart(the.db, await partNamed('note_before'), { folder, now: NOW });
  expect(archived).toMatchObject({ table: 'note', file: 'note_before.parquet', rows: 2 });
  expect(await listArchived(the.db)).toEqual([archived]);
  expect(await count('note')).toBe(0);
  const file = await asyncBufferFromFile(join(folder, archived.file));
  const compressors = { GZIP: (bytes: Uint8Array) => gunzipSync(bytes) };
  const rows = await parquetReadObjects({ file, compressors, utf8: false });
  expect(rows[0]).toMatchObject({
    zone_code: 'Z1',
    note_id: `${OLD}1`,
    at: new Date('2026-01-02T03:04:05.678Z'),
    fine: '2026-01-02 03:04:05.678901+00',
    count: 7,
    sum: 9007199254740993n,
    done: true,
    amount: '12.34000',
    tags: '["a","b,c"]',
    body: '订单 "1"',
  });
  expect(Buffer.from(rows[0]?.['sealed'] as Uint8Array).toString('hex')).toBe('00ff');
  expect(rows[1]).toMatchObject({ count: null, done: null, tags: null, sealed: null, body: null });
});

test('what knows a number for good still refuses it when its part has left', async () => {
  await archivePart(the.db, await partNamed('note_before'), { folder, now: NOW });
  await expect(
    the.db.query(`insert into note_key values ('Z1', 'N-1', '${OLD}3')`),
  ).rejects.toThrow(/duplicate key/);
});

test('rows for a part that has left are kept, and the table goes on', async () => {
  await archivePart(the.db, await partNamed('note_before'), { folder, now: NOW });
  const late = createIdSource(() => Date.UTC(2026, 0, 5)).newId();
  for (const id of [late, createIdSource(() => NOW).newId()])
    await the.db.query(`insert into note (zone_code, note_id, at) values ('Z1', $1, now())`, [id]);
  expect([await count('note_rest'), await count('note_203006')]).toEqual([1, 1]);
});

test('a file that is there is not written over, and the part stays', async () => {
  const part = await partNamed('note_before');
  await archivePart(the.db, part, { folder, now: NOW });
  await expect(
    archivePart(the.db, await partNamed('note_203006'), { folder: join(folder, 'no'), now: NOW }),
  ).rejects.toThrow(/ENOENT/);
  expect(await count('note_203006')).toBe(0);
  await expect(archivePart(the.db, part, { folder, now: NOW })).rejects.toMatchObject({
    code: 'ARCHIVE_FILE_EXISTS',
  });
  expect(existsSync(join(folder, 'note_before.parquet'))).toBe(true);
});
