import { submissionsOf } from '@pilotzone/generator/scenario';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import { DECLARATIONS_RELEASED } from '@pilotzone/single-window/contract';
import type { DeclarationsReleased } from '@pilotzone/single-window/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import {
  clearAll,
  codesOf,
  file,
  heldFor,
  PAPERS,
  purchasesOf,
  receive,
  resultOf,
  tablesOf,
} from './testing-purchases.ts';
import type { ResultRow } from './testing-purchases.ts';

let now = endOfDay(TEST_DAY);
let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(622);

beforeAll(async () => {
  the = await openTestPlatform({}, { now: () => now });
  ({ platform } = the);
});

afterAll(() => the.close());

const LATER = '20261121000000000';

/** Files a purchase and leaves it with customs, with its receipt 2 applied. */
async function sentOf(purchase = draw()) {
  await file(platform, submissionsOf(purchase));
  const row = await resultOf(platform, purchase);
  expect(row.status).toBe('sent');
  const preNo = `B20261120${row.declarationId.slice(-9).toUpperCase()}`;
  await receive(platform, row, [{ preNo, returnStatus: '2' }]);
  return { purchase, row: await resultOf(platform, purchase) };
}

/** What a list holds, as differences to a list that holds nothing of its own. */
async function changeOf(row: ResultRow, work: () => Promise<unknown>) {
  const before = await heldFor(platform, row);
  await work();
  const after = await heldFor(platform, row);
  return {
    allowance: after.allowance - before.allowance,
    earmarked: Number((after.earmarked - before.earmarked).toFixed(5)),
    reserved: Number((after.reserved - before.reserved).toFixed(5)),
    waybillOf: after.waybillOf,
  };
}

const amount = (units: bigint | undefined) => Number(units ?? 0n) / 100_000;

