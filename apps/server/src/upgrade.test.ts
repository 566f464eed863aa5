import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUTHORITIES, PARTICIPANTS } from '@pilotzone/generator/companies';
import { formatParticipants } from '@pilotzone/generator/generate-declarations';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declarationLine, exportLine } from './clear/clear-lines.ts';
import type { ClearResultLine } from './clear/clear-lines.ts';
import { restore } from './commands/backup.ts';
import { DEMO_ZONE_CODE } from './config.ts';
import { allMigrations } from './migrations.ts';
import { openPlatform } from './open-platform.ts';
import type { OpenPlatform } from './open-platform.ts';
import { settle } from './settle.ts';
import { generateDay, TEST_DAY } from './testing-platform.ts';

// Made by an earlier version of the program, with its migrations: fixtures/README.md.
const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'zone-of-2026-11-30');
const EVER = { from: '2026-01-01' as PlainDate, until: '2026-12-31' as PlainDate };

let the: TestDatabase;
let open: OpenPlatform;
let report: Awaited<ReturnType<typeof restore>>;

// Rows come into tables as the earlier version had them, and every migration since then runs over
// these rows: what an upgrade in place does, on data that the earlier program wrote.
beforeAll(async () => {
  the = await openTestDatabase([]);
  const place = { databaseUrl: the.url, masterKeyFile: `${FIXTURE}.key` };
  const quiet = { notice: () => undefined, progress: () => undefined };
  report = await restore({ place, file: `${FIXTURE}.zip`, ...quiet });
  open = await openPlatform({
    place,
    config: { zoneCode: DEMO_ZONE_CODE, holdRed: false, judge: true, seed: 1, inspectShare: 0 },
    log: createLog('silent'),
    clock: fixedClock(endOfDay(TEST_DAY)),
  });
}, 120_000);

afterAll(async () => {
  await open.close();
  await the.close();
});

/** Also the companies that the old zone did not know. */
async function enrol(): Promise<void> {
  const { informationSharing, finance, runtime } = open.platform;
  const file = formatParticipants([...PARTICIPANTS, ...AUTHORITIES]);
  const request = { file, dryRun: false, complete: false, actor: 'test' };
  await informationSharing.importParticipants(request);
  await runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      const limit = cny(10n ** 15n);
      const order = { guarantorCode: code, limit, reason: 'test', changedBy: 'test' };
      await finance.setGuarantee(tx, order);
    }
  });
}

function shown(line: ClearResultLine): string {
  const tax = line['tax'] as { total: string } | null | undefined;
  return JSON.stringify([
    line['direction'] ?? 'import',
    line['copNo'],
    line['orderNo'] ?? line['application'],
    line['preNo'],
    line['invtNo'] ?? line['customsNo'],
    line.outcome,
    line['returnStatus'],
    tax ? tax.total : null,
    ((line['receipts'] ?? []) as string[]).join(' '),
    line.reasons.map(({ code }) => code).join(' '),
  ]);
}

async function lines(): Promise<string[]> {
  const { singleWindow } = open.platform;
  const imports = await singleWindow.listResults({ ebpCode: '', orderNo: '' }, 1_000);
  const first = '00000000-0000-0000-0000-000000000000';
  const exports = await singleWindow.listExportResults(first, 1_000);
  return [...imports.map(declarationLine), ...exports.map(exportLine)].map(shown).sort();
}

async function books() {
  const { finance, statistics, runtime, singleWindow } = open.platform;
  return {
    ledger: await finance.checkLedger(runtime.db),
    totals: await statistics.checkTotals(EVER),
    counts: await singleWindow.countAll(),
  };
}

/** Every message of a trader that the zone has, as it came. */
async function received(): Promise<Buffer[]> {
  const { informationSharing, runtime } = open.platform;
  const rows = await runtime.db.query<{ id: string }>(
    `select exchange_id as id
       from information_sharing.exchange_record
      where direction = 'in' and counterparty <> 'customs' and not refused
      order by exchange_id`,
  );
  const bodies = await informationSharing.readExchanges(
    runtime.db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id }) => Buffer.from(bodies.get(id) ?? Buffer.of()));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

test('migrations were written since, and all of them ran', async () => {
  const rows = await the.db.query<{ count: number }>(
    'select count(*)::int4 as count from kernel.migration',
  );
  expect(rows[0]?.count).toBe(allMigrations().length);
  expect(report.rows).toBeGreaterThan(2_000);
});

test('each list is what the earlier version said of it', async () => {
  const text = await readFile(`${FIXTURE}.jsonl`, 'utf8');
  expect(await lines()).toEqual(text.trim().split('\n').sort());
});

test('evidence is intact, and the books agree', async () => {
  const evidence = await open.platform.informationSharing.verifyEvidence();
  expect(evidence).toMatchObject({ intact: true, problems: [] });
  const { ledger, totals } = await books();
  expect(ledger).toEqual({ kind: 'balanced' });
  expect(totals).toMatchObject({ kind: 'balanced' });
});

test('every number is still taken: messages sent again change nothing', async () => {
  const before = { lines: await lines(), books: await books() };
  const messages = await received();
  expect(messages.length).toBeGreaterThan(40);
  for (const bytes of messages)
    await open.platform.informationSharing.receiveMessages([{ bytes, transport: 'file' }]);
  await settle(open.platform);
  expect({ lines: await lines(), books: await books() }).toEqual(before);
});

test('the zone goes on: a new day is cleared, and books and evidence stand', async () => {
  await enrol();
  const { messages } = generateDay({ declarations: 40, seed: 77, faults: 0 });
  const before = await books();
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  const answers = await open.platform.informationSharing.receiveMessages(raw);
  await settle(open.platform);
  const after = await books();
  const released = (counts: typeof after) => counts.counts.outcomes['released'] ?? 0;
  // The generator numbers each day from 1: some numbers are taken since the earlier version.
  const taken = answers.flatMap((answer) =>
    'receipt' in answer ? (textOf(answer.receipt.bytes).match(/其他清单使用/g) ?? []) : [],
  ).length;
  expect(taken).toBeLessThan(40);
  expect(released(after) - released(before)).toBe(40 - taken);
  expect(after.totals).toMatchObject({ kind: 'balanced' });
  const evidence = await open.platform.informationSharing.verifyEvidence();
  expect(evidence).toMatchObject({ intact: true, problems: [] });
});
