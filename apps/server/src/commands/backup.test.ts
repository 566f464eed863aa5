import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLastSaved } from '@pilotzone/kernel/backup/note-backup';
import { openDatabase, POOL_SIZES } from '@pilotzone/kernel/db';
import { createLog } from '@pilotzone/kernel/log';
import { createTestKeyring, openTestDatabase, TEST_MASTER_KEY } from '@pilotzone/kernel/testing';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { compose } from '../compose.ts';
import type { Platform } from '../compose.ts';
import { settle } from '../settle.ts';
import { generateDay, openTestPlatform } from '../testing-platform.ts';
import type { TestPlatform } from '../testing-platform.ts';
import { backup, restore } from './backup.ts';
import type { BackupReport } from './backup.ts';

let folder: string;
let the: TestPlatform;
let url: string;
const masterKey = TEST_MASTER_KEY;
const day = generateDay({ declarations: 80, seed: 5, faults: 0.2 });
const quiet = { notice: () => undefined, progress: () => undefined };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-backup-'));
  the = await openTestPlatform({ inspectShare: 0.1 });
  const [row] = await the.platform.runtime.db.query<{ name: string }>(
    'select current_database() as name',
  );
  const address = new URL(inject('databaseUrl'));
  address.pathname = `/${row?.name}`;
  url = address.href;
  await receive(the.platform, day.messages.slice(0, -2));
  await settle(the.platform);
});

afterAll(async () => {
  await the.close();
  await rm(folder, { recursive: true });
});

async function receive(platform: Platform, messages: readonly Buffer[]): Promise<void> {
  const raw = messages.map((bytes) => ({ bytes, transport: 'file' as const }));
  await platform.informationSharing.receiveMessages(raw);
}

function save(name: string): Promise<BackupReport> {
  const place = { databaseUrl: url, masterKey };
  return backup({ place, file: join(folder, name), version: '0.1.0', ...quiet });
}

/** A platform on an empty database that a backup was restored into. */
async function restored<T>(name: string, work: (platform: Platform) => Promise<T>): Promise<T> {
  const empty = await openTestDatabase([]);
  const file = join(folder, name);
  const report = await restore({ place: { databaseUrl: empty.url, masterKey }, file, ...quiet });
  expect(report.evidence).toMatchObject({ intact: true, problems: [] });
  const db = openDatabase(empty.url, POOL_SIZES, createTestKeyring());
  const runtime = { ...the.platform.runtime, db, log: createLog('silent') };
  const platform = await compose(runtime, the.platform.config);
  try {
    return await work(platform);
  } finally {
    await platform.gateway.stop();
    await platform.dispatcher.stop();
    await db.close();
    await empty.close();
  }
}

const EVER = { from: '2026-01-01' as PlainDate, until: '2026-12-31' as PlainDate };

async function state({ runtime, singleWindow, finance, statistics }: Platform) {
  return {
    counts: await singleWindow.countAll(),
    ledger: await finance.checkLedger(runtime.db),
    totals: await statistics.checkTotals(EVER),
  };
}

