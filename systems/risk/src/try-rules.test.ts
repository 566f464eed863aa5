import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import { createRisk, type Risk } from './index.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const chen = { name: 'Chen', personId: ids.newId() };
const wang = { name: 'Wang', personId: ids.newId() };

let database: TestDatabase;
let risk: Risk;
let version = 0;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  const clock = fixedClock(startOfDay(DAY));
  const runtime = { db: database.db, clock, ids, log: createLog('silent') };
  risk = createRisk({ zoneCode: 'hangzhou', ...runtime });
  await risk.installShippedRules();
  const row = {
    id: 'many-lines',
    conditions: [{ field: 'lineCount', operator: '>=', operand: 9 }],
    ...{ score: 90, code: 'PZ-RISK-LINES', reason: { zh: '项数异常', en: 'Many lines.' } },
    ...{ basis: 'test', validFrom: '2026-01-01', owner: 'test' },
  };
  const table = { name: 'lines', thresholds: { amber: 30, red: 70 }, rows: [row] };
  const stored = await risk.importRuleTable({
    table,
    by: 'Chen',
    preview: false,
    activate: undefined,
  });
  version = stored.kind === 'invalid' ? 0 : (stored.version ?? 0);
});

afterAll(() => database.close());

/** Judges 400 lists of which half have many lines. */
async function clear() {
  const facts = Array.from({ length: 400 }, (_, index) => ({
    ...{ declarationId: ids.newId(), attempt: 1, tradeMode: '1210' },
    lineCount: index % 2 === 0 ? 1 : 9,
  }));
  const assessed = await database.db.transaction((tx) => risk.assess(tx, facts, DAY));
  return facts.map((own, index) => ({ ...own, lane: assessed[index]?.lane }));
}

const redOf = (cleared: Awaited<ReturnType<typeof clear>>) =>
  cleared.filter(({ lane }) => lane === 'red');
const running = async () => (await risk.listRuleTrials()).find(({ endedAt }) => endedAt === null);

test('a version has to prove itself before it runs beside', async () => {
  const shadow = { version, note: 'look', by: chen, maxRed: null };
  await expect(risk.startShadow(shadow)).rejects.toMatchObject({ code: 'RISK_RULE_UNPROVEN' });
  await risk.checkRuleVersion({ version, note: 'looked', by: chen });
  await risk.orderBackTest({ version, from: DAY, until: DAY, capacity: null, by: 'Chen' });
  await risk.runBackTests();
});

test('a shadow counts what would be different, and changes nothing', async () => {
  await risk.startShadow({ version, note: 'look', by: chen, maxRed: null });
  expect(redOf(await clear())).toEqual([]);
  const trial = await running();
  expect(trial).toMatchObject({
    ...{ version, share: 0, judged: 400, changes: { 'green-green': 200, 'green-red': 200 } },
  });
  expect(trial?.differences).toHaveLength(50);
  expect(trial?.differences[0]).toMatchObject({ change: 'green-red', on: DAY });
  const again = { version, note: 'again', by: chen, maxRed: null };
  await expect(risk.startShadow(again)).rejects.toMatchObject({ code: 'RISK_TRIAL_EXISTS' });
  await risk.endTrial({ version, note: 'seen', by: chen });
  await clear();
  expect((await risk.listRuleTrials())[0]).toMatchObject({ judged: 400, endNote: 'seen' });
  await expect(risk.endTrial({ version, note: 'x', by: chen })).rejects.toMatchObject({
    code: 'RISK_TRIAL_NOT_FOUND',
  });
});

test('a canary that two people start decides its share, the same lists each time', async () => {
  const canary = { share: 2500, maxRed: 6000 };
  const ask = { version, from: DAY, until: null, note: 'a quarter', by: chen, canary };
  const request = (await risk.requestActivation(ask)).at(-1)?.stepNo ?? 0;
  expect(await running()).toBeUndefined();
  await risk.answerActivation({ version, request, answer: 'confirm', note: 'yes', by: wang });

  const cleared = await clear();
  const red = redOf(cleared);
  expect(red.every(({ lineCount }) => lineCount === 9)).toBe(true);
  // A quarter of 200, give or take.
  expect(red.length).toBeGreaterThan(25);
  expect(red.length).toBeLessThan(80);
  const previewed = await risk.preview(database.db, cleared, DAY);
  expect(previewed.map(({ lane }) => lane)).toEqual(cleared.map(({ lane }) => lane));
  const [record] = await risk.listAssessments(red[0]?.declarationId ?? '');
  expect(record).toMatchObject({ ruleTableVersion: version, replay: { same: true } });
  // Half would be red, below the limit.
  expect(await running()).toMatchObject({ judged: 400, changes: { 'green-red': 200 } });
  expect(await risk.watchTrials()).toBe(0);
  await risk.endTrial({ version, note: 'enough', by: chen });
});

test('a canary that holds too much is rolled back by itself, and says why', async () => {
  const canary = { share: 5000, maxRed: 4000 };
  const ask = { version, from: DAY, until: null, note: 'half', by: chen, canary };
  const request = (await risk.requestActivation(ask)).at(-1)?.stepNo ?? 0;
  await risk.answerActivation({ version, request, answer: 'confirm', note: 'yes', by: wang });
  expect(redOf(await clear()).length).toBeGreaterThan(0);
  expect(await risk.watchTrials()).toBe(1);
  expect(await running()).toBeUndefined();
  expect(redOf(await clear())).toEqual([]);
  expect((await risk.listRuleSteps(version)).at(-1)).toMatchObject({
    ...{ kind: 'shadow-stopped', saidBy: 'pilotzone' },
    note: 'it holds 200 of 400 declarations, more than 4000 of 10000',
  });
});

test('everything recorded comes out again, by the version that judged it', async () => {
  const period = { from: DAY, until: DAY };
  expect(await risk.replayPeriod(period)).toEqual({
    ...{ declarations: 2000, different: 0, differences: [] },
  });
});

test('a verdict that another compiler gave is listed', async () => {
  const facts = { declarationId: ids.newId(), attempt: 1, hsChapters: ['93'] };
  await database.db.transaction((tx) => risk.assess(tx, [facts], DAY));
  // As if version 2 had judged it, which knows no chapter 93.
  await database.db.query(`update risk.fact_block set rule_table_version = $1 where length = 1`, [
    version,
  ]);
  expect(await risk.replayPeriod({ from: DAY, until: DAY })).toMatchObject({
    different: 1,
    differences: [{ declarationId: facts.declarationId, recorded: 'red 50', replayed: 'green 0' }],
  });
});
