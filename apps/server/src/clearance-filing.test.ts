import type { Purchase } from '@pilotzone/generator/purchase';
import { withHead, withLine } from '@pilotzone/generator/purchase';
import { submissionsOf } from '@pilotzone/generator/scenario';
import { formatAppTime, parseCustomsTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import {
  clearAll,
  codesOf,
  file,
  PAPERS,
  purchasesOf,
  receive,
  resultOf,
  tablesOf,
} from './testing-purchases.ts';

let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(621);

beforeAll(async () => {
  the = await openTestPlatform();
  ({ platform } = the);
});

afterAll(() => the.close());

/** The list again, so many minutes later, with other values. */
function again(
  purchase: Purchase,
  minutes: number,
  values: Partial<Purchase['list']['head']> = {},
): Purchase {
  const at = (parseCustomsTime(purchase.list.head.appTime) ?? 0) + minutes * 60_000;
  const guid = crypto.randomUUID().toUpperCase();
  return withHead(purchase, 'list', { guid, appTime: formatAppTime(at as Instant), ...values });
}

const fileList = async (purchase: Purchase) => {
  const [result] = await file(platform, [PAPERS.list(purchase)]);
  return result;
};

const papersOf = (purchase: Purchase) => submissionsOf(purchase).slice(0, 3);

describe('declaring again', () => {
  test('after the platform rejected it, under the same numbers with a later appTime', async () => {
    const purchase = draw();
    const wrong = withHead(purchase, 'list', { buyerName: '别人' });
    await clearAll(platform, [wrong]);
    expect((await resultOf(platform, purchase)).status).toBe('rejected');
    expect(await fileList(again(purchase, 10))).toMatchObject({ kind: 'accepted' });
    await settle(platform);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'released', attempt: 2 });
  });

  test('with an earlier or the same appTime it is refused', async () => {
    const purchase = draw();
    const wrong = withHead(purchase, 'list', { buyerName: '别人' });
    await file(platform, submissionsOf(wrong));
    expect((await fileList(purchase))?.returnStatus).toBe('-621004');
    expect(await fileList(again(purchase, -1))).toMatchObject({
      kind: 'refused',
      findings: [{ code: 'PZ-LIST-STALE' }],
    });
  });

  test('the same rejected list with a later appTime is judged anew', async () => {
    const purchase = draw();
    const unpaid = withHead(purchase, 'payment', { payerName: '别人' });
    await file(platform, submissionsOf(unpaid));
    const change = withHead(purchase, 'payment', { appType: '2', appTime: '20261120235000' });
    await file(platform, [PAPERS.payment(change)]);
    expect((await resultOf(platform, purchase)).status).toBe('rejected');
    expect(await fileList(again(purchase, 10))).toMatchObject({ kind: 'accepted' });
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'sent', attempt: 2 });
  });

  test('after customs rejected it; late receipts of the first attempt count no more', async () => {
    const purchase = draw();
    await file(platform, submissionsOf(purchase));
    const sent = await resultOf(platform, purchase);
    const first = { preNo: 'B20261120999000001' };
    const rejection = {
      ...first,
      returnStatus: '100',
      returnTime: '20261120120000000',
      returnInfo: '[Code:1332;Desc:支付金额不符]',
    };
    await receive(platform, sent, [{ ...first, returnStatus: '2' }, rejection]);
    expect(codesOf(await resultOf(platform, purchase))).toEqual(['1332']);
    await fileList(again(purchase, 10));
    const second = await resultOf(platform, purchase);
    expect(second).toMatchObject({ status: 'sent', attempt: 2, preNo: null });
    // The rejection repeated, progress that was late, and a first sight of the first attempt's 120.
    await receive(platform, second, [rejection, { ...first, returnStatus: '120' }]);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'sent', preNo: null });
    await settle(platform);
    const done = await resultOf(platform, purchase);
    expect(done).toMatchObject({ status: 'released', attempt: 2 });
    expect(done.preNo).not.toBe(first.preNo);
    expect(done.receipts).toEqual(['2', '120', '800']);
    await receive(platform, done, [rejection]);
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });
});