describe('a backup', () => {
  test('restored elsewhere is the same zone, which goes on from there', async () => {
    const saved = await save('whole.zip');
    expect(saved.rows).toBeGreaterThan(1_000);
    expect((await stat(join(folder, 'whole.zip'))).mode & 0o777).toBe(0o600);
    const { backupAt } = await readLastSaved(the.platform.runtime.db);
    expect(backupAt).toBe(Date.parse(saved.takenAt));
    const before = await state(the.platform);
    await receive(the.platform, day.messages.slice(-2));
    await settle(the.platform);
    const after = await state(the.platform);
    expect(after.counts).not.toEqual(before.counts);
    await restored('whole.zip', async (platform) => {
      expect(await state(platform)).toEqual(before);
      await receive(platform, day.messages);
      await settle(platform);
      expect(await state(platform)).toEqual(after);
      expect(await platform.informationSharing.verifyEvidence()).toMatchObject({ intact: true });
    });
  });

  test('taken amid clearing shows one instant, and what was on its way arrives', async () => {
    const clean = generateDay({ declarations: 80, seed: 6, faults: 0 }).messages;
    const own = await openTestPlatform({ inspectShare: 0.1 });
    const [row] = await own.platform.runtime.db.query<{ name: string }>(
      'select current_database() as name',
    );
    const address = new URL(url);
    address.pathname = `/${row?.name}`;
    own.platform.gateway.start();
    own.platform.dispatcher.start();
    const cleared = (async () => {
      for (const message of clean) await receive(own.platform, [message]);
    })();
    const place = { databaseUrl: address.href, masterKey };
    for (const name of ['early.zip', 'late.zip']) {
      await backup({ place, file: join(folder, name), version: '0.1.0', ...quiet });
    }
    await cleared;
    await settle(own.platform);
    const whole = await state(own.platform);
    for (const name of ['early.zip', 'late.zip']) {
      await restored(name, async (platform) => {
        await receive(platform, clean);
        await settle(platform);
        expect(await state(platform)).toEqual(whole);
      });
    }
    await own.close();
  });
});

describe('a restore refuses', () => {
  test('a database that holds a zone, and changes nothing in it', async () => {
    await save('again.zip');
    const before = await state(the.platform);
    const command = {
      place: { databaseUrl: url, masterKey },
      file: join(folder, 'again.zip'),
      ...quiet,
    };
    await expect(restore(command)).rejects.toMatchObject({ code: 'RESTORE_TARGET_NOT_EMPTY' });
    expect(await state(the.platform)).toEqual(before);
  });

  test('a file that is none, cut off, altered or missing', async () => {
    const whole = await readFile(join(folder, 'again.zip'));
    const cases = {
      'none.zip': [Buffer.from('hello'), 'BACKUP_INVALID'],
      'cut.zip': [whole.subarray(0, whole.length / 2), 'BACKUP_INVALID'],
      'altered.zip': [altered(whole), 'BACKUP_INVALID'],
      'gone.zip': [undefined, 'INPUT_UNREADABLE'],
    } as const;
    for (const [name, [bytes, code]] of Object.entries(cases)) {
      if (bytes) await writeFile(join(folder, name), bytes);
      const empty = await openTestDatabase([]);
      const command = {
        place: { databaseUrl: empty.url, masterKey },
        file: join(folder, name),
        ...quiet,
      };
      await expect(restore(command)).rejects.toMatchObject({ code });
      await empty.close();
    }
  });

  test('one of a newer version', async () => {
    const file = join(folder, 'again.zip');
    const whole = await readFile(file);
    const newer = join(folder, 'newer.zip');
    // The manifest is stored uncompressed; a name of the same length keeps the file whole but for
    // its checksum, which yauzl does not check of stored entries.
    const text = whole
      .toString('latin1')
      .replace('0001-create-outbox.sql', '0001-create-autbox.sql');
    await writeFile(newer, Buffer.from(text, 'latin1'));
    const empty = await openTestDatabase([]);
    const command = { place: { databaseUrl: empty.url, masterKey }, file: newer, ...quiet };
    await expect(restore(command)).rejects.toMatchObject({ code: 'BACKUP_NEWER' });
    await empty.close();
  });
});

test('a backup that cannot be written says so and leaves no half of a file', async () => {
  const file = join(folder, 'nowhere', 'x.zip');
  const command = { place: { databaseUrl: url, masterKey }, file, version: '0.1.0', ...quiet };
  await expect(backup(command)).rejects.toMatchObject({ code: 'BACKUP_UNWRITABLE' });
  const none = { ...command, place: { dataDir: join(folder, 'nothing') } };
  await expect(backup(none)).rejects.toMatchObject({ code: 'BACKUP_SOURCE_MISSING' });
});

/** The same file with one byte of a table's compressed rows changed. */
function altered(whole: Buffer): Buffer {
  const copy = Buffer.from(whole);
  const at = copy.indexOf('tables/information_sharing.exchange_record.copy') + 3_000;
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
}
