import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUTHORITIES } from '@pilotzone/generator/companies';
import { generateExports } from '@pilotzone/generator/exports/generate-exports';
import { openArchive } from '@pilotzone/kernel/backup/read-archive';
import type { HttpServer } from '@pilotzone/kernel/http';
import { TEST_MASTER_KEY } from '@pilotzone/kernel/testing';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { backup } from './commands/backup.ts';
import { createPlatformServer } from './http-server.ts';
import { settle } from './settle.ts';
import { generateDay, openTestPlatform, TEST_DAY, type TestPlatform } from './testing-platform.ts';

/** Fields of the 42 messages that name a person, or where she lives, or her telephone. */
const FIELDS = [
  ...['buyerName', 'buyerIdNumber', 'buyerTelephone', 'consignee', 'consigneeTelephone'],
  ...['consigneeAddress', 'payerName', 'payerIdNumber', 'telephone'],
  ...['shipper', 'shipperTelephone', 'shipperAddress'],
];
const PERSONAL = new RegExp(`<(?:ceb:)?(${FIELDS.join('|')})>([^<]+)<`, 'g');

/** In no other document, so that the log of the server can be searched for it. */
const NOTE = '甄隐藏说：这不是我买的，电话13955512345';

let the: TestPlatform;
let server: HttpServer;
let folder: string;
let url: string;
const planted = new Map<string, string>();
const orderNos = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-at-rest-'));
  the = await openTestPlatform({ holdRed: true });
  server = await createPlatformServer(the.platform);
  const { db } = the.platform.runtime;
  const [row] = await db.query<{ name: string }>('select current_database() as name');
  const address = new URL(inject('databaseUrl'));
  address.pathname = `/${row?.name}`;
  url = address.href;
  // People of nobody else's tests: those share the server, and some plant theirs in the clear.
  const messages = [
    ...generateDay({ declarations: 120, seed: 81_101, faults: 0.4 }).messages,
    ...[...generateExports({ declarations: 60, seed: 81_102, faults: 0.4, day: TEST_DAY })].flatMap(
      (item) => (item.kind === 'message' ? [item.bytes] : []),
    ),
  ];
  messages.forEach(plant);
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await the.platform.informationSharing.receiveMessages(raw);
  await settle(the.platform);
  await workOn(messages[0] ?? Buffer.alloc(0));
});

afterAll(async () => {
  await server.close();
  await the.close();
  await rm(folder, { recursive: true });
});

function plant(message: Buffer): void {
  const text = message.toString('utf8');
  for (const [, field = '', value = ''] of text.matchAll(PERSONAL)) {
    // A name of two characters also stands in other words.
    if (value.length > 2) planted.set(value, field);
  }
  for (const [, orderNo = ''] of text.matchAll(/<(?:ceb:)?orderNo>([^<]+)</g))
    orderNos.add(orderNo);
}

/** What people do besides: letters put aside, a disclosure with its reason, a dispute. */
async function workOn(message: Buffer): Promise<void> {
  const { platform } = the;
  const { db } = platform.runtime;
  const letters = [{ channel: 'test', messageId: 'x', reason: 'a test', body: message }];
  await db.transaction((tx) => platform.deadLetters.record(tx, letters));
  const participantCode = AUTHORITIES[0]?.code ?? '';
  const request = { participantCode, name: 'admin', scopes: ['admin' as const] };
  const { key } = await platform.informationSharing.createApiKey(request);
  const ask = (options: InjectOptions) =>
    server.inject({ ...options, headers: { ...options.headers, authorization: `Bearer ${key}` } });
  const list = await ask({ url: '/api/v1/declarations?status=released&limit=5' });
  for (const { declarationId } of list.json<{ items: { declarationId: string }[] }>().items) {
    const opened = await ask({
      ...{ method: 'POST', url: `/api/v1/declarations/${declarationId}/personal-data` },
      headers: { 'idempotency-key': declarationId },
      payload: { purpose: 'audit', reason: NOTE },
    });
    expect(opened.statusCode).toBe(200);
  }
  const first = list.json<{ items: { declarationId: string }[] }>().items[0];
  await db.query(
    `insert into risk.dispute (zone_code, dispute_id, declaration_id, buyer_key, note, raised_at)
     select zone_code, gen_random_uuid(), declaration_id, buyer_key, $2, now()
       from single_window.declaration where declaration_id = $1::uuid`,
    [first?.declarationId ?? '', (await db.seal([NOTE]))[0] ?? null],
  );
}

