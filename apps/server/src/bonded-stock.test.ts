import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATORS } from '@pilotzone/generator/companies';
import { bondedEntriesOf } from '@pilotzone/generator/compose-bonded-entries';
import { withHead } from '@pilotzone/generator/purchase';
import type { Purchase } from '@pilotzone/generator/purchase';
import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { createLog } from '@pilotzone/kernel/log';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import { addDays, endOfDay } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clear } from './commands/clear.ts';
import { settle } from './settle.ts';
import { openTestPlatform, TEST_DAY } from './testing-platform.ts';
import type { TestPlatform } from './testing-platform.ts';
import { submissionsOf } from '@pilotzone/generator/scenario';
import { clearAll, codesOf, file, purchasesOf, receive, resultOf } from './testing-purchases.ts';
import { askCancellation, askReturn } from './testing-withdrawals.ts';

const clock = { now: () => endOfDay(TEST_DAY) };
let the: TestPlatform;
const { draw } = purchasesOf(1210);
const buy = (tradeMode: '1210' | '9610' = '1210') => draw({ tradeMode });

beforeAll(async () => {
  the = await openTestPlatform({}, clock);
  const rule = { effectiveFrom: TEST_DAY, isChecked: true, reason: '开账' };
  await the.platform.parks.stockHttp.setRule(rule, 'test');
});
afterAll(() => the.close());

let entries = 0;

/** Enters so many times what these purchases need, as customs' book would have it. */
async function enter(purchases: readonly Purchase[], times = 1n, rkdNo: string | null = 'K1') {
  const lists = purchases.map(({ list }) => list);
  for (const entry of bondedEntriesOf(lists)) {
    const lines = entry.lines.map((line) => ({
      ...line,
      quantity: formatUnits((parseUnits(line.quantity) ?? 0n) * times),
    }));
    const named = {
      ...entry,
      entryNo: `QD${String((entries += 1))}`,
      billNo: `B${entries}`,
      lines,
    };
    const by = { owner: undefined, actor: 'test' };
    const arrived = rkdNo === null ? {} : { rkdNo };
    await the.platform.parks.stockHttp.announceEntry({ ...named, ...arrived }, by);
  }
}

/** On hand, reserved and free of the records of a purchase, line by line. */
async function stockOf({ list }: Purchase, platform = the.platform) {
  const { areaCode = '', ebcCode } = list.head;
  const query = { areaCode, ebcCode, limit: 500 };
  const { items } = await platform.parks.stockHttp.listStock(query, undefined);
  const records = new Map(items.map((row) => [row.itemRecordNo, row]));
  return list.lines.map(({ itemRecordNo = '' }) => {
    const row = records.get(itemRecordNo);
    return [row?.onHand ?? '-', row?.reserved ?? '-', row?.available ?? '-'];
  });
}

const expectSound = async (platform = the.platform) => {
  expect(await platform.parks.checkStock(platform.runtime.db)).toEqual([]);
};

test('a bonded list draws what entered, and its return brings it back, also in parts', async () => {
  const purchase = buy();
  const full = purchase.list.lines.map(({ qty }) => formatUnits(qty * 2n));
  const half = purchase.list.lines.map(({ qty }) => formatUnits(qty));
  await enter([purchase], 2n);
  expect(await stockOf(purchase)).toEqual(full.map((units) => [units, '0', units]));
  await clearAll(the.platform, [purchase]);
  expect((await resultOf(the.platform, purchase)).status).toBe('released');
  expect(await stockOf(purchase)).toEqual(half.map((units) => [units, '0', units]));
  const left = new Map(purchase.list.lines.map(({ gnum, qty }) => [gnum, qty]));
  const lines = new Map([...left].map(([gnum, qty]) => [gnum, qty / 2n]));
  for (const part of [lines, new Map([...left].map(([gnum, qty]) => [gnum, qty - qty / 2n]))]) {
    await file(the.platform, [await askReturn(the.platform, purchase, { lines: part })]);
    await settle(the.platform);
    await expectSound();
  }
  expect((await resultOf(the.platform, purchase)).status).toBe('returned');
  expect(await stockOf(purchase)).toEqual(full.map((units) => [units, '0', units]));
  const [line] = purchase.list.lines;
  const { areaCode = '', emsNo = '', ebcCode } = purchase.list.head;
  const key = { areaCode, emsNo, ebcCode, itemRecordNo: line?.itemRecordNo ?? '' };
  const { items } = await the.platform.parks.stockHttp.listMovements(key, undefined);
  expect(items.map(({ kind }) => kind).reverse()).toEqual([
    ...['enter', 'reserve', 'draw', 'restore', 'restore'],
  ]);
});

