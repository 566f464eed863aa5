import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdSource } from '@pilotzone/kernel/ids';
import { createLog } from '@pilotzone/kernel/log';
import { readKernelMigrations, readMigrations } from '@pilotzone/kernel/migrate';
import { parseUnits } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { endOfDay, fixedClock, type PlainDate } from '@pilotzone/kernel/time';
import { createRisk, type Risk } from './index.ts';
import type { RiskFacts } from './model/facts.ts';

const DAY = '2026-11-20' as PlainDate;
const ids = createIdSource(() => 1_795_000_000_000);
const migrations = readMigrations('risk', fileURLToPath(new URL('../migrations', import.meta.url)));

let database: TestDatabase;
let risk: Risk;

beforeAll(async () => {
  database = await openTestDatabase([...readKernelMigrations(), ...migrations]);
  risk = riskOn(DAY);
  await risk.installShippedRules();
});

afterAll(() => database.close());

function riskOn(day: PlainDate, zoneCode = 'hangzhou'): Risk {
  const clock = fixedClock(endOfDay(day));
  return createRisk({ zoneCode, db: database.db, clock, ids, log: createLog('silent') });
}

function factsOf(over: Partial<RiskFacts> = {}): RiskFacts {
  return {
    declarationId: ids.newId(),
    attempt: 1,
    tradeMode: '1210',
    hsChapters: ['33'],
    lineCount: 2,
    dutiablePrice: parseUnits('386.5'),
    payerIsBuyer: true,
    ...over,
  };
}

const assess = (...facts: RiskFacts[]) =>
  database.db.transaction((tx) => risk.assess(tx, facts, DAY));

