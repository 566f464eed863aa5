import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, formatInstant, parseInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import type { Publication } from './contract/publications.ts';
import { makePublication, recomputePublication } from './make-publication.ts';
import { parsePeriod } from './model/publication.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import {
  getPublication,
  listDrafts,
  listPublications,
  signPublication,
} from './read-publications.ts';
import { sampleDeclaration, sampleLine } from './sample-declarations.test.ts';

const OPENS = '2026-12-09T02:00:00.000Z';
let database: TestDatabase;
let zones = 0;
let ids = 0;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

function openZone() {
  let now = endOfDay('2026-11-20' as PlainDate);
  let events = 0;
  const needs = {
    ...{ zoneCode: `D${++zones}`, db: database.db, clock: { now: () => now } },
    ids: { newId: () => `0199b000-0000-7000-8000-${String(++ids).padStart(12, '0')}` },
  };
  const at = (text: string) => (now = parseInstant(text) ?? now);
  const head = (day: string) => ({ eventId: `e${++events}`, day, at: formatInstant(now) });
  const release = (day: string, declarations: readonly DeclarationFacts[]) =>
    database.db.transaction((tx) =>
      onDeclarationsReleased(tx, { ...head(day), declarations }, needs),
    );
  const undo = (releasedOn: string, list: DeclarationFacts) =>
    database.db.transaction((tx) => {
      const declarations = [{ ...list, releasedOn }];
      return onDeclarationsUndone(
        tx,
        { ...head('2026-12-02'), cause: 'returned', declarations },
        needs,
      );
    });
  const make = (period: string, reason?: string) =>
    makePublication({ period, opensAt: OPENS, ...(reason && { reason }) }, 'maker', needs);
  const sign = (id: string, person: string) =>
    signPublication(id, { personId: person, name: person }, needs);
  return { needs, at, release, undo, make, sign };
}

let lists = 0;

/** Ten lists of a merchant under one heading. */
function sold(merchant: string, hs: string, each: number, count = 10): DeclarationFacts[] {
  return Array.from({ length: count }, () => {
    const line = sampleLine({ hsCode: `${hs}101000`, dutiablePrice: String(each) });
    return sampleDeclaration({
      ...{ declarationId: `0199a000-0000-7000-8000-${String(++lists).padStart(12, '0')}` },
      ...{ ebcCode: merchant, dutiablePrice: String(each), lines: [line] },
    });
  });
}

const FIRMS = ['A', 'B', 'C', 'D'];
const month = (each: number) =>
  FIRMS.flatMap((firm, i) => [
    ...sold(firm, '1901', each + i),
    ...sold(firm, '3304', each + 2 * i),
    ...sold(firm, '6403', each + 3 * i),
  ]);