test('a list that wants more than is free is rejected, with the way out', async () => {
  const purchase = buy();
  await clearAll(the.platform, [purchase]);
  const unknown = await resultOf(the.platform, purchase);
  expect([unknown.status, codesOf(unknown)]).toEqual(['rejected', ['PZ-STOCK-UNKNOWN']]);
  const short = buy();
  const lines = short.list.lines.map((line) => ({ ...line, qty: line.qty / 2n }));
  await enter([{ ...short, list: { ...short.list, lines } }]);
  await clearAll(the.platform, [short]);
  const row = await resultOf(the.platform, short);
  expect([row.status, codesOf(row)]).toEqual(['rejected', ['PZ-STOCK-SHORT']]);
  const [reason] = row.reasons ?? [];
  expect(reason).toMatchObject({ field: 'InventoryList[0].qty' });
  expect(reason?.messageZh).toContain('保税库存不足');
  expect(reason?.fix).toContain('declare the list again');
  await expectSound();
});

test('a list in another unit than the book is rejected', async () => {
  const purchase = buy();
  const lines = purchase.list.lines.map((line) => ({ ...line, unit: '035', unit1: '035' }));
  await enter([{ ...purchase, list: { ...purchase.list, lines } }]);
  await clearAll(the.platform, [purchase]);
  expect(codesOf(await resultOf(the.platform, purchase))).toContain('PZ-STOCK-UNIT');
});

test('a direct purchase (9610) touches no stock', async () => {
  const purchase = buy('9610');
  await clearAll(the.platform, [purchase]);
  expect((await resultOf(the.platform, purchase)).status).toBe('released');
});

test('lists that race for the last goods get all that there is, and no more', async () => {
  const rivals = rivalsFor(4);
  const [first, ...others] = rivals;
  if (!first) throw new Error('there are rivals');
  const before = unitsOnHand(await stockOf(first));
  await enter([first, ...others.slice(0, 1)]);
  await Promise.all(rivals.map((one) => file(the.platform, submissionsOf(one))));
  await settle(the.platform);
  const rows = await Promise.all(rivals.map((one) => resultOf(the.platform, one)));
  const served = rivals.filter((_, i) => rows[i]?.status === 'released');
  const refused = rows.filter(({ status }) => status === 'rejected');
  expect(served.length + refused.length).toBe(rivals.length);
  expect(served.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const row of refused) expect(codesOf(row)).toEqual(['PZ-STOCK-SHORT']);
  const qtyOf = ({ list }: Purchase) => list.lines[0]?.qty ?? 0n;
  const entered = qtyOf(first) + (others[0] ? qtyOf(others[0]) : 0n);
  const drawn = served.map(qtyOf).reduce((sum, qty) => sum + qty, 0n);
  expect(unitsOnHand(await stockOf(first))).toBe(before + entered - drawn);
  // Nobody was refused what would still have fitted.
  const smallest = rivals.filter((one) => !served.includes(one)).map(qtyOf);
  for (const qty of smallest) expect(qty).toBeGreaterThan(before + entered - drawn);
  await expectSound();
});

const unitsOnHand = (stock: readonly (readonly string[])[]) =>
  parseUnits(stock[0]?.[0] ?? '0') ?? 0n;

/** The purchase, its goods lying where those of another one lie. */
function inBookOf({ list: { head } }: Purchase, purchase: Purchase): Purchase {
  const { areaCode, areaName, emsNo } = head;
  return withHead(purchase, 'list', { areaCode, areaName, emsNo });
}

