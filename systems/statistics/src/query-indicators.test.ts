import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, formatInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { queryIndicators, readNational } from './query-indicators.ts';
import { sampleDeclaration, sampleLine } from './sample-declarations.test.ts';

let database: TestDatabase;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

const listOf = (ebcCode: string, price: string, originCountry = '601') =>
  sampleDeclaration({
    ...{ ebcCode, dutiablePrice: price },
    lines: [sampleLine({ dutiablePrice: price, originCountry })],
  });

test('indicators are those of the months, as known on any day, and lead to an index', async () => {
  let now = endOfDay('2026-12-31' as PlainDate);
  let events = 0;
  const needs = { zoneCode: 'I', db: database.db, clock: { now: () => now } };
  const release = (day: string, declarations: readonly DeclarationFacts[]) =>
    database.db.transaction((tx) => {
      const event = { eventId: `e${++events}`, day, at: formatInstant(now), declarations };
      return onDeclarationsReleased(tx, event, needs);
    });
  const october = [listOf('A', '100'), listOf('A', '100'), listOf('B', '200', '502')];
  await release('2025-10-10', october);
  await release('2026-09-10', [listOf('A', '300')]);
  await release('2026-10-10', [listOf('A', '300'), listOf('C', '300')]);
  const before = await queryIndicators({}, needs);
  now = endOfDay('2027-01-05' as PlainDate);
  await database.db.transaction((tx) =>
    onDeclarationsUndone(
      tx,
      {
        ...{ eventId: 'undo', day: '2027-01-05', at: formatInstant(now), cause: 'returned' },
        declarations: [{ ...listOf('A', '100'), releasedOn: '2025-10-10' }],
      },
      needs,
    ),
  );
  expect(before.months.map(({ month, value }) => [month, value])).toEqual([
    ['2025-10', '400.00'],
    ['2026-09', '300.00'],
    ['2026-10', '600.00'],
  ]);
  expect(before.months[2]).toMatchObject({
    ...{ lists: 2, merchants: 2, newMerchants: 1, partners: 1, returnRate: 0 },
    ...{ concentration: 5000, topThreeShare: 100, valueOnMonth: 100, valueOnYear: 50 },
  });
  expect(before).toMatchObject({ baseMonth: '2025-10', method: '2026-1' });
  expect(before.months[0]?.index).toBe(100);
  const after = await queryIndicators({ from: '2025-10', until: '2025-10' }, needs);
  expect(after.months).toMatchObject([{ month: '2025-10', lists: 2, returnRate: 33.3 }]);
  const then = await queryIndicators({ knownAt: '2026-12-31' }, needs);
  expect(then.months).toEqual(before.months);
  expect(await queryIndicators({ revision: before.revision }, needs)).toMatchObject({
    months: before.months,
  });
});

test('the national series stands with its contradictions', () => {
  const { items } = readNational();
  const wrong = items.filter(({ verdict }) => verdict === 'contradicts');
  expect(wrong.map(({ year, kind }) => [year, kind])).toContainEqual([2021, 'preliminary']);
});
