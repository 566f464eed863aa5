import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { addDays, endOfDay, formatInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { queryNowcast } from './query-nowcast.ts';
import { sampleDeclaration, sampleLine } from './sample-declarations.test.ts';

let database: TestDatabase;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

test('a running month is told with an interval, and earlier nowcasts are scored', async () => {
  let now = endOfDay('2026-01-01' as PlainDate);
  const needs = { zoneCode: 'N', db: database.db, clock: { now: () => now } };
  expect((await queryNowcast({}, needs)).nowcast).toBeNull();
  // Every second day the same trade, told on its own day.
  for (let day = '2026-01-01' as PlainDate; day <= '2026-06-10'; day = addDays(day, 2)) {
    now = endOfDay(day);
    const line = sampleLine({ dutiablePrice: '100' });
    const list = sampleDeclaration({ dutiablePrice: '100', lines: [line] });
    const event = { eventId: day, day, at: formatInstant(now), declarations: [list] };
    await database.db.transaction((tx) => onDeclarationsReleased(tx, event, needs));
  }
  now = endOfDay('2026-06-10' as PlainDate);
  const { nowcast, scores, month, day } = await queryNowcast({}, needs);
  expect([month, day]).toEqual(['2026-06', 10]);
  expect(nowcast).toMatchObject({ soFar: 500, monthsUsed: 5, coverage: 67 });
  expect(nowcast?.low).toBeLessThanOrEqual(1500);
  expect(nowcast?.high).toBeGreaterThanOrEqual(1500);
  // Of May and April there was enough before them to say anything.
  expect(scores.map((score) => score.month)).toEqual(['2026-05', '2026-04']);
  expect(scores[0]?.truth).toBe(1600);
  const then = await queryNowcast({ on: '2026-05-10' }, needs);
  expect(then.nowcast?.estimate).toBe(scores[0]?.estimate);
});