/** Purchases of one line that take the same goods record. */
function rivalsFor(count: number): Purchase[] {
  const groups = new Map<string, Purchase[]>();
  for (let i = 0; i < 3_000; i += 1) {
    const purchase = buy();
    const [line, ...more] = purchase.list.lines;
    if (!line || more.length > 0) continue;
    const key = `${purchase.list.head.ebcCode} ${line.itemRecordNo ?? ''}`;
    const group = [...(groups.get(key) ?? [])];
    group.push(group[0] ? inBookOf(group[0], purchase) : purchase);
    if (group.length === count) return group;
    groups.set(key, group);
  }
  throw new Error('the demo world is too large for rivals');
}

test('a list that customs holds keeps its goods, and gives them back when cancelled', async () => {
  const held = await openTestPlatform({ inspectShare: 1 }, clock);
  const rule = { effectiveFrom: TEST_DAY, isChecked: true, reason: '开账' };
  await held.platform.parks.stockHttp.setRule(rule, 'test');
  const purchase = buy();
  const [entry] = bondedEntriesOf([purchase.list]);
  const by = { owner: undefined, actor: 'test' };
  if (entry) await held.platform.parks.stockHttp.announceEntry({ ...entry, rkdNo: 'K1' }, by);
  await clearAll(held.platform, [purchase]);
  const all = purchase.list.lines.map(({ qty }) => formatUnits(qty));
  expect(await stockOf(purchase, held.platform)).toEqual(all.map((units) => [units, units, '0']));
  await file(held.platform, [await askCancellation(held.platform, purchase)]);
  await settle(held.platform);
  expect((await resultOf(held.platform, purchase)).status).toBe('cancelled');
  expect(await stockOf(purchase, held.platform)).toEqual(all.map((units) => [units, '0', units]));
  // Declared again, it takes them again; rejected by customs, it gives them back again.
  const { list, parties } = purchase;
  const document = { ...list, head: { ...list.head, appTime: '20261120180000' } };
  await file(held.platform, [{ type: 'CEB621Message', document, sender: parties.broker }]);
  await settle(held.platform);
  expect(await stockOf(purchase, held.platform)).toEqual(all.map((units) => [units, units, '0']));
  const row = await resultOf(held.platform, purchase);
  await receive(held.platform, row, [{ returnStatus: '100', returnTime: '20261121000000000' }]);
  await settle(held.platform);
  expect(await stockOf(purchase, held.platform)).toEqual(all.map((units) => [units, '0', units]));
  await expectSound(held.platform);
  await held.close();
});

test('announced goods are stock when customs has closed the report of their bill', async () => {
  const purchase = buy();
  const [entry] = bondedEntriesOf([purchase.list]);
  const operator = OPERATORS.find(({ code }) => code === entry?.areaCode);
  if (!entry || !operator) throw new Error('a bonded list has an operator');
  const by = { owner: entry.areaCode, actor: 'test' };
  const announced = { ...entry, entryNo: 'QD-711', billNo: 'BILL-711' };
  const { stockHttp } = the.platform.parks;
  expect(await stockHttp.announceEntry(announced, by)).toMatchObject({ state: 'announced' });
  expect(await stockHttp.announceEntry(announced, by)).toMatchObject({ repeated: true });
  const before = await stockOf(purchase);
  const report = {
    head: {
      ...{ guid: '9D55BA71-55DE-41F4-8B50-C36C83B3B419', appType: '1', appStatus: '2' },
      ...{ appTime: '20261120100000', customsCode: '4612', copNo: 'R-711', preNo: undefined },
      ...{ rkdNo: undefined, operatorCode: operator.code, operatorName: operator.name },
      ...{ ieFlag: 'I', trafMode: '4', trafNo: 'T', voyageNo: 'V', billNo: 'BILL-711' },
      ...{ logisticsCode: purchase.parties.carrier.code, logisticsName: '物流' },
      ...{ unloadLocation: undefined, note: undefined },
    },
    lines: [{ gnum: 1, logisticsNo: 'L-711', note: undefined }],
  };
  await file(the.platform, [
    { type: 'CEB711Message', document: report, sender: operator },
  ] as never);
  await settle(the.platform);
  const { items } = await stockHttp.listEntries(entry.areaCode);
  expect(items.find(({ entryNo }) => entryNo === 'QD-711')).toMatchObject({ state: 'entered' });
  const after = await stockOf(purchase);
  const gain = after.map(([onHand = '0'], i) => {
    return (parseUnits(onHand) ?? 0n) - (parseUnits(before[i]?.[0] ?? '0') ?? 0n);
  });
  expect(gain).toEqual(purchase.list.lines.map(({ qty }) => qty));
  expect(await stockHttp.listEntries('SOMEBODY')).toEqual({ items: [] });
  const wrong = { ...announced, lines: [{ ...announced.lines[0], quantity: '0' }] } as never;
  await expect(stockHttp.announceEntry(wrong, by)).rejects.toThrow('must be above 0');
  const other = { ...announced, billNo: 'BILL-9' };
  await expect(stockHttp.announceEntry(other, by)).rejects.toThrow('its own number');
  const foreign = { owner: 'SOMEBODY', actor: 'test' };
  await expect(stockHttp.announceEntry(announced, foreign)).rejects.toThrow('your own entries');
});