describe('what a list holds', () => {
  test.each([
    ['100', '[Code:1313;Desc:超过年度限额]', ['1313']],
    ['-621007', '处理异常', ['-621007']],
  ])('comes back when customs rejects it with %s', async (returnStatus, returnInfo, codes) => {
    const { purchase, row } = await sentOf();
    const price = amount(row.amounts?.dutiablePrice);
    const rejection = { returnStatus, returnInfo, returnTime: LATER };
    const change = await changeOf(row, () => receive(platform, row, [rejection]));
    expect(change).toEqual({
      allowance: -price,
      earmarked: -amount(row.amounts?.tax),
      reserved: 0,
      waybillOf: null,
    });
    const rejected = await resultOf(platform, purchase);
    expect(rejected).toMatchObject({ status: 'rejected', returnStatus });
    expect(codesOf(rejected)).toEqual(codes);
    // Once more, and late: nothing is given back twice.
    const again = await changeOf(row, () => receive(platform, row, [rejection, rejection]));
    expect(again).toEqual({ allowance: 0, earmarked: 0, reserved: 0, waybillOf: null });
  });

  test('stays with the first of rejection and release, and an alert says so', async () => {
    for (const [first, second, status] of [
      ['100', '800', 'rejected'],
      ['800', '100', 'released'],
    ] as const) {
      const { purchase, row } = await sentOf();
      await receive(platform, row, [{ returnStatus: first, invtNo: 'I1' }]);
      const warned = await platform.singleWindow.raiseAlerts();
      await receive(platform, row, [{ returnStatus: second, invtNo: 'I1', returnTime: LATER }]);
      await receive(platform, row, [{ returnStatus: second, invtNo: 'I1', returnTime: LATER }]);
      expect(await resultOf(platform, purchase)).toMatchObject({ status });
      const alerts = await platform.singleWindow.http.listAlerts({ participantCode: undefined });
      const { declarationId } = row;
      expect(alerts).toContainEqual(
        expect.objectContaining({ kind: 'contradicted', declarationId }),
      );
      const other = await platform.singleWindow.http.listAlerts({ participantCode: '0000000000' });
      expect(other).toEqual([]);
      expect(await platform.singleWindow.raiseAlerts()).toBe(warned + 1);
      expect(await platform.singleWindow.raiseAlerts()).toBe(0);
    }
  });

  test('stays with a released list; a return restores allowance and guarantee', async () => {
    const { purchase, row } = await sentOf();
    const tax = amount(row.amounts?.tax);
    const released = await changeOf(row, async () => {
      await receive(platform, row, [{ returnStatus: '800', invtNo: 'I1', returnTime: LATER }]);
      await platform.dispatcher.drain();
    });
    const { declarationId } = row;
    const kept = { allowance: 0, earmarked: -tax, reserved: tax, waybillOf: declarationId };
    expect(released).toEqual(kept);
    now = endOfDay(addDays(TEST_DAY, 5));
    const returned = await changeOf(row, async () => {
      await receive(platform, row, [{ returnStatus: '700', returnTime: '20261125120000000' }]);
      await platform.dispatcher.drain();
    });
    now = endOfDay(TEST_DAY);
    expect(returned).toMatchObject({
      allowance: -amount(row.amounts?.dutiablePrice),
      earmarked: 0,
      reserved: -tax,
    });
    expect((await resultOf(platform, purchase)).status).toBe('returned');
    const [event] = await platform.runtime.db.query<{ payload: string }>(
      `select payload from kernel.outbox where kind = 'declarations-undone'`,
    );
    expect(JSON.parse(event?.payload ?? '')).toMatchObject({
      cause: 'returned',
      day: addDays(TEST_DAY, 5),
      declarations: [{ declarationId, releasedOn: TEST_DAY, invtNo: 'I1' }],
    });
    expect(await platform.finance.checkLedger(platform.runtime.db)).toEqual({ kind: 'balanced' });
  });

  test('comes back when customs sends the goods back without ever releasing them', async () => {
    const { row } = await sentOf();
    const change = await changeOf(row, () =>
      receive(platform, row, [{ returnStatus: '700', returnTime: LATER }]),
    );
    expect(change.allowance).toBe(-amount(row.amounts?.dutiablePrice));
    expect(change.earmarked).toBe(-amount(row.amounts?.tax));
    expect(change.waybillOf).toBeNull();
  });

  test('is there again when the list is declared again', async () => {
    const { purchase, row } = await sentOf();
    await receive(platform, row, [{ returnStatus: '100', returnTime: LATER, returnInfo: '' }]);
    const list = { ...purchase.list, head: { ...purchase.list.head, appTime: '20261120235900' } };
    const change = await changeOf(row, () => clearAll(platform, [{ ...purchase, list }]));
    expect(change).toMatchObject({ waybillOf: row.declarationId });
    expect(change.allowance).toBe(amount(row.amounts?.dutiablePrice));
    expect(change.reserved).toBe(amount(row.amounts?.tax));
  });
});

describe('holds at customs', () => {
  test.each(['300', '500', '501', '502', '503', '505', '599', '600'])(
    '%s holds the list, a release ends it',
    async (returnStatus) => {
      const { purchase, row } = await sentOf();
      await receive(platform, row, [{ returnStatus, returnTime: LATER }]);
      const held = await resultOf(platform, purchase);
      expect(held).toMatchObject({ status: 'customs-held', returnStatus, decidedAt: null });
      expect(held.reasons).toHaveLength(1);
      await receive(platform, row, [{ returnStatus: '800', returnTime: '20261121010000000' }]);
      const done = await resultOf(platform, purchase);
      expect(done).toMatchObject({ status: 'released', reasons: null });
    },
  );
});

