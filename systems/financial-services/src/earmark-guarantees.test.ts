import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { createFinancialServices, type FinancialServices } from './index.ts';
import {
  GUARANTOR,
  migrations,
  newId,
  officeOf,
  runtimeFor,
  sampleFacts,
  yuan,
  type TestOffice,
  type TestRuntime,
} from './sample-events.test.ts';

let database: TestDatabase;
let runtime: TestRuntime;
let finance: FinancialServices;
let office: TestOffice;

beforeAll(async () => {
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  runtime = runtimeFor(database.db);
  finance = createFinancialServices(runtime);
  office = officeOf(runtime, finance);
});

describe('at filing', () => {
  test('tax is set aside first come, first served, and small lists still fit', async () => {
    await office.grant('100');
    const lists = ['60', '50', '40', '0.01'].map((vat) => sampleFacts({ taxes: ['0', '0', vat] }));
    const results = await office.earmark(...lists);
    expect(results.map((result) => result.kind)).toEqual([
      'earmarked',
      'exhausted',
      'earmarked',
      'exhausted',
    ]);
    expect(results[1]).toEqual({ kind: 'exhausted', available: yuan('40') });
    expect(await office.guarantee()).toMatchObject({
      earmarked: '100.00',
      available: '0.00',
      status: 'exhausted',
    });
    await office.expectSoundBooks();
  });

  test('a guarantor without a guarantee is unknown', async () => {
    const [result] = await office.earmark(sampleFacts({ assureCode: 'NOBODY' }));
    expect(result).toEqual({ kind: 'unknown', available: cny(0n) });
  });

  test('the list that reaches the warning share is told, and the API shows it', async () => {
    await office.grant('100', GUARANTOR, 50_000n);
    const list = () => sampleFacts({ taxes: ['0', '0', '25'] });
    expect(await office.earmark(list(), list())).toEqual([
      { kind: 'earmarked', guaranteeLow: false },
      { kind: 'earmarked', guaranteeLow: true },
    ]);
    const shown = await office.guarantee();
    expect(shown).toMatchObject({ status: 'low', findings: [{ code: 'PZ-GUARANTEE-LOW' }] });
  });

  test('the same request again changes nothing, another amount replaces the first', async () => {
    await office.grant('100');
    const list = sampleFacts({ taxes: ['0', '0', '30'] });
    await office.earmark(list);
    await office.earmark(list, list);
    expect(await office.guarantee()).toMatchObject({ earmarked: '30.00' });
    await office.earmark({ ...list, tax: '20' });
    expect(await office.guarantee()).toMatchObject({ earmarked: '20.00' });
    await office.earmark({ ...list, tax: '101' });
    expect(await office.guarantee()).toMatchObject({ earmarked: '0.00', status: 'exhausted' });
    await office.expectSoundBooks();
  });

  test('a rejected list gives its earmark back once, and may be declared again', async () => {
    await office.grant('100');
    const list = sampleFacts();
    await office.earmark(list);
    await office.inTx((tx) => finance.releaseEarmarks(tx, [list.declarationId, newId()]));
    await office.inTx((tx) => finance.releaseEarmarks(tx, [list.declarationId]));
    expect(await office.guarantee()).toMatchObject({ earmarked: '0.00', status: 'ok' });
    await office.earmark(list);
    expect(await office.guarantee()).toMatchObject({ earmarked: '98.00' });
    await office.expectSoundBooks();
  });

  test('a list declared anew under another guarantor frees the first', async () => {
    await office.grant('100');
    await office.grant('100', 'OTHER');
    const list = sampleFacts();
    await office.earmark(list);
    await office.earmark({ ...list, assureCode: 'OTHER' });
    expect(await office.guarantee()).toMatchObject({ earmarked: '0.00' });
    expect(await office.guarantee('OTHER')).toMatchObject({ earmarked: '98.00' });
    await office.expectSoundBooks();
  });

  test('a hundred lists that race for one guarantee never exceed it', async () => {
    await office.grant('1000');
    const lists = Array.from({ length: 100 }, () => sampleFacts({ taxes: ['0', '0', '37.5'] }));
    const results = await Promise.all(lists.map((list) => office.earmark(list)));
    const accepted = results.flat().filter((result) => result.kind === 'earmarked');
    expect(accepted).toHaveLength(26);
    expect(await office.guarantee()).toMatchObject({ earmarked: '975.00', available: '25.00' });
    await office.expectSoundBooks();
  });

  test('batches with guarantors in opposite order do not stop each other', async () => {
    await office.grant('100000', 'A');
    await office.grant('100000', 'B');
    const batch = (codes: string[]) =>
      office.earmark(
        ...Array.from({ length: 20 }, (_, i) => sampleFacts({ assureCode: codes[i % 2] ?? '' })),
      );
    await Promise.all(Array.from({ length: 10 }, (_, i) => batch(i % 2 ? ['A', 'B'] : ['B', 'A'])));
    expect(await office.guarantee('A')).toMatchObject({ earmarked: '9800.00' });
    await office.expectSoundBooks();
  });
});

describe('a limit', () => {
  test('is not set below what is in use', async () => {
    await office.grant('100');
    await office.earmark(sampleFacts());
    expect(await office.grant('97.99')).toEqual({ kind: 'below-use', used: yuan('98') });
    expect(await office.grant('98')).toMatchObject({
      kind: 'set',
      guarantee: { status: 'exhausted' },
    });
    expect(await office.grant('98')).toMatchObject({ kind: 'unchanged' });
    expect(await office.grant('200')).toMatchObject({ kind: 'set', guarantee: { status: 'ok' } });
    await office.expectSoundBooks();
  });

  test('is changed through the API with a reason and the person who did it', async () => {
    const change = { limit: '500.5', warnShare: '0.9', reason: '追加保函' };
    const view = await finance.http.changeGuarantee(GUARANTOR, change, 'officer-1');
    expect(view).toMatchObject({ limit: '500.50', warnShare: '0.9', version: 1 });
    await expect(
      finance.http.changeGuarantee(GUARANTOR, { ...change, limit: '-1' }, 'officer-1'),
    ).rejects.toMatchObject({ code: 'FINANCE_AMOUNT_INVALID' });
    const rows = await database.db.query(
      `select reason, changed_by, limit_after
       from financial_services.guarantee_limit_change
       where zone_code = $1`,
      [runtime.zoneCode],
      { reason: 'text' },
    );
    expect(rows).toEqual([
      { reason: '追加保函', changed_by: 'officer-1', limit_after: '500.50000' },
    ]);
  });
});