test('without the rule nothing is held or drawn; rules are dated and append-only', async () => {
  const open = await openTestPlatform({}, clock);
  const { stockHttp } = open.platform.parks;
  const past = { effectiveFrom: addDays(TEST_DAY, -1), isChecked: true, reason: '补' };
  await expect(stockHttp.setRule(past, 'test')).rejects.toThrow('on 2026-11-20 or later');
  const later = { effectiveFrom: addDays(TEST_DAY, 1), isChecked: true, reason: '明天' };
  expect(await stockHttp.setRule(later, 'test')).toMatchObject({ isCheckedToday: false });
  const purchase = buy();
  await clearAll(open.platform, [purchase]);
  expect((await resultOf(open.platform, purchase)).status).toBe('released');
  const held = await open.platform.runtime.db.query('select 1 from parks.stock_reservation');
  expect(held).toEqual([]);
  const { db } = open.platform.runtime;
  await expect(db.query('delete from parks.stock_rule')).rejects.toThrow('append-only');
  await expect(db.query('update parks.stock_movement set on_hand = 1')).rejects.toThrow(
    'append-only',
  );
  await open.close();
});

test('a generated day clears against its own entries as it does without them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pilotzone-stock-'));
  const how = { declarations: 120, seed: 5, faults: 0.15, day: TEST_DAY, withBondedEntries: true };
  await writeGeneratedFiles(folder, how);
  const outcomes = async (bondedEntriesFile: string | undefined) => {
    const lines: string[] = [];
    await clear(
      {
        ...{ paths: [folder], dataDir: undefined, databaseUrl: undefined, tariffFile: undefined },
        ...{ participantsFile: undefined, signatures: 'ignore', certificatesPath: undefined },
        ...{ asOf: TEST_DAY, inspectShare: 0, holdRed: false, seed: 1, bondedEntriesFile },
        log: createLog('silent'),
      },
      {
        progress: () => undefined,
        notice: () => undefined,
        onLine: ({ outcome, ...line }) => lines.push(`${String(line['orderNo'])} ${outcome}`),
      },
    );
    return lines.sort();
  };
  const entries = join(folder, 'bonded-entries.json');
  const without = await outcomes(undefined);
  expect(await outcomes(entries)).toEqual(without);
  // Half of it is not enough for all.
  const half = JSON.parse(await readFile(entries, 'utf8')) as { lines: { quantity: string }[] }[];
  for (const line of half.flatMap(({ lines }) => lines))
    line.quantity = formatUnits((parseUnits(line.quantity) ?? 2n) / 2n);
  await writeFile(entries, JSON.stringify(half));
  const short = await outcomes(entries);
  const count = (lines: readonly string[]) =>
    lines.filter((text) => text.endsWith('released')).length;
  expect(count(short)).toBeLessThan(count(without));
  expect(count(short)).toBeGreaterThan(0);
  await writeFile(entries, '[{"entryNo":1}]');
  await expect(outcomes(entries)).rejects.toThrow('holds no bonded entries');
  await rm(folder, { recursive: true });
}, 120_000);
