import { beforeEach, expect, test } from 'vitest';
import { createIdSource } from './ids.ts';
import { readKernelMigrations } from './migrate.ts';
import { createPartitions, listCutTables } from './partitions.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import type { Instant } from './time.ts';

const DAY = 86_400_000;

let the: TestDatabase;
let now: number;
beforeEach(async () => {
  the = await openTestDatabase(readKernelMigrations());
  await the.db.transaction((tx) =>
    tx.run(`
    create table note (
      zone_code text not null, note_id uuid not null, position bigint generated always as identity,
      body text not null default 'none', owner text,
      constraint note_pkey primary key (zone_code, note_id),
      constraint note_body_short check (length(body) < 9)
    ) with (fillfactor = 70);
    comment on table note is 'Notes';
    create index note_owner_idx on note (zone_code, owner) where owner is not null;
    alter table note enable row level security;
    create policy note_owner on note for select to pilotzone_reader
      using (note.owner = (select kernel.reader()));
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'append-only'; end $$;
    create trigger note_append_only before update or delete or truncate on note
      for each statement execute function refuse();
    insert into note (zone_code, note_id, owner) values
      ('Z1', '01900000-0000-7000-8000-000000000001', 'A'),
      ('Z1', '01900000-0000-7000-8000-000000000002', 'B');
    select kernel.partition_by_month('note', 'note_id');`),
  );
  now = Number((await ask(`select (extract(epoch from now()) * 1000)::int8 as answer`)) ?? 0);
  return () => the.close();
});

async function ask(sql: string): Promise<unknown> {
  const rows = await the.db.query<{ answer: unknown }>(sql);
  return rows[0]?.answer;
}

function idAt(ms: number): string {
  return createIdSource(() => ms).newId();
}

async function add(id: string): Promise<void> {
  await the.db.query(`insert into note (zone_code, note_id, owner) values ('Z1', $1, 'A')`, [id]);
}

test('rows stay where they are, with key, order, checks and index', async () => {
  expect(await ask(`select count(*) as answer from note_before`)).toBe(2);
  await add(idAt(now));
  const order = `select array_agg(position order by note_id) as answer from note`;
  expect(await ask(order)).toEqual([1, 2, 3].map(String));
  await expect(add('01900000-0000-7000-8000-000000000001')).rejects.toThrow(/note_pkey_before/);
  await expect(
    the.db.query(
      `insert into note (zone_code, note_id, body) values ('Z1', $1, 'too long a text')`,
      [idAt(now)],
    ),
  ).rejects.toThrow(/note_body_short/);
  expect(await ask(`select obj_description('note'::regclass) as answer`)).toBe('Notes');
});

test('parts of coming months are made once, and hold the rows of their month', async () => {
  expect(await listCutTables(the.db)).toEqual([{ table: 'note', key: 'note_id' }]);
  // This month is in the part before.
  expect(await createPartitions(the.db, now as Instant)).toBe(3);
  expect(await createPartitions(the.db, now as Instant)).toBe(0);
  expect(await createPartitions(the.db, (now + 31 * DAY) as Instant)).toBeGreaterThan(0);
  await add(idAt(now + 40 * DAY));
  expect(await ask(`select count(*) as answer from note_before`)).toBe(2);
  expect(await ask(`select count(*) as answer from note_rest`)).toBe(0);
  const options = `select count(*) as answer
                     from pg_class
                    where relname like 'note\\_%' and 'fillfactor=70' = any(reloptions)`;
  expect(await ask(options)).toBeGreaterThanOrEqual(6);
});

test('rows of a month without a part are kept and move into it', async () => {
  const id = idAt(now + 400 * DAY);
  await add(id);
  expect(await ask(`select count(*) as answer from note_rest`)).toBe(1);
  await createPartitions(the.db, (now + 400 * DAY) as Instant);
  expect(await ask(`select count(*) as answer from note_rest`)).toBe(0);
  expect(await ask(`select count(*) as answer from note where note_id = '${id}'`)).toBe(1);
  await expect(add(id)).rejects.toThrow(/duplicate key/);
});

test('what the table forbids its parts forbid, also under their own names', async () => {
  await createPartitions(the.db, now as Instant);
  const parts = await the.db.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits where inhparent = 'note'::regclass`,
  );
  expect(parts.length).toBe(5);
  for (const part of ['note', ...parts.map((one) => one.part)]) {
    await expect(the.db.query(`delete from ${part}`)).rejects.toThrow(/append-only/);
    await expect(the.db.query(`truncate ${part}`)).rejects.toThrow(/append-only/);
  }
});

test('a reader sees the rows of its own, and none by the name of a part', async () => {
  const seen = async (table: string) =>
    the.db.transaction(async (tx) => {
      await tx.run(`set local app.organisation = 'A'; set local role pilotzone_reader`);
      return tx.query<{ owner: string }>(`select owner from ${table}`);
    });
  await the.db.transaction((tx) =>
    tx.run(`grant usage on schema public to pilotzone_reader;
            grant select on all tables in schema public to pilotzone_reader`),
  );
  expect(await seen('note')).toEqual([{ owner: 'A' }]);
  expect(await seen('note_before')).toEqual([]);
});