describe('a list of numbers that are taken', () => {
  test('another content is a duplicate, -621004, whatever its appTime', async () => {
    const purchase = draw();
    await file(platform, submissionsOf(purchase));
    const other = again(purchase, 10, { note: '另一版本' });
    expect(await fileList(other)).toMatchObject({ kind: 'refused', returnStatus: '-621004' });
    await settle(platform);
    expect(await fileList(other)).toMatchObject({ kind: 'refused', returnStatus: '-621004' });
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });

  test('the same content is answered with what became of it', async () => {
    const purchase = draw();
    await clearAll(platform, [purchase]);
    const result = await fileList(again(purchase, 10));
    expect(result).toMatchObject({ kind: 'unchanged', returnStatus: '800', findings: [] });
    const { preNo } = await resultOf(platform, purchase);
    expect(result?.preNo).toBe(preNo);
  });

  test('a copNo belongs to one list of its declarant', async () => {
    const [first, second] = [draw(), draw()];
    await file(platform, submissionsOf(first));
    const { copNo, agentCode, agentName } = first.list.head;
    const thief = withHead(second, 'list', { copNo, agentCode, agentName });
    const results = await file(platform, submissionsOf(thief));
    expect(results[3]).toMatchObject({ kind: 'refused', findings: [{ code: 'PZ-COP-NO-USED' }] });
    await settle(platform);
    expect((await resultOf(platform, first)).status).toBe('released');
  });

  test('two lists of one batch with one copNo: the earlier has it', async () => {
    const [first, second, third] = [draw(), draw(), draw()];
    const { copNo, agentCode, agentName } = first.list.head;
    const thief = again(withHead(second, 'list', { copNo, agentCode, agentName }), 60);
    const results = await file(platform, [thief, first, third].flatMap(submissionsOf));
    expect(results[3]).toMatchObject({ kind: 'refused', findings: [{ code: 'PZ-COP-NO-USED' }] });
    expect(results[7]?.kind).toBe('accepted');
    expect(results[11]?.kind).toBe('accepted');
  });

  test('a list without a copNo gets one by which its receipts come back', async () => {
    const purchase = withHead(draw(), 'list', { copNo: '' });
    await clearAll(platform, [purchase]);
    const row = await resultOf(platform, purchase);
    expect(row.status).toBe('released');
    expect(row.copNo).toMatch(/^PZ[0-9A-F]{18}$/);
  });

  test('one waybill carries one list', async () => {
    const [owner, thief] = [draw(), draw()];
    const { logisticsNo, logisticsCode, logisticsName } = owner.list.head;
    // Same order number on another platform, so that the waybill fits both.
    const { orderNo } = owner.list.head;
    const { consignee, consigneeAddress, consigneeTelephone } = owner.order.head;
    let twin = withHead(thief, 'list', { logisticsNo, logisticsCode, logisticsName, orderNo });
    twin = withHead(twin, 'list', { ...assured(twin), consigneeAddress });
    const contact = { consignee, consigneeAddress, consigneeTelephone };
    twin = withHead(twin, 'order', { orderNo, ...contact });
    twin = withHead(twin, 'payment', { orderNo });
    const other = otherPlatform(twin, owner);
    await clearAll(platform, [owner]);
    const [, , result] = await file(platform, [
      PAPERS.order(other),
      PAPERS.payment(other),
      PAPERS.list(other),
    ]);
    expect(result?.findings.map(({ code }) => code)).toEqual(['PZ-WAYBILL-USED']);
    expect((await resultOf(platform, owner)).status).toBe('released');
  });
});

/** A guarantor that is a party to the list. */
function assured({ list }: Purchase) {
  return { assureCode: list.head.ebcCode };
}

/** The purchase on a platform other than that of `owner`. */
function otherPlatform(purchase: Purchase, owner: Purchase): Purchase {
  const taken = owner.list.head.ebpCode;
  if (purchase.list.head.ebpCode !== taken) return purchase;
  const { ebpCode, ebpName } = otherThan(taken);
  const order = withHead(purchase, 'order', { ebpCode, ebpName });
  const payment = withHead(order, 'payment', { ebpCode, ebpName });
  return withHead(payment, 'list', { ebpCode, ebpName });
}

function otherThan(code: string): { ebpCode: string; ebpName: string } {
  for (;;) {
    const { ebpCode, ebpName } = draw().list.head;
    if (ebpCode !== code) return { ebpCode, ebpName };
  }
}

describe('staged lists', () => {
  test('are kept, not judged, and declared by the same numbers', async () => {
    const purchase = draw();
    const staged = withHead(purchase, 'list', { appStatus: '1', buyerName: '还不确定' });
    const results = await file(platform, submissionsOf(staged));
    expect(results[3]).toMatchObject({ kind: 'staged', returnStatus: '1' });
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'staged', reasons: null });
    expect(await fileList(purchase)).toMatchObject({ kind: 'accepted' });
    await settle(platform);
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });

  test('can be staged again, changed and deleted', async () => {
    const purchase = draw();
    const staged = withHead(purchase, 'list', { appStatus: '1' });
    await fileList(staged);
    expect((await fileList(again(staged, 1, { note: 'a' })))?.kind).toBe('staged');
    expect((await fileList(again(staged, 2, { note: 'b', appType: '2' })))?.kind).toBe('staged');
    expect((await fileList(again(staged, 3, { appType: '3' })))?.kind).toBe('accepted');
    expect((await resultOf(platform, purchase)).status).toBe('cancelled');
  });
});