describe('a publication', () => {
  test('opens at the second, on every path, once two persons signed', async () => {
    const zone = openZone();
    await zone.release('2026-11-20', month(100));
    zone.at('2026-12-05T01:00:00Z');
    const id = await zone.make('2026-11');
    const unknown = '0199b000-0000-7000-8000-999999999999';
    const refusal = async (asked: string) => {
      const refused: unknown = await getPublication(asked, zone.needs).catch((e: unknown) => e);
      return [(refused as { code: string }).code, String(refused)];
    };
    await zone.sign(id, 'first');
    await zone.sign(id, 'first');
    zone.at('2026-12-10T00:00:00Z');
    // One person twice is one signature: it stays shut after its moment.
    expect(await refusal(id)).toEqual(await refusal(unknown));
    expect(await listPublications(zone.needs)).toEqual({ items: [], calendar: [] });
    zone.at('2026-12-05T01:00:00Z');
    await zone.sign(id, 'second');
    zone.at('2026-12-09T01:59:59.999Z');
    expect(await refusal(id)).toEqual(await refusal(unknown));
    expect(await listPublications(zone.needs)).toEqual({
      items: [],
      calendar: [{ period: '2026-11', edition: 1, opensAt: OPENS }],
    });
    zone.at(OPENS);
    const open = await getPublication(id, zone.needs);
    expect(open.tables.map(({ dimension }) => dimension)).toEqual([
      ...['tradeMode', 'hs2', 'partner', 'province'],
    ]);
    const { items, calendar } = await listPublications(zone.needs);
    expect([items.length, calendar.length]).toEqual([1, 0]);
  });

  test('is signed by people, not keys, and not where goods do not add up to lists', async () => {
    const zone = openZone();
    await zone.release('2026-11-20', [sampleDeclaration({ dutiablePrice: '400.01' })]);
    zone.at('2026-12-05T01:00:00Z');
    const id = await zone.make('2026-11');
    const key = signPublication(id, { personId: undefined, name: 'key' }, zone.needs);
    await expect(key).rejects.toMatchObject({ code: 'PUBLICATION_PERSON_FORBIDDEN' });
    await expect(zone.sign(id, 'first')).rejects.toThrow(/do not add up/);
  });

  test('is of a period that has ended, and a second edition says why', async () => {
    const zone = openZone();
    zone.at('2026-11-30T15:59:59Z');
    await expect(zone.make('2026-11')).rejects.toThrow(/ends on 2026-11-30/);
    zone.at('2026-11-30T16:00:00Z');
    await zone.make('2026-11');
    await expect(zone.make('2026-11')).rejects.toThrow(/reason of its edition 2/);
    await zone.make('2026-11', 'late returns');
    const { items } = await listDrafts(zone.needs);
    expect(items.map(({ edition, reason }) => [edition, reason])).toEqual([
      [2, 'late returns'],
      [1, ''],
    ]);
  });

  test('says what became known late, what jumped, and what the month before was', async () => {
    const zone = openZone();
    await zone.release('2026-10-20', month(100));
    const november = month(400);
    await zone.release('2026-11-20', november);
    zone.at('2026-12-02T01:00:00Z');
    await zone.undo('2026-11-20', november[0] as DeclarationFacts);
    await zone.make('2026-10');
    await zone.make('2026-11');
    const { items } = await listDrafts(zone.needs);
    const check = (name: string) => items[0]?.checks.find((one) => one.name === name);
    expect(check('totals')?.isOk).toBe(true);
    expect(check('tables')?.isOk).toBe(true);
    expect(check('late')).toMatchObject({ isOk: false, detail: ['-1, -400.00'] });
    expect(check('outliers')?.isOk).toBe(false);
    expect(check('before')?.detail[0]).toMatch(/^2026-10: 12360\.00 → 47960\.00 \(\+288\.0 %\)$/);
  });

  test('is computed again from its revision, whatever came later', async () => {
    const zone = openZone();
    const november = month(100);
    await zone.release('2026-11-20', november);
    zone.at('2026-12-05T01:00:00Z');
    const id = await zone.make('2026-11');
    await zone.undo('2026-11-20', november[0] as DeclarationFacts);
    await zone.release('2026-11-21', month(7));
    const [made] = (await listDrafts(zone.needs)).items;
    const again = await recomputePublication(id, zone.needs);
    expect(JSON.stringify(again)).toBe(JSON.stringify(made?.tables));
  });
});

const valueAt = (
  made: Publication | undefined,
  dimension: string,
  row: string,
  direction = 'import',
) =>
  made?.tables
    .find((table) => table.dimension === dimension)
    ?.cells.find((cell) => cell.row === row && cell.direction === direction);

describe('what a publication withholds', () => {
  test('is not given back by its sums, by the months of a quarter, or by a revision', async () => {
    const zone = openZone();
    const alone = sold('A', '8517', 900);
    await zone.release('2026-10-20', [...month(100), ...alone]);
    await zone.release('2026-11-20', [...month(100), ...FIRMS.flatMap((f) => sold(f, '8517', 90))]);
    zone.at('2027-01-05T01:00:00Z');
    await zone.make('2026-10');
    await zone.make('2026-11');
    await zone.make('2026-12');
    await zone.make('2026-Q4');
    const of = async (period: string) =>
      (await listDrafts(zone.needs)).items.find((one) => one.period === period);
    const october = await of('2026-10');
    expect(valueAt(october, 'hs2', '85')).toEqual({ row: '85', direction: 'import', count: 0 });
    const hidden = october?.tables[1]?.cells.filter(
      ({ value, direction }) => value === undefined && direction === 'import',
    );
    expect(hidden?.length).toBeGreaterThan(1);
    expect(valueAt(await of('2026-11'), 'hs2', '85')?.value).toBe('3600.00');
    // The quarter less November would be October.
    expect(valueAt(await of('2026-Q4'), 'hs2', '85')?.value).toBeUndefined();
    await zone.release(
      '2026-10-21',
      FIRMS.flatMap((f) => sold(f, '8517', 900)),
    );
    zone.at('2027-01-06T01:00:00Z');
    await zone.make('2026-10', 'late lists');
    expect(valueAt(await of('2026-10'), 'hs2', '85')?.value).toBeUndefined();
  });

  test('periods are read with those before them', () => {
    expect(parsePeriod('2026-01')).toMatchObject({
      ...{ from: '2026-01-01', until: '2026-01-31', before: '2025-12', yearBefore: '2025-01' },
    });
    expect(parsePeriod('2026-Q1')).toMatchObject({
      ...{ from: '2026-01-01', until: '2026-03-31', before: '2025-Q4', yearBefore: '2025-Q1' },
      months: ['2026-01', '2026-02', '2026-03'],
    });
    expect(parsePeriod('2026-13')).toBeUndefined();
  });
});
