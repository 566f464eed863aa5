import type { WireMessage } from '@pilotzone/gateway/link';
import { submissionsOf } from '@pilotzone/generator/scenario';
import { endOfDay } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { file, purchasesOf, receive, resultOf } from './testing-purchases.ts';
import { settle } from './settle.ts';

const MINUTE = 60_000;
const noon = endOfDay(TEST_DAY) - 12 * 60 * MINUTE;
let now = noon as Instant;
let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(300);
const sent: WireMessage[] = [];

beforeAll(async () => {
  // A customs that hears everything and says nothing by itself.
  const deaf = {
    name: 'deaf',
    send: (messages: readonly WireMessage[]) => {
      sent.push(...messages);
      return Promise.resolve();
    },
    onMessages: () => undefined,
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
    setReachable: () => undefined,
    issueTaxBills: () => Promise.resolve(0),
  };
  the = await openTestPlatform({}, { now: () => now }, () => ({ customs: deaf }));
  ({ platform } = the);
});
afterAll(() => the.close());

const PRE_NO = 'B20261120000000300';
const INVT_NO = '46122026I000000300';

/** A list that customs holds, and what it says next. */
async function heldAt(status: string) {
  const purchase = draw();
  await file(platform, submissionsOf(purchase));
  await platform.gateway.settle();
  const numbers = { preNo: PRE_NO, invtNo: INVT_NO };
  const hold = { ...numbers, returnStatus: status, returnTime: '20261120120000000' };
  await receive(platform, await resultOf(platform, purchase), [hold]);
  const row = await resultOf(platform, purchase);
  expect(row.status).toBe('customs-held');
  return { row, tell: (head: object) => receive(platform, row, [{ ...numbers, ...head }]) };
}

async function askedAfter(minutes: number): Promise<number> {
  now = (now + minutes * MINUTE) as Instant;
  return platform.singleWindow.askAboutHeld();
}

test('a list that customs holds is asked for again, with pauses that double', async () => {
  const { tell } = await heldAt('500');
  sent.length = 0;
  expect(await askedAfter(9)).toBe(0);
  expect(await askedAfter(2)).toBe(1);
  await platform.gateway.settle();
  expect(sent.map(({ messageType }) => messageType)).toEqual(['CEB621Message']);
  expect(await askedAfter(15)).toBe(0);
  expect(await askedAfter(6)).toBe(1);
  expect(await askedAfter(35)).toBe(0);
  expect(await askedAfter(6)).toBe(1);
  await tell({ returnStatus: '800', returnTime: '20261120130000000' });
  expect(await askedAfter(24 * 60)).toBe(0);
  const [left] = await platform.runtime.db.query<{ count: number }>(
    'select count(*) as count from single_window.held_inquiry',
  );
  expect(left?.count).toBe(0);
  await settle(platform);
});

test('a customs that answers "already declared" goes on holding the list', async () => {
  const { row, tell } = await heldAt('300');
  await tell({ returnStatus: '-621004', returnTime: '20261120123000000', returnInfo: '重复申报' });
  const { ebpCode, orderNo } = row;
  const [after] = await platform.singleWindow.listResults(
    { ebpCode, orderNo: orderNo.slice(0, -1) },
    1,
  );
  expect(after).toMatchObject({ orderNo, status: 'customs-held', returnStatus: '300' });
  await tell({ returnStatus: '800', returnTime: '20261120130000000' });
  expect(await askedAfter(24 * 60)).toBe(0);
});
