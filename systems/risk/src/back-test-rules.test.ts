import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { parseUnits } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock, type PlainDate } from '@pilotzone/kernel/time';
import { backTestRules, type BackTestProgress } from './back-test-rules.ts';
import { createRisk, type Risk } from './index.ts';
import type { RiskFacts } from './model/facts.ts';
import type { RuleTable } from './model/rule-table.ts';

const MONDAY = '2026-11-16' as PlainDate;
const TUESDAY = '2026-11-17' as PlainDate;
const WEDNESDAY = '2026-11-18' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  await riskOn(MONDAY).installShippedRules();
});

afterAll(() => database.close());

function riskOn(day: PlainDate): Risk {
  const clock = fixedClock(endOfDay(day));
  const runtime = { db: database.db, clock, ids, log: createLog('silent') };
  return createRisk({ zoneCode: 'hangzhou', ...runtime });
}

function factsOf(over: Partial<RiskFacts> = {}): RiskFacts {
  const declarationId = ids.newId();
  return { declarationId, attempt: 1, tradeMode: '1210', merchantCode: '330166K001', ...over };
}

function assess(day: PlainDate, facts: readonly RiskFacts[]) {
  const risk = riskOn(day);
  return database.db.transaction((tx) => risk.assess(tx, facts, day));
}

async function decide(day: PlainDate, facts: RiskFacts, decision: 'release' | 'reject') {
  const risk = riskOn(day);
  const { declarationId } = facts;
  const assessment = { lane: 'red', score: 100, findings: [] } as const;
  await database.db.transaction(async (tx) => {
    const hold = { declarationId, attempt: 1, direction: 'import', assessment } as const;
    await risk.openHolds(tx, [hold]);
    await risk.decideHold(tx, { declarationId, decision, officer: 'Chen', note: 'looked' });
  });
}

/** Holds many lines; from Tuesday on also a high price. */
const DRAFT: RuleTable = {
  name: 'draft',
  thresholds: { amber: 30, red: 70 },
  rows: [
    rowOf('many-lines', { field: 'lineCount', operator: '>=', operand: 5 }, MONDAY),
    rowOf('dear', { field: 'dutiablePrice', operator: '>=', operand: '4000' }, TUESDAY),
  ],
};

function rowOf(
  id: string,
  condition: RuleTable['rows'][number]['conditions'][number],
  validFrom: PlainDate,
) {
  const reason = { zh: '测试', en: 'A test.' };
  const texts = { code: `PZ-RISK-${id.toUpperCase()}`, reason, fix: 'none', basis: 'test' };
  const dates = { validFrom, validUntil: null };
  return { id, conditions: [condition], score: 70, lane: null, owner: 'test', ...texts, ...dates };
}

const run = (progress?: (at: BackTestProgress) => void) =>
  backTestRules(
    { zoneCode: 'hangzhou', db: database.db },
    { table: DRAFT, from: MONDAY, until: TUESDAY },
    progress,
  );

