import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARTICIPANTS } from '@pilotzone/generator/companies';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock, systemClock } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import { allMigrations } from './migrations.ts';
import { settle } from './settle.ts';

const DAY = '2026-11-20' as PlainDate;

let database: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  database = await openTestDatabase(allMigrations());
  const runtime = {
    zoneCode: '330100',
    db: database.db,
    clock: fixedClock(endOfDay(DAY)),
    ids: createIdSource(systemClock.now),
    log: createLog('error'),
  };
  platform = await compose(runtime, {
    zoneCode: '330100',
    holdRed: false,
    judge: true,
    seed: 1,
    inspectShare: 0,
  });
  await platform.informationSharing.importParticipants({
    file: formatParticipants(),
    dryRun: false,
    complete: false,
    actor: 'test',
  });
  await database.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      await platform.finance.setGuarantee(tx, {
        guarantorCode: code,
        limit: cny(10n ** 15n),
        reason: 'test',
        changedBy: 'test',
      });
    }
  });
});

afterAll(async () => {
  await platform.gateway.stop();
  await database.close();
});

describe('clearance', () => {
  test('every generated declaration without a fault is released with its tax', async () => {
    const expected: ExpectedLine[] = [];
    const messages: Buffer[] = [];
    for (const item of generateDeclarations({ declarations: 300, seed: 7, faults: 0, day: DAY })) {
      if (item.kind === 'message') messages.push(item.bytes);
      else expected.push(item.line);
    }
    const received = await platform.informationSharing.receiveMessages(
      messages.map((bytes) => ({ bytes, transport: 'file' as const })),
    );
    for (const message of received) expect(message.findings).toEqual([]);
    await settle(platform);
    const rows = await platform.singleWindow.listResults({ ebpCode: '', orderNo: '' }, 1000);
    for (const row of rows)
      expect({ status: row.status, reasons: row.reasons }).toEqual({
        status: 'released',
        reasons: null,
      });
    expect(rows.length).toBe(expected.length);
    expect(rows[0]?.receipts).toEqual(['2', '120', '800']);
  });
});
