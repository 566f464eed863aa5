import fc from 'fast-check';
import type { Purchase } from '@pilotzone/generator/purchase';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Platform } from './compose.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { clearAll, file, heldFor, purchasesOf, receive, resultOf } from './testing-purchases.ts';
import { askCancellation, askReturn, balancesOf } from './testing-withdrawals.ts';

let now = endOfDay(TEST_DAY);
let the: TestPlatform;
let platform: Platform;
const { draw } = purchasesOf(625);

beforeAll(async () => {
  the = await openTestPlatform({}, { now: () => now });
  ({ platform } = the);
});

afterAll(() => the.close());

beforeEach(() => {
  now = endOfDay(TEST_DAY);
});

const balances = () => balancesOf(platform.runtime.db, platform.runtime.zoneCode);

async function released(...purchases: Purchase[]): Promise<void> {
  await clearAll(platform, purchases);
  for (const purchase of purchases) {
    expect((await resultOf(platform, purchase)).status).toBe('released');
  }
}

/** Files one request and waits for customs. */
async function ask(request: Awaited<ReturnType<typeof askReturn | typeof askCancellation>>) {
  const [result] = await file(platform, [request]);
  await settle(platform);
  return result;
}

const codesIn = (result: Awaited<ReturnType<typeof ask>>) =>
  result?.findings.map(({ code }) => code);

describe.each(['1210', '1239', '9610'] as const)('a released list of mode %s', (tradeMode) => {
  test('that is returned restores allowance, guarantee, books and statistics exactly', async () => {
    const before = await balances();
    const purchase = draw({ tradeMode });
    await released(purchase);
    const row = await resultOf(platform, purchase);
    expect(await balances()).not.toEqual(before);
    now = endOfDay(addDays(TEST_DAY, 20));
    expect(await ask(await askReturn(platform, purchase))).toMatchObject({
      kind: 'accepted',
      returnStatus: '2',
    });
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'returned' });
    expect(await balances()).toEqual(before);
    expect(await platform.finance.checkLedger(platform.runtime.db)).toEqual({ kind: 'balanced' });
    const parcel = await platform.logistics.getParcel(row);
    expect(parcel.timeline.map(({ kind }) => kind)).toEqual([
      'waybill-received',
      'released',
      'release-undone',
    ]);
    const [pass] = await platform.runtime.db.query<{ revoked_cause: string }>(
      'select revoked_cause from parks.gate_pass where declaration_id = $1',
      [row.declarationId],
    );
    expect(pass?.revoked_cause).toBe('returned');
    const evidence = await platform.runtime.db.query<{ outcome: string }>(
      `select distinct outcome from credit.evidence where $1 = any(declaration_ids)
        order by outcome`,
      [row.declarationId],
    );
    expect(evidence.map(({ outcome }) => outcome)).toEqual(['released', 'returned']);
  });
});