describe('changing and deleting', () => {
  const change = (purchase: Purchase) => again(purchase, 5, { appType: '2', note: '改单' });
  const remove = (purchase: Purchase) => again(purchase, 5, { appType: '3' });

  test('what was never declared is unknown', async () => {
    expect((await fileList(change(draw())))?.returnStatus).toBe('-621011');
    expect((await fileList(remove(draw())))?.returnStatus).toBe('-621011');
  });

  test('a waiting list is changed and judged anew', async () => {
    const purchase = draw();
    await fileList(purchase);
    const changed = change(purchase);
    expect((await fileList(changed))?.kind).toBe('waiting');
    await file(platform, papersOf(purchase));
    await settle(platform);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'released', attempt: 2 });
  });

  test('a change that has all its documents goes to customs as a declaration', async () => {
    const purchase = draw();
    const wrong = withHead(purchase, 'list', { buyerName: '别人' });
    await file(platform, submissionsOf(wrong));
    expect((await fileList(change(purchase)))?.kind).toBe('accepted');
    await settle(platform);
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });

  test('a waiting list is deleted, and its documents wake nobody', async () => {
    const purchase = draw();
    await fileList(purchase);
    expect((await fileList(remove(purchase)))?.returnInfo).toMatch('删除成功');
    await file(platform, papersOf(purchase));
    expect((await resultOf(platform, purchase)).status).toBe('cancelled');
    expect((await fileList(remove(purchase)))?.kind).toBe('unchanged');
    expect((await fileList(again(purchase, 20)))?.kind).toBe('accepted');
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'sent', attempt: 2 });
  });

  test('a rejected list is deleted', async () => {
    const purchase = withHead(draw(), 'list', { buyerName: '别人' });
    await file(platform, submissionsOf(purchase));
    await fileList(remove(purchase));
    expect(await resultOf(platform, purchase)).toMatchObject({
      status: 'cancelled',
      reasons: null,
    });
  });

  test.each(['sent', 'released', 'returned'] as const)(
    'a list that is %s can be neither',
    async (state) => {
      const purchase = draw();
      await file(platform, submissionsOf(purchase));
      if (state !== 'sent') await settle(platform);
      const row = await resultOf(platform, purchase);
      if (state === 'returned') {
        await receive(platform, row, [{ returnStatus: '700', returnTime: '20261121000000000' }]);
      }
      expect((await fileList(change(purchase)))?.returnStatus).toBe('-621012');
      expect((await fileList(remove(purchase)))?.returnStatus).toBe('-621012');
      expect((await resultOf(platform, purchase)).status).toBe(state);
    },
  );

  test('documents change until their list is declared', async () => {
    const purchase = draw();
    const later = { appType: '2', appTime: '20261120200000' };
    const changed = (['order', 'payment', 'waybill'] as const).map((paper) =>
      PAPERS[paper](withHead(purchase, paper, { ...later, note: '改' })),
    );
    await file(platform, papersOf(purchase));
    expect((await file(platform, changed)).map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    await fileList(purchase);
    const once = { appType: '2', appTime: '20261120210000' };
    const more = (['order', 'payment', 'waybill'] as const).map((paper) =>
      PAPERS[paper](withHead(purchase, paper, { ...once, note: '再改' })),
    );
    const refused = await file(platform, more);
    expect(refused.map(({ returnStatus }) => returnStatus)).toEqual([
      '-301011',
      '-401008',
      '-504016',
    ]);
    const deleting = PAPERS.order(withHead(purchase, 'order', { ...once, appType: '3' }));
    expect((await file(platform, [deleting]))[0]?.returnStatus).toBe('-301011');
  });
});

describe('the same batch again', () => {
  test('changes no table', async () => {
    const lines = [draw({ linesMin: 2 }), draw(), draw(), draw(), draw()];
    const [released, rejected, waits, staged, fixed] = lines as [
      Purchase,
      Purchase,
      Purchase,
      Purchase,
      Purchase,
    ];
    const wrong = withHead(fixed, 'list', { buyerName: '别人' });
    const batch = [
      ...submissionsOf(released),
      ...submissionsOf(withLine(rejected, ['list', 0], { gname: '别的' })),
      ...submissionsOf(waits).slice(1),
      ...submissionsOf(withHead(staged, 'list', { appStatus: '1' })),
      ...submissionsOf(wrong),
      PAPERS.list(again(fixed, 10)),
      PAPERS.list(again(released, 10, { note: '重复' })),
    ];
    await file(platform, batch);
    await settle(platform);
    const before = await tablesOf(platform.runtime.db);
    const results = await file(platform, batch);
    await settle(platform);
    expect(await tablesOf(platform.runtime.db)).toEqual(before);
    const lists = batch.flatMap(({ type }, index) => (type === 'CEB621Message' ? [index] : []));
    expect(lists.map((index) => results[index]?.kind)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
      'unchanged',
      'unchanged',
      'unchanged',
      'refused',
    ]);
  });
});