/** Which of `wanted` stand in the tables of a backup, and in which table. */
async function findIn(file: string, wanted: readonly string[]): Promise<string[]> {
  const archive = await openArchive(file);
  const found: string[] = [];
  for (const table of archive.manifest.tables) {
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.read(table)) chunks.push(chunk as Buffer);
    const rows = Buffer.concat(chunks);
    for (const text of wanted)
      if (rows.includes(text)) found.push(`${table.schema}.${table.table}: ${text}`);
  }
  archive.close();
  return found;
}

test('no name, number, telephone or address of a person stands in a backup', async () => {
  expect(planted.size).toBeGreaterThan(300);
  expect(new Set(planted.values()).size).toBeGreaterThan(7);
  const file = join(folder, 'zone.zip');
  const place = { databaseUrl: url, masterKey: TEST_MASTER_KEY };
  const quiet = { notice: () => undefined, progress: () => undefined };
  await backup({ place, file, version: 'test', ...quiet });
  expect(await findIn(file, [...planted.keys(), NOTE])).toEqual([]);
  // What is no secret is there: the search can find.
  expect(await findIn(file, [...orderNos].slice(0, 1))).not.toEqual([]);
});

test('nor in the write-ahead log of the server', async () => {
  const { db } = the.platform.runtime;
  const [row] = await db
    .query<{ folder: string }>('show data_directory')
    .then((rows) =>
      (rows as { data_directory?: string }[]).map((one) => ({ folder: one.data_directory ?? '' })),
    );
  const wal = join(row?.folder ?? '', 'pg_wal');
  // A server elsewhere keeps its log there.
  if (!existsSync(wal)) return;
  const numbers = [...planted].filter(([, field]) => /IdNumber$/.test(field)).slice(0, 40);
  const hits = await searchFolder(wal, [...numbers.map(([value]) => value), NOTE]);
  expect(hits).toEqual([]);
  expect(await searchFolder(wal, [...orderNos].slice(0, 5))).not.toEqual([]);
});

const LARGE = { highWaterMark: 4 << 20 };

async function searchFolder(path: string, wanted: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(join(path, entry.name), LARGE)) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      for (const text of wanted) if (bytes.includes(text)) found.add(text);
      rest = bytes.subarray(-200);
    }
  }
  return [...found];
}

const MASKED = 'findings show persons masked (customs/rules)';
const GOODS = 'amounts, codes and goods; nobody is named';

/** Columns that hold texts and are not sealed, and why they need not be. */
const CLEAR: Readonly<Record<string, string>> = {
  'single_window.declaration_document.facts': GOODS,
  'single_window.declaration.reasons': MASKED,
  'single_window.saved_view.query': 'filters of a list: codes, states, days and numbers',
  'single_window.export_case.facts': GOODS,
  'single_window.export_case.reasons': MASKED,
  'single_window.withdrawal.reasons': MASKED,
  'risk.hold.reasons': MASKED,
  'single_window.reference_withdrawal.reason': 'why a planned import was taken back',
  'risk.rule_step.note': 'why a version of the rules was asked for or refused: about rules',
  'parks.stock_rule.reason': 'why stock is held against lists from a day on',
  'parks.bonded_entry.body': GOODS,
  'gateway.dead_letter.reason': 'what a program says of a message',
  'gateway.simulator_export_application.body': GOODS,
  'information_sharing.intake_message.answer': MASKED,
  'information_sharing.webhook_delivery.body': 'numbers and states, and findings that mask persons',
  'statistics.publication.reason': 'why an edition was revised, published with it',
  'identity.person.display_name': 'people of organisations, who sign in by it',
};

test('every column that may hold whole documents is sealed', async () => {
  const { db } = the.platform.runtime;
  const columns = await db.query<{ name: string }>(
    `select format('%s.%s.%s', table_schema, table_name, column_name) as name
       from information_schema.columns
       join information_schema.tables using (table_schema, table_name)
       join pg_class on pg_class.oid = format('%I.%I', table_schema, table_name)::regclass
      where not relispartition and table_type = 'BASE TABLE'
        and table_schema not in ('pg_catalog', 'information_schema', 'public')
        and column_name in ('body', 'replaced_body', 'earlier', 'document', 'list', 'note',
          'answer', 'secret', 'facts', 'reasons', 'query', 'reason', 'display_name')
        and domain_name is distinct from 'sealed'
        and data_type <> 'bytea'
      order by 1`,
  );
  const unexplained = columns.filter(({ name }) => CLEAR[name] === undefined);
  expect(unexplained.map(({ name }) => name)).toEqual([]);
});
