import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock, type PlainDate } from '@pilotzone/kernel/time';
import type { Assessment } from './assess-declarations.ts';
import { createRisk, type Risk } from './index.ts';
import type { RiskFacts } from './model/facts.ts';

// A Friday; its week began on the 16th.
const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));

let database: TestDatabase;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  risk = openRisk();
  await risk.installShippedRules();
});

afterAll(() => database.close());

function openRisk(): Risk {
  const clock = fixedClock(endOfDay(DAY));
  const log = createLog('silent');
  return createRisk({ zoneCode: 'hangzhou', db: database.db, clock, ids, log, pseudonymOf });
}

function pseudonymOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const lists = (count: number, over: Partial<RiskFacts> = {}): RiskFacts[] =>
  Array.from({ length: count }, () => ({ declarationId: ids.newId(), attempt: 1, ...over }));

const assess = (facts: readonly RiskFacts[], by = risk) =>
  database.db.transaction((tx) => by.assess(tx, facts, DAY));

/** Holds what the single window would hold, and decides all of it. */
async function decideAll(
  facts: readonly RiskFacts[],
  assessments: readonly Assessment[],
  decisionOf: (index: number) => 'release' | 'reject',
): Promise<number> {
  const held = facts.flatMap(({ declarationId, attempt }, index) => {
    const assessment = assessments[index];
    const isHeld = assessment && (assessment.lane === 'red' || assessment.draw);
    return isHeld ? [{ declarationId, attempt, assessment }] : [];
  });
  await database.db.transaction((tx) => risk.openHolds(tx, held));
  for (const [index, { declarationId }] of held.entries()) {
    const decision = decisionOf(index);
    await database.db.transaction((tx) =>
      risk.decideHold(tx, { declarationId, decision, officer: 'li', note: 'opened it' }),
    );
  }
  return held.length;
}

test('nothing is drawn as long as nobody has said which share', async () => {
  expect((await assess(lists(50))).filter(({ draw }) => draw)).toEqual([]);
});

test('a share of green lists is drawn, the same ones for everybody who has the key', async () => {
  await risk.setRandomFloor({ share: 1_000, note: 'a tenth to begin with', by: 'chen' });
  const facts = lists(2_000);
  const [once, again] = [await assess(facts), await assess(facts, openRisk())];
  const drawn = once.filter(({ draw }) => draw);
  expect(again.map(({ draw }) => draw)).toEqual(once.map(({ draw }) => draw));
  expect(drawn.length).toBeGreaterThan(140);
  expect(drawn.length).toBeLessThan(260);
  expect(drawn[0]).toMatchObject({ lane: 'green', findings: [{ code: 'PZ-RISK-RANDOM' }] });
  const red = await assess(lists(100, { hsChapters: ['93'] }));
  expect(red.filter(({ lane, draw }) => lane !== 'red' || draw)).toEqual([]);
});

test('the yield of a week says what was caught, and what was missed with its bounds', async () => {
  const green = lists(1_000);
  const drawn = await decideAll(green, await assess(green), (at) =>
    at < 5 ? 'reject' : 'release',
  );
  const red = lists(8, { hsChapters: ['93'] });
  await decideAll(red, await assess(red), (at) => (at < 6 ? 'reject' : 'release'));
  const [week] = await risk.reportYield({ from: DAY, until: DAY });
  expect(week).toMatchObject({
    week: '2026-11-16',
    caught: 6,
    missed: { drawn, looked: drawn, confirmed: 5 },
  });
  expect(week?.missed.population).toBeCloseTo(drawn * 10, 6);
  expect(week?.missed.missed).toBeCloseTo(50, 6);
  expect(week?.missed.low).toBeGreaterThan(10);
  expect(week?.missed.high).toBeLessThan(150);
  expect(week?.recall).toBeCloseTo(6 / 56, 6);
  expect(week?.rules.find(({ rule }) => rule === 'restricted-goods')).toMatchObject({
    ...{ hits: 108, looked: 8, confirmed: 6, precision: 0.75 },
  });
});

test('a period of no week or of too many is refused', async () => {
  const [from, until] = ['2026-11-20', '2026-11-01'] as PlainDate[];
  const asked = risk.reportYield({ from: from ?? DAY, until: until ?? DAY });
  await expect(asked).rejects.toMatchObject({ code: 'RISK_YIELD_PERIOD_INVALID' });
});

test('policies stay on record; the same share makes no second one', async () => {
  await risk.setRandomFloor({ share: 1_000, note: 'again', by: 'li' });
  await risk.setRandomFloor({ share: 50, note: 'officers are few', by: 'li' });
  const policies = await risk.listRandomFloors();
  expect(policies.map(({ floorNo, share, note }) => [floorNo, share, note])).toEqual([
    [2, 50, 'officers are few'],
    [1, 1_000, 'a tenth to begin with'],
  ]);
});
