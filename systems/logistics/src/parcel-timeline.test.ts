import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WaybillStatusDocument } from '@pilotzone/ceb/message';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { formatInstant, parseInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { PARCEL_NOT_FOUND } from './contract.ts';
import type { FiledDocument, RecordOutcome } from './contract.ts';
import { getParcel } from './get-parcel.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onGatePassConsumed } from './on-gate-pass-consumed.ts';
import { recordWaybillStatuses } from './record-waybill-statuses.ts';
import { recordWaybills } from './record-waybills.ts';
import { CARRIER, sampleStatus, sampleWaybill } from './sample-waybills.test.ts';

let database: TestDatabase;
let zoneCode = 'Z0';
let now = 0 as Instant;
const DECLARATION = '0199a000-0000-7000-8000-000000000001';
const key = { logisticsCode: CARRIER, logisticsNo: 'L1' };

beforeAll(async () => {
  const migrations = readMigrations('logistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  zoneCode = `Z${Number(zoneCode.slice(1)) + 1}`;
  moveTo('2026-11-01T04:00:00Z');
});

function moveTo(text: string): void {
  now = parseInstant(text) ?? now;
}

const needs = () => ({ zoneCode, clock: { now: () => now }, db: database.db });

function file(change: Parameters<typeof sampleWaybill>[0]) {
  const isDeclared = () => false;
  return database.db.transaction((tx) =>
    recordWaybills(tx, [sampleWaybill(change)], { isDeclared, needs: needs() }),
  );
}

async function fileStatuses(...statuses: FiledDocument<WaybillStatusDocument>[]) {
  const outcomes = await database.db.transaction((tx) =>
    recordWaybillStatuses(tx, statuses, needs()),
  );
  return outcomes.map((outcome: RecordOutcome) =>
    outcome.kind === 'refused' ? outcome.finding.code : outcome.kind,
  );
}

const head = (eventId: string) => ({ eventId, day: '2026-11-20', at: formatInstant(now) });

const declaration = (declarationId: string) =>
  // Logistics reads four fields of a declaration.
  ({ ...key, declarationId, invtNo: 'I1' }) as DeclarationFacts;

const release = (declarationId = DECLARATION) =>
  database.db.transaction((tx) => {
    const declarations = [declaration(declarationId)];
    return onDeclarationsReleased(tx, { ...head('E1'), declarations }, needs());
  });

const undo = (declarationId = DECLARATION) =>
  database.db.transaction((tx) => {
    const declarations = [{ ...declaration(declarationId), releasedOn: '2026-11-20' }];
    const event = { ...head('E2'), cause: 'cancelled' as const, declarations };
    return onDeclarationsUndone(tx, event, needs());
  });

const leave = () =>
  database.db.transaction((tx) => {
    const pass = {
      gatePassNo: 'G1',
      direction: 'out' as const,
      declarationId: DECLARATION,
      parkCode: 'P1',
      facilityCode: 'W1',
    };
    return onGatePassConsumed(
      tx,
      { ...head('E3'), passes: [{ ...pass, ...key, gate: 'East gate' }] },
      needs(),
    );
  });

describe('recordWaybillStatuses', () => {
  test('a parcel is signed for once', async () => {
    await file({});
    expect(await fileStatuses(sampleStatus({}))).toEqual(['stored']);
    expect(await fileStatuses(sampleStatus({ appTime: '20261106120000' }))).toEqual(['unchanged']);
    const other = { logisticsTime: '20261106113000', appTime: '20261106120000' };
    expect(await fileStatuses(sampleStatus(other))).toEqual(['-505012']);
    expect(await fileStatuses(sampleStatus({ ...other, appType: '2' }))).toEqual(['changed']);
  });

  test('any status but S is refused with the reason, as the official sample is', async () => {
    await file({});
    const [outcome] = await database.db.transaction((tx) =>
      recordWaybillStatuses(tx, [sampleStatus({ logisticsStatus: 'R' })], needs()),
    );
    expect(outcome).toMatchObject({
      kind: 'refused',
      finding: { code: '-505011', field: 'LogisticsStatus.logisticsStatus', values: ['R'] },
    });
  });

  test('a status without its waybill, or at no time, is refused, others are filed', async () => {
    await file({});
    const outcomes = await fileStatuses(
      sampleStatus({ logisticsNo: 'L404' }),
      sampleStatus({}),
      sampleStatus({ logisticsTime: '20261305113000' }),
    );
    expect(outcomes).toEqual(['-505014', 'stored', '-505011']);
  });

  test('the next parcel of a number is signed for anew', async () => {
    await file({ appTime: '20260401120000' });
    await fileStatuses(sampleStatus({ appTime: '20260405120000' }));
    moveTo('2026-11-02T00:00:00Z');
    await file({ appTime: '20261101120000', orderNo: 'O2' });
    expect((await getParcel(key, needs())).timeline.map(({ kind }) => kind)).toEqual([
      'waybill-received',
    ]);
    const next = { appTime: '20261105120000', logisticsTime: '20261105100000' };
    expect(await fileStatuses(sampleStatus(next))).toEqual(['stored']);
  });
});

describe('getParcel', () => {
  test('tells a parcel from its waybill to its signature, in order of time', async () => {
    await file({});
    moveTo('2026-11-02T04:00:00Z');
    await file({ appType: '2', appTime: '20261102120000', orderNo: 'O2' });
    moveTo('2026-11-03T04:00:00Z');
    await release();
    moveTo('2026-11-04T04:00:00Z');
    await leave();
    await fileStatuses(sampleStatus({}));
    const parcel = await getParcel(key, needs());
    expect(parcel).toMatchObject({ orderNo: 'O2', state: 'declared', generation: 1 });
    expect(parcel.timeline).toEqual([
      { kind: 'waybill-received', at: '2026-11-01T04:00:00.000Z' },
      { kind: 'waybill-changed', at: '2026-11-02T04:00:00.000Z' },
      {
        kind: 'released',
        at: '2026-11-03T04:00:00.000Z',
        declarationId: DECLARATION,
        reference: 'I1',
      },
      {
        kind: 'left-park',
        at: '2026-11-04T04:00:00.000Z',
        declarationId: DECLARATION,
        reference: 'G1',
        place: 'East gate, W1',
      },
      { kind: 'signed-for', at: '2026-11-05T03:30:00.000Z' },
    ]);
  });

  test('events delivered twice stand once, and a release that was undone shows both', async () => {
    await file({});
    moveTo('2026-11-03T04:00:00Z');
    await release();
    await release();
    moveTo('2026-11-04T04:00:00Z');
    await undo();
    await undo();
    const { timeline } = await getParcel(key, needs());
    expect(timeline.map(({ kind }) => kind)).toEqual([
      'waybill-received',
      'released',
      'release-undone',
    ]);
    expect(timeline[2]).toMatchObject({ place: 'cancelled' });
  });

  test('shows no consignee', async () => {
    await file({});
    expect(JSON.stringify(await getParcel(key, needs()))).not.toMatch(/张三|杭州|13800000000/);
  });

  test('an unknown number is refused by name', async () => {
    const unknown = getParcel({ ...key, logisticsNo: 'L404' }, needs());
    await expect(unknown).rejects.toMatchObject({ code: PARCEL_NOT_FOUND });
  });

  test('the past of a parcel can be neither changed nor deleted', async () => {
    await release();
    const change = database.db.query('delete from logistics.parcel_event');
    await expect(change).rejects.toThrow(/append-only/);
  });
});