describe('an assessment', () => {
  test('comes back in the order of the batch', async () => {
    const lanes = (
      await assess(factsOf({ hsChapters: ['93'] }), factsOf(), factsOf({ merchantGrade: 'D' }))
    ).map(({ lane, score, findings }) => [lane, score, findings.map(({ code }) => code)]);
    expect(lanes).toEqual([
      ['red', 50, ['PZ-RISK-RESTRICTED-GOODS']],
      ['green', 0, []],
      ['amber', 40, ['PZ-RISK-MERCHANT-GRADE']],
    ]);
  });

  test('of an empty batch is empty', async () => expect(await assess()).toEqual([]));

  test('is kept with its inputs and table, and replays to the same verdict', async () => {
    const facts = factsOf({ hsChapters: ['71', '33'], maxUnitPrice: parseUnits('0.10001') });
    await assess(facts);
    const [kept] = await risk.listAssessments(facts.declarationId);
    expect(kept).toMatchObject({
      attempt: 1,
      assessedOn: DAY,
      assessedAt: endOfDay(DAY),
      ruleTableVersion: 1,
      lane: 'amber',
      score: 35,
      inputs: { tradeMode: '1210', dutiablePrice: '386.5', maxUnitPrice: '0.10001' },
      hits: [{ rule: 'low-price', counted: true }],
      findings: [{ code: 'PZ-RISK-LOW-PRICE', values: ['71', '33', '0.10001'] }],
      replay: { same: true },
    });
    expect(kept?.inputs).not.toHaveProperty('merchantGrade');
  });

  test('that was tampered with does not replay', async () => {
    const facts = factsOf({ hsChapters: ['93'] });
    await assess(facts);
    await database.db.query(`update risk.assessment set lane = 'green' where declaration_id = $1`, [
      facts.declarationId,
    ]);
    const [kept] = await risk.listAssessments(facts.declarationId);
    expect(kept?.replay).toMatchObject({ same: false, verdict: { lane: 'red' } });
  });

  test('of each attempt is kept', async () => {
    const facts = factsOf();
    await assess(facts);
    await assess({ ...facts, attempt: 2 });
    const kept = await risk.listAssessments(facts.declarationId);
    expect(kept.map(({ attempt }) => attempt)).toEqual([2, 1]);
  });

  test('in preview leaves no record', async () => {
    const facts = factsOf({ hsChapters: ['93'] });
    expect(await risk.preview(database.db, [facts], DAY)).toMatchObject([{ lane: 'red' }]);
    expect(await risk.listAssessments(facts.declarationId)).toEqual([]);
  });

  test('goes with its transaction', async () => {
    const facts = factsOf();
    const failing = database.db.transaction(async (tx) => {
      await risk.assess(tx, [facts], DAY);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await risk.listAssessments(facts.declarationId)).toEqual([]);
  });

  test('needs a table in force', async () => {
    const elsewhere = riskOn(DAY, 'ningbo');
    const assessing = database.db.transaction((tx) => elsewhere.assess(tx, [factsOf()], DAY));
    await expect(assessing).rejects.toMatchObject({ code: 'RISK_RULE_TABLE_MISSING' });
  });
});

describe('a rule table', () => {
  const row = {
    id: 'many-lines',
    conditions: [{ field: 'lineCount', operator: '>=', operand: 2 }],
    score: 30,
    code: 'PZ-RISK-LINES',
    reason: { zh: '商品项数异常', en: 'Unusually many lines.' },
    basis: 'test',
    validFrom: '2026-01-01',
    owner: 'test',
  };
  const table = { name: 'lines', thresholds: { amber: 30, red: 70 }, rows: [row] };
  const next = '2026-11-21' as PlainDate;
  const activate = { from: next, until: null };
  const request = { table, by: 'chen', preview: false, activate: undefined };

  test('is installed once', async () => {
    await risk.installShippedRules();
    expect(await risk.listRuleTables()).toMatchObject([
      {
        version: 1,
        status: 'active',
        rowCount: 36,
        validFrom: '2012-01-01',
        importedBy: 'pilotzone',
      },
    ]);
  });

  test('is checked before anything is stored', async () => {
    const rows = [{ ...row, owner: '' }];
    const imported = await risk.importRuleTable({ ...request, table: { ...table, rows } });
    expect(imported).toMatchObject({ kind: 'invalid', errors: [{ row: 1, path: 'owner' }] });
    expect(await risk.listRuleTables()).toHaveLength(1);
  });

  test('goes from preview over draft to the days it is activated for', async () => {
    const preview = await risk.importRuleTable({ ...request, preview: true });
    expect(preview).toMatchObject({
      kind: 'previewed',
      version: null,
      difference: { added: ['many-lines'], changed: [] },
    });
    expect(await risk.importRuleTable(request)).toMatchObject({
      kind: 'stored',
      version: 2,
      activated: false,
    });
    expect((await risk.listRuleTables())[0]).toMatchObject({ version: 2, status: 'draft' });
    const activation = { ...request, activate };
    expect(await risk.importRuleTable(activation)).toMatchObject({
      kind: 'stored',
      version: 2,
      activated: true,
    });
    expect(await risk.importRuleTable(activation)).toMatchObject({ kind: 'unchanged' });
    expect((await risk.listRuleTables())[0]).toMatchObject({ status: 'scheduled' });
    expect((await riskOn(next).listRuleTables()).map(({ status }) => status)).toEqual([
      'active',
      'superseded',
    ]);
    const lanes = await Promise.all(
      [DAY, next].map(async (on) => (await risk.preview(database.db, [factsOf()], on))[0]?.lane),
    );
    expect(lanes).toEqual(['green', 'amber']);
  });

  test('of an old assessment still replays after another is in force', async () => {
    const facts = factsOf({ hsChapters: ['93'] });
    await assess(facts);
    const [kept] = await riskOn(next).listAssessments(facts.declarationId);
    expect(kept).toMatchObject({ ruleTableVersion: 1, replay: { same: true } });
  });

  test('cannot take effect in the past', async () => {
    const past = { from: '2026-11-19' as PlainDate, until: null };
    await expect(risk.importRuleTable({ ...request, activate: past })).rejects.toMatchObject({
      code: 'RISK_ACTIVATION_IN_PAST',
    });
  });

  test('imported twice at once is one version', async () => {
    const other = { ...request, table: { ...table, name: 'race' } };
    const both = await Promise.all([risk.importRuleTable(other), risk.importRuleTable(other)]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['stored', 'unchanged']);
  });

  test('cannot be changed in place', async () => {
    const change = database.db.query(`update risk.rule_table set name = 'other' where version = 1`);
    await expect(change).rejects.toThrow(/never changed/);
  });

  test('whose content was altered is refused', async () => {
    await database.db.query('alter table risk.rule_table disable trigger user');
    await database.db.query(
      `update risk.rule_table
       set content = jsonb_set(content, '{thresholds,amber}', '31')
       where version = 2`,
    );
    await database.db.query('alter table risk.rule_table enable trigger user');
    await expect(riskOn(DAY).getRuleTable(2)).rejects.toMatchObject({
      code: 'RISK_RULE_TABLE_ALTERED',
    });
    await expect(risk.getRuleTable(99)).rejects.toMatchObject({
      code: 'RISK_RULE_TABLE_NOT_FOUND',
    });
  });
});
