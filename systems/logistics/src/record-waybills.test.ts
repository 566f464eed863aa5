import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WaybillDocument } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, parseInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { FiledDocument, RecordOutcome } from './contract.ts';
import { findWaybills } from './find-waybills.ts';
import { recordWaybills } from './record-waybills.ts';
import { CARRIER, sampleWaybill } from './sample-waybills.test.ts';

const NOW = parseInstant('2026-11-20T08:00:00Z') ?? (0 as Instant);
let database: TestDatabase;
let needs = { zoneCode: 'Z0', clock: fixedClock(NOW) };
let zones = 0;

beforeAll(async () => {
  const migrations = readMigrations('logistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  needs = { ...needs, zoneCode: `Z${++zones}` };
});

function record(waybills: readonly FiledDocument<WaybillDocument>[], isDeclared = () => false) {
  return database.db.transaction((tx) => recordWaybills(tx, waybills, { isDeclared, needs }));
}

function kinds(outcomes: readonly RecordOutcome[]): string[] {
  return outcomes.map((outcome) =>
    outcome.kind === 'refused' ? outcome.finding.code : outcome.kind,
  );
}

async function find(...numbers: string[]) {
  const keys = numbers.map((logisticsNo) => ({ logisticsCode: CARRIER, logisticsNo }));
  return findWaybills(database.db, keys, needs);
}

async function generationOf(logisticsNo: string) {
  const rows = await database.db.query<{ generation: number }>(
    'select generation from logistics.waybill where zone_code = $1 and logistics_no = $2',
    [needs.zoneCode, logisticsNo],
  );
  return rows[0]?.generation;
}

describe('recordWaybills', () => {
  test('new waybills are stored and found in the order asked for', async () => {
    const waybills = ['L1', 'L2', 'L3'].map((logisticsNo) => sampleWaybill({ logisticsNo }));
    expect(kinds(await record(waybills))).toEqual(['stored', 'stored', 'stored']);
    const found = await find('L3', 'L9', 'L1');
    expect(found).toEqual([waybills[2]?.document, undefined, waybills[0]?.document]);
  });

  test('the same waybill again changes nothing, whatever its guid', async () => {
    await record([sampleWaybill({})]);
    const again = sampleWaybill({ guid: '0'.repeat(36), appTime: '20261102120000' });
    expect(kinds(await record([sampleWaybill({}), again]))).toEqual(['unchanged', 'unchanged']);
    expect((await find('L1'))[0]?.head.guid).toBe(sampleWaybill({}).document.head.guid);
  });

  test('an addition with other content is a duplicate, or stale when it is older', async () => {
    await record([sampleWaybill({})]);
    const newer = sampleWaybill({ orderNo: 'O2', appTime: '20261102120000' });
    const older = sampleWaybill({ orderNo: 'O2', appTime: '20261031120000' });
    expect(kinds(await record([newer, older]))).toEqual(['-504015', '-505016']);
  });

  test('a change replaces the waybill and keeps the old one as history', async () => {
    await record([sampleWaybill({})]);
    const change = sampleWaybill({ appType: '2', weight: 200_000n, appTime: '20261102120000' });
    expect(kinds(await record([change]))).toEqual(['changed']);
    expect((await find('L1'))[0]?.head.weight).toBe(200_000n);
    const past = await database.db.query<{ kind: string; app_time: string }>(
      'select kind, app_time from logistics.filing_change where zone_code = $1',
      [needs.zoneCode],
    );
    expect(past).toEqual([{ kind: 'changed', app_time: '20261101120000' }]);
  });

  test('a change or deletion of nothing, or of a declared waybill, is refused', async () => {
    const change = sampleWaybill({ appType: '2', orderNo: 'O2', appTime: '20261102120000' });
    expect(kinds(await record([change]))).toEqual(['-504014']);
    await record([sampleWaybill({})]);
    expect(kinds(await record([change], () => true))).toEqual(['-504016']);
  });

  test('a deleted waybill is not found and may be filed again later', async () => {
    await record([sampleWaybill({})]);
    const deletion = sampleWaybill({ appType: '3', appTime: '20261102120000' });
    expect(kinds(await record([deletion]))).toEqual(['deleted']);
    expect(await find('L1')).toEqual([undefined]);
    expect(kinds(await record([sampleWaybill({}), deletion]))).toEqual(['unchanged', 'unchanged']);
    expect(kinds(await record([sampleWaybill({ orderNo: 'O2' })]))).toEqual(['-505016']);
    const later = sampleWaybill({ appTime: '20261103120000' });
    expect(kinds(await record([later]))).toEqual(['stored']);
    expect(await find('L1')).toEqual([later.document]);
  });

  test('a waybill that was changed, sent again, changes nothing', async () => {
    const change = sampleWaybill({ appType: '2', appTime: '20261102120000', orderNo: 'O2' });
    expect(kinds(await record([change, sampleWaybill({})]))).toEqual(['changed', 'stored']);
    const again = [sampleWaybill({}), change, sampleWaybill({ orderNo: 'O3' })];
    expect(kinds(await record(again))).toEqual(['unchanged', 'unchanged', '-505016']);
    expect(await find('L1')).toEqual([change.document]);
  });

  test('a staged waybill is kept but not found until it is declared', async () => {
    const staged = sampleWaybill({ appStatus: '1' });
    expect(kinds(await record([staged]))).toEqual(['staged']);
    expect(await find('L1')).toEqual([undefined]);
    expect(kinds(await record([sampleWaybill({})]))).toEqual(['stored']);
    expect(await find('L1')).toEqual([sampleWaybill({}).document]);
  });

  test('a number may name another parcel after six months, not a day before', async () => {
    await record([sampleWaybill({ appTime: '20260415100000' })]);
    const early = sampleWaybill({ orderNo: 'O2', appTime: '20261014095959' });
    const reuse = sampleWaybill({ orderNo: 'O2', appTime: '20261015100000' });
    expect(kinds(await record([early]))).toEqual(['-504015']);
    expect(kinds(await record([reuse]))).toEqual(['stored']);
    expect(await generationOf('L1')).toBe(2);
    expect((await find('L1'))[0]?.head.orderNo).toBe('O2');
  });

  test('a change of the old parcel after six months is no new use of its number', async () => {
    await record([sampleWaybill({ appTime: '20260415100000' })]);
    const change = sampleWaybill({ appType: '2', orderNo: 'O2', appTime: '20261115100000' });
    expect(kinds(await record([change]))).toEqual(['changed']);
    expect(await generationOf('L1')).toBe(1);
  });

  test('one batch may hold two uses of a number', async () => {
    const second = sampleWaybill({ orderNo: 'O2', appTime: '20261015100000' });
    const first = sampleWaybill({ appTime: '20260415100000' });
    expect(kinds(await record([second, first, first]))).toEqual(['stored', 'stored', 'unchanged']);
    expect(await generationOf('L1')).toBe(2);
    expect((await find('L1'))[0]?.head.orderNo).toBe('O2');
  });

  test('of two batches with the same new numbers one stores, the other sees it', async () => {
    const numbers = Array.from({ length: 50 }, (_, i) => `N${i}`);
    const mine = numbers.map((logisticsNo) => sampleWaybill({ logisticsNo }));
    const theirs = numbers.map((logisticsNo, i) =>
      sampleWaybill({ logisticsNo, orderNo: i % 2 ? 'O1' : 'O2', appTime: '20261102120000' }),
    );
    let second: Promise<RecordOutcome[]> | undefined;
    const first = await database.db.transaction(async (tx: Tx) => {
      const outcomes = await recordWaybills(tx, mine, { isDeclared: () => false, needs });
      second = record(theirs.toReversed());
      await database.db.query('select pg_sleep(0.2)');
      return outcomes;
    });
    expect(new Set(kinds(first))).toEqual(new Set(['stored']));
    const seen = kinds((await second) ?? []).toReversed();
    expect(seen).toEqual(numbers.map((_, i) => (i % 2 ? 'unchanged' : '-504015')));
  });

  test('many batches that overlap store each number once', async () => {
    const batches = Array.from({ length: 8 }, (_, b) =>
      Array.from({ length: 40 }, (_, i) => sampleWaybill({ logisticsNo: `M${(i * 7 + b) % 60}` })),
    );
    const outcomes = (await Promise.all(batches.map((batch) => record(batch)))).flat();
    expect(kinds(outcomes).filter((kind) => kind === 'stored')).toHaveLength(
      new Set(batches.flat().map((filed) => filed.document.head.logisticsNo)).size,
    );
    expect(new Set(kinds(outcomes))).toEqual(new Set(['stored', 'unchanged']));
  });

  test('two changes of one waybill at the same moment: one wins, the other is stale', async () => {
    await record([sampleWaybill({})]);
    const change = (weight: bigint) =>
      record([sampleWaybill({ appType: '2', appTime: '20261102120000', weight })]);
    const outcomes = await Promise.all([200_000n, 300_000n, 400_000n].map(change));
    expect(kinds(outcomes.flat()).sort()).toEqual(['-505016', '-505016', 'changed']);
  });
});