describe('partial returns', () => {
  test('in any number and order restore exactly what the list took', async () => {
    const sharesArbitrary = fc.array(fc.integer({ min: 1, max: 99 }), {
      minLength: 1,
      maxLength: 3,
    });
    const before = await balances();
    await fc.assert(
      fc.asyncProperty(sharesArbitrary, async (shares) => {
        const purchase = draw({ goods: 'big' });
        await released(purchase);
        const left = new Map(purchase.list.lines.map(({ gnum, qty }) => [gnum, qty]));
        for (const share of shares) {
          const lines = new Map(
            [...left].map(([gnum, qty]) => [gnum, (qty * BigInt(share)) / 100n] as const),
          );
          if ([...lines.values()].every((qty) => qty === 0n)) continue;
          await ask(await askReturn(platform, purchase, { lines }));
          for (const [gnum, qty] of lines) left.set(gnum, (left.get(gnum) ?? 0n) - qty);
          expect(await resultOf(platform, purchase)).toMatchObject({ status: 'released' });
          expect(await platform.finance.checkLedger(platform.runtime.db)).toEqual({
            kind: 'balanced',
          });
        }
        await ask(await askReturn(platform, purchase, { lines: left }));
        expect(await resultOf(platform, purchase)).toMatchObject({ status: 'returned' });
        expect(await balances()).toEqual(before);
      }),
      { numRuns: 6 },
    );
  });

  test('never bring back more than was released, also in one batch', async () => {
    const purchase = draw();
    await released(purchase);
    const all = await askReturn(platform, purchase);
    const again = await askReturn(platform, purchase);
    const [first, second] = await file(platform, [all, again]);
    expect(first?.kind).toBe('accepted');
    expect(second?.returnStatus).toBe('-625001');
    await settle(platform);
    expect(codesIn(await ask(await askReturn(platform, purchase)))?.[0]).toBe('-625004');
  });

  test('asked for at the same moment by many bring back no more than was released', async () => {
    const before = await balances();
    const purchase = draw();
    await released(purchase);
    const asked = await Promise.all([1, 2, 3, 4].map(() => askReturn(platform, purchase)));
    const results = await Promise.all(asked.map((one) => file(platform, [one])));
    expect(results.flat().filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    await settle(platform);
    expect(await balances()).toEqual(before);
  });

  test('a return abroad (700) afterwards takes back the rest', async () => {
    const before = await balances();
    const purchase = draw({ goods: 'big' });
    await released(purchase);
    const [line] = purchase.list.lines;
    if (!line) return;
    const lines = new Map([[line.gnum, line.qty / 2n]]);
    await ask(await askReturn(platform, purchase, { lines }));
    const row = await resultOf(platform, purchase);
    await receive(platform, row, [{ returnStatus: '700', returnTime: '20261125000000000' }]);
    await settle(platform);
    expect(await resultOf(platform, purchase)).toMatchObject({ status: 'returned' });
    expect(await balances()).toEqual(before);
  });
});

describe('a return is refused', () => {
  test('after day 30, by the official code, with the days in the finding', async () => {
    const purchase = draw();
    await released(purchase);
    now = endOfDay(addDays(TEST_DAY, 31));
    const result = await ask(await askReturn(platform, purchase));
    expect(result?.returnStatus).toBe('-625004');
    expect(result?.findings[0]?.values.slice(1)).toEqual(['2026-11-20', '2026-12-20']);
  });

  test('of a list that does not exist, and then changes nothing', async () => {
    const purchase = draw();
    await released(purchase);
    const request = await askReturn(platform, purchase);
    const { head, lines } = request.document;
    const wrong = { ...request, document: { head: { ...head, invtNo: '46122026I9' }, lines } };
    expect((await ask(wrong))?.returnStatus).toBe('-625016');
    expect((await resultOf(platform, purchase)).status).toBe('released');
  });

  test('under a number that stands for another one; the same again changes nothing', async () => {
    const purchase = draw({ goods: 'big' });
    await released(purchase);
    const [line] = purchase.list.lines;
    if (!line) return;
    const lines = new Map([[line.gnum, line.qty / 2n]]);
    const request = await askReturn(platform, purchase, { lines, copNo: 'T-SAME' });
    await ask(request);
    expect(await ask(request)).toMatchObject({ kind: 'unchanged', returnStatus: '399' });
    const other = await askReturn(platform, purchase, { copNo: 'T-SAME', afterMs: 120_000 });
    expect((await ask(other))?.returnStatus).toBe('-625033');
  });
});

describe('a list that customs holds', () => {
  let held: TestPlatform;

  beforeAll(async () => {
    held = await openTestPlatform({ inspectShare: 1 });
  });
  afterAll(() => held.close());

  test('is cancelled, gives back what it held, and may be declared again', async () => {
    const purchase = draw();
    await clearAll(held.platform, [purchase]);
    const row = await resultOf(held.platform, purchase);
    expect(row.status).toBe('customs-held');
    const request = await askCancellation(held.platform, purchase);
    expect(await file(held.platform, [request])).toMatchObject([{ returnStatus: '2' }]);
    await settle(held.platform);
    expect((await resultOf(held.platform, purchase)).status).toBe('cancelled');
    expect(await heldFor(held.platform, row)).toEqual({
      allowance: 0,
      waybillOf: null,
      earmarked: 0,
      reserved: 0,
    });
    const evidence = await held.platform.runtime.db.query<{ outcome: string }>(
      `select distinct outcome from credit.evidence where $1 = any(declaration_ids)
        order by outcome`,
      [row.declarationId],
    );
    expect(evidence.map(({ outcome }) => outcome)).toEqual(['cancelled', 'held']);
    const { list } = purchase;
    const again = { ...list, head: { ...list.head, appTime: '20261120180000' } };
    const sender = purchase.parties.broker;
    await file(held.platform, [{ type: 'CEB621Message', document: again, sender }]);
    await settle(held.platform);
    expect((await resultOf(held.platform, purchase)).status).toBe('customs-held');
  });

  test('is not cancelled twice', async () => {
    const purchase = draw();
    await clearAll(held.platform, [purchase]);
    const [first, second] = await file(held.platform, [
      await askCancellation(held.platform, purchase),
      await askCancellation(held.platform, purchase),
    ]);
    expect([first?.kind, second?.returnStatus]).toEqual(['accepted', '-623009']);
    await settle(held.platform);
  });
});

test('a released list is not cancelled, and the finding says what to do instead', async () => {
  const purchase = draw();
  await released(purchase);
  const result = await ask(await askCancellation(platform, purchase));
  expect(result?.returnStatus).toBe('-623005');
  expect(result?.findings[0]?.fix).toContain('CEB625');
});
