import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { addDays, dayOf, endOfDay, formatInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { formatUnits, parseUnits } from '@pilotzone/kernel/money';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { checkTotals } from './check-totals.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { queryTrade } from './query-trade.ts';
import { declarationArbitrary, sampleDeclaration } from './sample-declarations.test.ts';

const DAY = '2026-11-20' as PlainDate;
let database: TestDatabase;
let zones = 0;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

/** A zone of its own per test, with a clock that the test moves. */
function openZone() {
  let now = endOfDay(DAY);
  let events = 0;
  const clock = { now: () => now };
  const needs = { zoneCode: `Z${++zones}`, db: database.db, clock };
  const moveTo = (day: PlainDate) => {
    now = endOfDay(day);
  };
  const head = (eventId: string) => ({ eventId, day: dayOf(now), at: formatInstant(now) });
  const release = (declarations: readonly DeclarationFacts[], eventId = `release-${++events}`) =>
    database.db.transaction((tx) =>
      onDeclarationsReleased(tx, { ...head(eventId), declarations }, needs),
    );
  const undo = (declarations: readonly DeclarationFacts[], releasedOn: string) =>
    database.db.transaction((tx) =>
      onDeclarationsUndone(
        tx,
        {
          ...head(`undo-${++events}`),
          cause: 'returned',
          declarations: declarations.map((declaration) => ({ ...declaration, releasedOn })),
        },
        needs,
      ),
    );
  return { needs, moveTo, release, undo };
}

describe('trade facts', () => {
  test('an event delivered twice counts once', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({})], 'same');
    await zone.release([sampleDeclaration({})], 'same');
    const answer = await queryTrade({}, zone.needs);
    expect(answer).toMatchObject({ revision: 1, counts: 'lists', more: false });
    expect(answer.rows).toEqual([
      {
        ...{ at: {}, count: 1, dutiablePrice: '400.00', tariff: '0.00', consumptionTax: '0.00' },
        ...{ valueAddedTax: '36.40', tax: '36.40', grossWeightKg: '1.5' },
      },
    ]);
  });

  test('a correction lands on the day of release and is known from its own day on', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({}), sampleDeclaration({})]);
    const later = addDays(DAY, 5);
    zone.moveTo(later);
    await zone.undo([sampleDeclaration({})], DAY);
    const query = { by: 'day', from: DAY, until: later };
    const before = await queryTrade({ ...query, asOf: addDays(later, -1) }, zone.needs);
    const after = await queryTrade(query, zone.needs);
    expect(before.rows.map((row) => [row.at, row.count])).toEqual([[{ day: DAY }, 2]]);
    expect(after.rows.map((row) => [row.at, row.count])).toEqual([[{ day: DAY }, 1]]);
    expect([before.revision, after.revision]).toEqual([1, 2]);
    expect(after.dataThrough).toBe(formatInstant(endOfDay(later)));
    expect((await queryTrade({ ...query, revision: 1 }, zone.needs)).rows).toEqual(before.rows);
  });

  test('a goods dimension counts lines, and one unit lets quantities be added', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({})]);
    const byChapter = await queryTrade({ by: 'hsChapter,originCountry' }, zone.needs);
    expect(byChapter.counts).toBe('lines');
    expect(byChapter.rows[0]).toMatchObject({
      at: { hsChapter: '19', originCountry: '601' },
      count: 1,
    });
    expect(byChapter.rows[0]).not.toHaveProperty('quantity');
    const inKilograms = await queryTrade({ by: 'month', unit: '035' }, zone.needs);
    expect(inKilograms.rows[0]).toMatchObject({ at: { month: '2026-11' }, quantity: '1' });
  });

  test('filters take several values and the limit tells that more was left out', async () => {
    const zone = openZone();
    const lists = ['1210', '9610', '1239'].map((tradeMode) => sampleDeclaration({ tradeMode }));
    await zone.release(lists);
    const two = await queryTrade({ by: 'tradeMode', tradeMode: '9610, 1239' }, zone.needs);
    expect(two.rows.map((row) => row.at['tradeMode'])).toEqual(['1239', '9610']);
    const first = await queryTrade({ by: 'tradeMode', limit: 1 }, zone.needs);
    expect(first).toMatchObject({ more: true, rows: [{ at: { tradeMode: '1210' } }] });
  });

  test('an unknown dimension or day is refused with what would be right', async () => {
    const zone = openZone();
    await expect(queryTrade({ by: 'colour' }, zone.needs)).rejects.toThrow(
      /choose from day, month/,
    );
    await expect(queryTrade({ from: '2026-02-30' }, zone.needs)).rejects.toThrow(/YYYY-MM-DD/);
    await expect(queryTrade({ from: DAY, until: addDays(DAY, -1) }, zone.needs)).rejects.toThrow(
      /after/,
    );
  });

  test('before anything is counted the revision is 0 and there are no rows', async () => {
    const zone = openZone();
    expect(await queryTrade({}, zone.needs)).toMatchObject({
      revision: 0,
      dataThrough: null,
      rows: [],
    });
  });

  test('facts can be neither changed nor deleted', async () => {
    await openZone().release([sampleDeclaration({})]);
    const change = database.db.query('update statistics.list_fact set list_count = 0');
    await expect(change).rejects.toThrow(/append-only/);
  });

  test('goods that do not add up to their list are found', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({ dutiablePrice: '400.01' })]);
    expect(await checkTotals({ from: DAY, until: DAY }, zone.needs)).toEqual({
      kind: 'unbalanced',
      gaps: [
        {
          ...{ day: DAY, tradeMode: '1210', portCode: '0116', ebpCode: '1105910159' },
          ...{ measure: 'dutiablePrice', lists: '400.01', goods: '400.00' },
        },
      ],
    });
  });

  test('for any batches and corrections the numbers are those of what remains', async () => {
    const batch = fc.record({
      declarations: fc.array(declarationArbitrary(), { minLength: 1, maxLength: 12 }),
      undone: fc.nat(),
      pause: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
        const zone = openZone();
        const remaining: { day: PlainDate; declaration: DeclarationFacts }[] = [];
        let day = DAY;
        for (const { declarations, undone, pause } of batches) {
          zone.moveTo(day);
          await zone.release(declarations);
          const releasedOn = day;
          const taken = undone % (declarations.length + 1);
          day = addDays(day, pause);
          zone.moveTo(day);
          await zone.undo(declarations.slice(0, taken), releasedOn);
          const kept = declarations.slice(taken);
          remaining.push(...kept.map((declaration) => ({ day: releasedOn, declaration })));
        }
        const days = { from: DAY, until: day };
        const expected = countByDayAndMode(remaining);
        const byLists = await queryTrade({ ...days, by: 'day,tradeMode' }, zone.needs);
        expect(
          byLists.rows.map((row) => [row.at['day'], row.at['tradeMode'], row.count, row.tax]),
        ).toEqual(expected);
        expect(await checkTotals(days, zone.needs)).toMatchObject({
          kind: 'balanced',
          listCount: remaining.length,
        });
      }),
      { numRuns: 12 },
    );
  });
});

function countByDayAndMode(
  remaining: readonly { day: PlainDate; declaration: DeclarationFacts }[],
) {
  const cells = new Map<string, { count: number; tax: bigint }>();
  for (const { day, declaration } of remaining) {
    const key = `${day} ${declaration.tradeMode}`;
    const cell = cells.get(key) ?? { count: 0, tax: 0n };
    const tax = cell.tax + (parseUnits(declaration.tax) ?? 0n);
    cells.set(key, { count: cell.count + 1, tax });
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { count, tax }]) => {
      const [whole = '', fraction = ''] = formatUnits(tax).split('.');
      return [...key.split(' '), count, `${whole}.${fraction.padEnd(2, '0')}`];
    });
}
