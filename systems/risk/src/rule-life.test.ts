import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { fixedClock, startOfDay, type PlainDate } from '@pilotzone/kernel/time';
import type { Speaker } from './advance-rule-table.ts';
import { createRisk, type Risk } from './index.ts';

const DAY = '2026-11-20' as PlainDate;
const NEXT = '2026-11-21' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));
const chen: Speaker = { name: 'Chen', personId: ids.newId() };
const wang: Speaker = { name: 'Wang', personId: ids.newId() };
const key: Speaker = { name: 'a key', personId: undefined };

let database: TestDatabase;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  risk = riskOn(DAY);
  await risk.installShippedRules();
});

afterAll(() => database.close());

function riskOn(day: PlainDate): Risk {
  const clock = fixedClock(startOfDay(day));
  return createRisk({
    zoneCode: 'hangzhou',
    ...{ db: database.db, clock, ids, log: createLog('silent') },
  });
}

const row = {
  id: 'many-lines',
  conditions: [{ field: 'lineCount', operator: '>=', operand: 9 }],
  ...{ score: 30, code: 'PZ-RISK-LINES', reason: { zh: '项数异常', en: 'Many lines.' } },
  ...{ basis: 'test', validFrom: '2026-01-01', owner: 'test' },
};

async function storeDraft(name: string): Promise<number> {
  const table = { name, thresholds: { amber: 30, red: 70 }, rows: [row] };
  const request = { table, by: 'Chen', preview: false, activate: undefined };
  const stored = await risk.importRuleTable(request);
  return stored.kind === 'invalid' ? 0 : (stored.version ?? 0);
}

async function prove(version: number): Promise<void> {
  await risk.checkRuleVersion({ version, note: 'looked', by: chen });
  await risk.orderBackTest({ version, from: DAY, until: DAY, capacity: null, by: 'Chen' });
  await risk.runBackTests();
}

const stateOf = async (version: number) =>
  (await risk.listRuleTables()).find((one) => one.version === version)?.state;

test('a draft becomes active by two people, each step on record', async () => {
  const version = await storeDraft('first');
  const ask = { version, from: NEXT, until: null, note: 'more lines now', by: chen };
  await expect(risk.requestActivation(ask)).rejects.toMatchObject({
    code: 'RISK_RULE_UNPROVEN',
    message: expect.stringContaining(`rule-tables/${version}/check`) as unknown,
  });
  expect(await risk.checkRuleVersion({ version, note: 'looked', by: chen })).toEqual([]);
  expect(await stateOf(version)).toBe('checked');
  await prove(version);
  expect(await stateOf(version)).toBe('back-tested');

  await expect(risk.requestActivation({ ...ask, by: key })).rejects.toMatchObject({
    code: 'RISK_RULE_PERSON_FORBIDDEN',
  });
  await risk.requestActivation(ask);
  expect(await stateOf(version)).toBe('requested');
  await expect(risk.requestActivation({ ...ask, by: wang })).rejects.toMatchObject({
    code: 'RISK_RULE_REQUEST_EXISTS',
  });
  const request = (await risk.listRuleSteps(version)).at(-1)?.stepNo ?? 0;
  const confirm = { version, request, answer: 'confirm', note: 'agreed' } as const;
  await expect(risk.answerActivation({ ...confirm, by: chen })).rejects.toMatchObject({
    code: 'RISK_RULE_OWN_FORBIDDEN',
  });
  await expect(risk.answerActivation({ ...confirm, request: 1, by: wang })).rejects.toMatchObject({
    code: 'RISK_RULE_REQUEST_CHANGED',
  });
  await risk.answerActivation({ ...confirm, by: wang });

  const steps = await risk.listRuleSteps(version);
  expect(steps.map(({ kind, saidBy }) => [kind, saidBy])).toEqual([
    ['drafted', 'Chen'],
    ['checked', 'Chen'],
    ['checked', 'Chen'],
    ['back-tested', 'Chen'],
    ['requested', 'Chen'],
    ['activated', 'Wang'],
  ]);
  expect(steps.at(-1)).toMatchObject({ note: 'agreed', detail: { askedBy: 'Chen', from: NEXT } });
  expect((await riskOn(NEXT).listRuleTables())[0]).toMatchObject({
    ...{ version, status: 'active', state: 'active', activatedBy: 'Wang' },
  });
});

test('an objection leaves the version as it was, and it can be asked for again', async () => {
  const version = await storeDraft('second');
  await prove(version);
  const ask = { version, from: NEXT, until: null, note: 'try', by: chen };
  const request = (await risk.requestActivation(ask)).at(-1)?.stepNo ?? 0;
  const object = { version, request, answer: 'object', note: 'too many', by: wang } as const;
  await risk.answerActivation(object);
  expect(await stateOf(version)).toBe('back-tested');
  await expect(risk.answerActivation(object)).rejects.toMatchObject({
    code: 'RISK_RULE_REQUEST_CHANGED',
  });
  await risk.requestActivation(ask);
  expect(await stateOf(version)).toBe('requested');
});

test('of two officers who confirm at once one activates', async () => {
  const version = await storeDraft('third');
  await prove(version);
  const ask = { version, from: NEXT, until: null, note: 'try', by: chen };
  const request = (await risk.requestActivation(ask)).at(-1)?.stepNo ?? 0;
  const confirm = { version, request, answer: 'confirm', note: 'yes', by: wang } as const;
  const both = await Promise.allSettled([
    risk.answerActivation(confirm),
    risk.answerActivation(confirm),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('what decides cannot be retired, what is retired is not asked for again', async () => {
  const retire = (version: number) => risk.retireRuleVersion({ version, note: 'over', by: chen });
  await expect(retire(1)).rejects.toMatchObject({ code: 'RISK_RULE_IN_USE' });
  const version = await storeDraft('fourth');
  await retire(version);
  expect(await stateOf(version)).toBe('retired');
  await expect(retire(version)).rejects.toMatchObject({ code: 'RISK_RULE_ALREADY_RETIRED' });
});

test('no step can be rewritten', async () => {
  await expect(database.db.query(`update risk.rule_step set said_by = 'nobody'`)).rejects.toThrow(
    'never changed',
  );
});
