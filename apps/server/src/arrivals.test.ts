import type { DocumentByType } from '@pilotzone/ceb/message';
import { OPERATORS } from '@pilotzone/generator/companies';
import type { Purchase } from '@pilotzone/generator/purchase';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Filing } from './filing-types.ts';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, file, purchasesOf, resultOf } from './testing-purchases.ts';
import { askReturn } from './testing-withdrawals.ts';

let now = endOfDay(TEST_DAY);
let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(711);
const [operator] = OPERATORS;

beforeAll(async () => {
  the = await openTestPlatform({ returnsAwaitGoods: true }, { now: () => now });
  ({ platform } = the);
});
afterAll(() => the.close());
beforeEach(() => {
  now = endOfDay(TEST_DAY);
});

type ArrivalHead = DocumentByType['CEB711Message']['head'];

/** Reports that the parcels of some purchases arrived, and waits for customs. */
async function arrive(purchases: readonly Purchase[], changes: Partial<ArrivalHead> = {}) {
  const [first] = purchases;
  if (!first || !operator) throw new TypeError('a report needs a parcel and a place');
  const { logisticsCode, logisticsName, customsCode } = first.list.head;
  const head: ArrivalHead = {
    guid: '4CDE1CFD-EDED-46B1-946C-B8022E42FC94',
    ...{ appType: '1', appTime: '20261120090000', appStatus: '2', customsCode },
    ...{ copNo: `K-${first.list.head.orderNo.slice(-9)}`, preNo: undefined, rkdNo: undefined },
    ...{ operatorCode: operator.code, operatorName: operator.name, ieFlag: 'I' },
    ...{ trafMode: '5', trafNo: 'CA837', voyageNo: 'CA837', billNo: '999-1' },
    ...{ logisticsCode, logisticsName, unloadLocation: 'A-01', note: undefined, ...changes },
  };
  const lines = purchases.map(({ list }, index) => ({
    gnum: index + 1,
    logisticsNo: list.head.logisticsNo,
    note: undefined,
  }));
  const filing: Filing = {
    type: 'CEB711Message',
    document: { head, lines },
    exchangeId: platform.runtime.ids.newId(),
    transferCode: operator.code,
  };
  const [result] = await platform.runtime.db.transaction((tx) =>
    platform.singleWindow.fileDocuments(tx, [filing], { judge: true }),
  );
  await settle(platform);
  return result;
}

const stepsOf = async ({ list: { head } }: Purchase) =>
  (await platform.logistics.getParcel(head)).timeline.map(({ kind }) => kind);

test('a parcel whose report customs has closed has arrived, once', async () => {
  const purchase = draw({ tradeMode: '9610' });
  await clearAll(platform, [purchase]);
  expect(await arrive([purchase])).toMatchObject({ kind: 'accepted', returnStatus: '2' });
  expect(await arrive([purchase])).toMatchObject({ kind: 'unchanged' });
  expect((await stepsOf(purchase)).toSorted()).toEqual(['arrived', 'released', 'waybill-received']);
  const [report] = await platform.runtime.db.query<{ status: string; rkd_no: string }>(
    'select status, rkd_no from logistics.arrival_report',
  );
  expect(report?.status).toBe('closed');
  expect(report?.rkd_no).toMatch(/^K\d{17}$/);
});

test.each([
  [{ ieFlag: 'E' }, '-800001'],
  [{ appTime: '20261320090000' }, '-800001'],
  [{ appType: '3' }, '-800001'],
])('a report with %j is refused with %s', async (changes, code) => {
  expect((await arrive([draw()], changes))?.returnStatus).toBe(code);
});

test('another report under the same number is refused', async () => {
  const purchase = draw();
  await arrive([purchase], { copNo: 'K-1' });
  const later = { copNo: 'K-1', appTime: '20261120100000', billNo: '999-2' };
  expect((await arrive([purchase], later))?.returnStatus).toBe('-800003');
  const older = { copNo: 'K-1', appTime: '20261120080000', billNo: '999-2' };
  expect((await arrive([purchase], older))?.returnStatus).toBe('-800005');
});

test('a return whose goods are awaited takes effect when they arrive in time', async () => {
  const purchase = draw();
  await clearAll(platform, [purchase]);
  await file(platform, [await askReturn(platform, purchase)]);
  await settle(platform);
  expect((await resultOf(platform, purchase)).status).toBe('released');
  now = endOfDay(addDays(TEST_DAY, 45));
  await arrive([purchase]);
  expect((await resultOf(platform, purchase)).status).toBe('returned');
});

test('goods that come back after day 45 leave the list released', async () => {
  const purchase = draw();
  await clearAll(platform, [purchase]);
  await file(platform, [await askReturn(platform, purchase)]);
  await settle(platform);
  now = endOfDay(addDays(TEST_DAY, 46));
  await arrive([purchase]);
  expect((await resultOf(platform, purchase)).status).toBe('released');
  const [request] = await platform.runtime.db.query<{ status: string; return_status: string }>(
    `select status, return_status
       from single_window.withdrawal
      order by filed_at desc, withdrawal_id desc
      limit 1`,
  );
  expect(request).toEqual({ status: 'rejected', return_status: '100' });
});