test('the event of a release is on file as its subscribers were given it', async () => {
  const { purchase, row } = await sentOf();
  const invtNo = '46122026I000000077';
  await receive(platform, row, [{ invtNo, returnStatus: '800', returnTime: LATER }]);
  const { preNo } = await resultOf(platform, purchase);
  const [event] = await platform.runtime.db.query<{ payload: string; facts: string }>(
    `select o.payload, d.facts
       from kernel.outbox o
       join single_window.declaration_document d on d.declaration_id = $1
      where o.kind = $2
        and o.payload like '%' || $1::text || '%'`,
    [row.declarationId, DECLARATIONS_RELEASED],
  );
  const { declarations, ...head } = JSON.parse(event?.payload ?? '') as DeclarationsReleased;
  const facts = JSON.parse(event?.facts ?? '') as object;
  expect(declarations).toEqual([{ ...facts, preNo, invtNo }]);
  expect(Object.keys(head)).toEqual(['eventId', 'day', 'at']);
});

describe('receipts nobody waits for', () => {
  test('of a list that is not ours are told, and change nothing', async () => {
    const { row } = await sentOf();
    const before = await tablesOf(platform.runtime.db, [/exchange/]);
    const stranger = { ...row, copNo: 'NOBODYS' };
    const applied = await platform.runtime.db.transaction((tx) =>
      platform.singleWindow.applyReceipts(tx, [
        {
          exchangeId: platform.runtime.ids.newId(),
          head: {
            guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
            customsCode: '4612',
            ebpCode: stranger.ebpCode,
            ebcCode: stranger.ebcCode,
            agentCode: stranger.agentCode,
            copNo: stranger.copNo,
            preNo: '',
            invtNo: undefined,
            returnStatus: '800',
            returnTime: LATER,
            returnInfo: '',
          },
        },
      ]),
    );
    expect(applied).toMatchObject({ applied: 0, unknown: [{ head: { copNo: 'NOBODYS' } }] });
    expect(await tablesOf(platform.runtime.db, [/exchange/])).toEqual(before);
  });

  test('of a list that customs does not have decide nothing', async () => {
    const purchase = draw();
    await file(platform, [PAPERS.list(purchase)]);
    const waits = await resultOf(platform, purchase);
    await receive(platform, waits, [{ returnStatus: '100', returnTime: LATER }]);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'waiting', preNo: null });
  });
});

describe('a customs that answers badly', () => {
  test('repeated, delayed and reordered receipts come to the same as clean ones', async () => {
    const outcomes: unknown[] = [];
    for (const seed of [0, 1, 2]) {
      const disturbance = { repeatShare: 0.6, reorder: true, delayMsMax: 15 };
      const config = { inspectShare: 0.3, seed: 5, ...(seed > 0 ? { disturbance } : {}) };
      const other = await openTestPlatform(config);
      try {
        const { draw: next } = purchasesOf(88);
        const purchases = Array.from({ length: 25 }, () => next());
        for (const purchase of purchases) await file(other.platform, submissionsOf(purchase));
        await settle(other.platform);
        const rows = await other.platform.singleWindow.listResults(
          { ebpCode: '', orderNo: '' },
          100,
        );
        const check = await other.platform.finance.checkLedger(other.platform.runtime.db);
        expect(check).toEqual({ kind: 'balanced' });
        outcomes.push(
          rows.map(({ ebpCode, orderNo, status, returnStatus, amounts, receipts }) => ({
            ...{ ebpCode, orderNo, status, returnStatus, amounts, receipts },
          })),
        );
      } finally {
        await other.close();
      }
    }
    const [clean, ...disturbed] = outcomes;
    for (const outcome of disturbed) expect(outcome).toEqual(clean);
  });

  test('a customs that cannot be reached is asked again; nothing is lost or doubled', async () => {
    const purchases = [draw(), draw(), draw()];
    platform.simulator.setReachable(false);
    await clearAll(platform, purchases);
    for (const purchase of purchases) {
      expect((await resultOf(platform, purchase)).status).toBe('sent');
    }
    platform.simulator.setReachable(true);
    // Past the pause that a failure is followed by.
    now = endOfDay(addDays(TEST_DAY, 1));
    await settle(platform);
    now = endOfDay(TEST_DAY);
    for (const purchase of purchases) {
      const row = await resultOf(platform, purchase);
      expect(row).toMatchObject({ status: 'released', receipts: ['2', '120', '800'] });
    }
  });
});