test('a draft is judged by the rows of each day, and held against findings', async () => {
  const weapon = factsOf({ hsChapters: ['93'] });
  const borrowed = factsOf({ lineCount: 6, merchantCode: '330166K002' });
  const honest = factsOf({ lineCount: 9 });
  const early = factsOf({ dutiablePrice: parseUnits('4500') });
  const late = factsOf({ dutiablePrice: parseUnits('4500'), merchantCode: '330166K003' });
  await assess(MONDAY, [weapon, borrowed, honest, early, factsOf()]);
  await assess(TUESDAY, [late, factsOf()]);
  await decide(MONDAY, weapon, 'reject');
  await decide(MONDAY, borrowed, 'reject');
  await decide(MONDAY, honest, 'release');

  const seen: BackTestProgress[] = [];
  expect(await run((at) => seen.push(at))).toEqual({
    declarations: 7,
    lanes: {
      ...{ 'green-green': 3, 'green-amber': 0, 'green-red': 3 },
      ...{ 'amber-green': 0, 'amber-amber': 0, 'amber-red': 0 },
      ...{ 'red-green': 1, 'red-amber': 0, 'red-red': 0 },
    },
    rules: [
      { rule: 'many-lines', hits: 2, looked: 2, found: 1 },
      { rule: 'dear', hits: 1, looked: 0, found: 0 },
    ],
    findings: { confirmed: 2, recorded: 1, draft: 1 },
    days: [
      { day: MONDAY, recorded: 1, draft: 2 },
      { day: TUESDAY, recorded: 0, draft: 1 },
    ],
    merchants: [
      { code: '330166K001', changed: 2 },
      { code: '330166K002', changed: 1 },
      { code: '330166K003', changed: 1 },
    ],
    merchantsAffected: 3,
    examples: expect.arrayContaining([
      { declarationId: weapon.declarationId, change: 'red-green', score: 0 },
      { declarationId: borrowed.declarationId, change: 'green-red', score: 70 },
      { declarationId: late.declarationId, change: 'green-red', score: 70 },
    ]) as unknown,
  });
  expect(seen).toEqual([{ done: 7, total: 7 }]);
});

test('what became known later changes nothing', async () => {
  const before = await run();
  // The same buyer and merchant are seen again on the next day, with what they were not before.
  await assess(WEDNESDAY, [factsOf({ lineCount: 9, buyerDeclarationsToday: 40 })]);
  expect(await run()).toEqual(before);
});

test('a whole row from before there were blocks is shown and replayed', async () => {
  const declarationId = ids.newId();
  const { sha256 } = (await riskOn(MONDAY).listRuleTables())[0] ?? { sha256: '' };
  await database.db.query(
    `insert into risk.assessment (zone_code, declaration_id, assessment_id, attempt, assessed_on,
       assessed_at, rule_table_version, rule_table_sha256, lane, score, inputs, hits)
     values ('hangzhou', $1, $2, 1, $3, $3::date, 1, decode($4, 'hex'), 'green', 0,
       '{"tradeMode":"1210","maxUnitPrice":"0.5"}', '[]')`,
    [declarationId, ids.newId(), MONDAY, sha256],
  );
  expect(await riskOn(MONDAY).listAssessments(declarationId)).toMatchObject([
    { inputs: { tradeMode: '1210', maxUnitPrice: '0.5' }, lane: 'green', replay: { same: true } },
  ]);
});

test('an order waits in the database until somebody runs it', async () => {
  const risk = riskOn(WEDNESDAY);
  const order = { version: 1, from: MONDAY, until: TUESDAY, capacity: 200, by: 'chen' };
  const { backTestId, state } = await risk.orderBackTest(order);
  expect(state).toBe('queued');
  // Whoever ran it fell silent before the lease was over.
  await database.db.query(
    `update risk.back_test set state = 'running', lease_until = $2::date where back_test_id = $1`,
    [backTestId, MONDAY],
  );
  expect(await risk.runBackTests()).toBe(1);
  expect(await risk.runBackTests()).toBe(0);
  const ended = await risk.getBackTest(backTestId);
  expect(ended).toMatchObject({ state: 'done', done: 7, total: 7, capacity: 200 });
  // The table in force then, tried on the same days, changes nothing.
  expect(ended.result?.lanes).toMatchObject({ 'green-green': 6, 'red-red': 1, 'red-green': 0 });
});

test('a period without days and an unknown version are refused', async () => {
  const risk = riskOn(WEDNESDAY);
  const order = { version: 1, from: TUESDAY, until: MONDAY, capacity: null, by: 'chen' };
  await expect(risk.orderBackTest(order)).rejects.toMatchObject({
    code: 'RISK_BACK_TEST_PERIOD_INVALID',
  });
  const unknown = { ...order, until: WEDNESDAY, version: 99 };
  await expect(risk.orderBackTest(unknown)).rejects.toMatchObject({
    code: 'RISK_RULE_TABLE_NOT_FOUND',
  });
});
