import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tx } from '@pilotzone/kernel/db';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import {
  DAY, GUARANTOR, migrations, newId, released, runtimeFor, sampleFacts, undone, yuan,
  type TestRuntime,
} from './sample-events.test.ts';

let database: TestDatabase;
let runtime: TestRuntime;
let finance: FinancialServices;

beforeAll(async () => {
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());
beforeEach(() => {
  runtime = runtimeFor(database.db);
  finance = createFinancialServices(runtime);
});

function inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.db.transaction(work);
}

function grant(limit: string, guarantorCode = GUARANTOR, warnShare?: bigint) {
  const order = { guarantorCode, limit: yuan(limit), warnShare, reason: '开业', changedBy: 'test' };
  return inTx((tx) => finance.setGuarantee(tx, order));
}

function earmark(...lists: readonly (DeclarationFacts | { declarationId: string; assureCode: string; tax: string })[]) {
  const requests = lists.map((facts) => ({
    declarationId: facts.declarationId,
    guarantorCode: facts.assureCode,
    amount: yuan(facts.tax),
  }));
  return inTx((tx) => finance.earmarkGuarantees(tx, requests));
}

async function guarantee(code = GUARANTOR) {
  const { items } = await finance.http.listGuarantees({});
  return items.find((item) => item.guarantorCode === code);
}

async function balances(): Promise<Record<string, string>> {
  const { accounts } = await finance.http.getTrialBalance();
  const signed = accounts.map(({ accountCode, debit, credit }) => [
    accountCode,
    credit === '0.00' ? debit : '-' + credit,
  ]);
  return Object.fromEntries(signed) as Record<string, string>;
}

async function expectSoundBooks() {
  expect(await finance.checkLedger(database.db)).toEqual({ kind: 'balanced' });
}

describe('at filing', () => {
  test('tax is set aside first come, first served, and a smaller list fits where a larger one did not', async () => {
    await grant('100');
    const lists = ['60', '50', '40', '0.01'].map((vat) => sampleFacts({ taxes: ['0', '0', vat] }));
    const results = await earmark(...lists);
    expect(results.map((result) => result.kind)).toEqual([
      'earmarked', 'exhausted', 'earmarked', 'exhausted',
    ]);
    expect(results[1]).toMatchObject({
      available: yuan('40'),
      finding: {
        code: '-621003',
        source: 'eport',
        messageZh: `清单申报失败，[担保额度不足：担保企业${GUARANTOR}需占用担保50.00元，可用额度40.00元]`,
        values: ['50.00', '40.00'],
      },
    });
    expect(await guarantee()).toMatchObject({ earmarked: '100.00', available: '0.00', status: 'exhausted' });
    await expectSoundBooks();
  });

  test('a guarantor without a guarantee is unknown', async () => {
    const [result] = await earmark(sampleFacts({ assureCode: 'NOBODY' }));
    expect(result).toMatchObject({ kind: 'unknown', available: cny(0n), finding: { code: '-621003' } });
  });

  test('the list that reaches the warning share is told, and the API shows it', async () => {
    await grant('100', GUARANTOR, 50_000n);
    const list = () => sampleFacts({ taxes: ['0', '0', '25'] });
    expect(await earmark(list(), list())).toEqual([
      { kind: 'earmarked', guaranteeLow: false },
      { kind: 'earmarked', guaranteeLow: true },
    ]);
    const shown = await guarantee();
    expect(shown).toMatchObject({ status: 'low', findings: [{ code: 'PZ-GUARANTEE-LOW' }] });
  });

  test('the same request again changes nothing, another amount replaces the first', async () => {
    await grant('100');
    const list = sampleFacts({ taxes: ['0', '0', '30'] });
    await earmark(list);
    await earmark(list, list);
    expect(await guarantee()).toMatchObject({ earmarked: '30.00' });
    await earmark({ ...list, tax: '20' });
    expect(await guarantee()).toMatchObject({ earmarked: '20.00' });
    await earmark({ ...list, tax: '101' });
    expect(await guarantee()).toMatchObject({ earmarked: '0.00', status: 'exhausted' });
    await expectSoundBooks();
  });

  test('a rejected list gives its earmark back once, and may be declared again', async () => {
    await grant('100');
    const list = sampleFacts();
    await earmark(list);
    await inTx((tx) => finance.releaseEarmarks(tx, [list.declarationId, newId()]));
    await inTx((tx) => finance.releaseEarmarks(tx, [list.declarationId]));
    expect(await guarantee()).toMatchObject({ earmarked: '0.00', status: 'ok' });
    await earmark(list);
    expect(await guarantee()).toMatchObject({ earmarked: '98.00' });
    await expectSoundBooks();
  });

  test('a list declared anew under another guarantor frees the first', async () => {
    await grant('100');
    await grant('100', 'OTHER');
    const list = sampleFacts();
    await earmark(list);
    await earmark({ ...list, assureCode: 'OTHER' });
    expect(await guarantee()).toMatchObject({ earmarked: '0.00' });
    expect(await guarantee('OTHER')).toMatchObject({ earmarked: '98.00' });
    await expectSoundBooks();
  });

  test('a hundred lists that race for one guarantee never exceed it', async () => {
    await grant('1000');
    const lists = Array.from({ length: 100 }, () => sampleFacts({ taxes: ['0', '0', '37.5'] }));
    const results = await Promise.all(lists.map((list) => earmark(list)));
    const accepted = results.flat().filter((result) => result.kind === 'earmarked');
    expect(accepted).toHaveLength(26);
    expect(await guarantee()).toMatchObject({ earmarked: '975.00', available: '25.00' });
    await expectSoundBooks();
  });

  test('batches that name the same guarantors in opposite order do not stop each other', async () => {
    await grant('100000', 'A');
    await grant('100000', 'B');
    const batch = (codes: string[]) =>
      earmark(...Array.from({ length: 20 }, (_, i) => sampleFacts({ assureCode: codes[i % 2] ?? '' })));
    await Promise.all(Array.from({ length: 10 }, (_, i) => batch(i % 2 ? ['A', 'B'] : ['B', 'A'])));
    expect(await guarantee('A')).toMatchObject({ earmarked: '9800.00' });
    await expectSoundBooks();
  });
});

describe('after release', () => {
  async function release(lists: DeclarationFacts[], event = released(lists)) {
    await inTx((tx) => onDeclarationsReleased(runtime, tx, event));
    return event;
  }

  test('the earmark is reserved, each tax is posted and falls due from day 31 to day 45', async () => {
    await grant('1000');
    const lists = [sampleFacts({ taxes: ['10', '52.5', '45.5'] }), sampleFacts({ taxes: ['0', '0', '18.11'] })];
    await earmark(...lists);
    await release(lists);
    expect(await guarantee()).toMatchObject({ earmarked: '0.00', reserved: '126.11', available: '873.89' });
    expect(await balances()).toMatchObject({
      '1122': '126.11', '222101': '-10.00', '222102': '-52.50', '222103': '-63.61',
      '9101': '873.89', '9102': '126.11', '9199': '-1000.00',
    });
    const dues = await finance.http.listDues({ from: '2027-01-01', until: '2027-01-10' });
    expect(dues.items).toEqual([
      {
        guarantorCode: GUARANTOR, releasedOn: '2026-11-20', payableFrom: '2026-12-21',
        payableUntil: '2027-01-04', status: 'upcoming', declarations: 2, tariff: '10.00',
        consumptionTax: '52.50', valueAddedTax: '63.61', total: '126.11', paidDeclarations: 0,
        paidTotal: '0.00', currency: 'CNY',
      },
    ]);
    const postings = await finance.http.listPostings(lists[1]?.declarationId ?? '');
    expect(postings.items.map(({ accountCode, debit, credit }) => [accountCode, debit, credit])).toEqual([
      ['1122', '18.11', '0.00'],
      ['222103', '0.00', '18.11'],
    ]);
    await expectSoundBooks();
  });

  test('the same event again changes nothing', async () => {
    await grant('1000');
    const lists = [sampleFacts(), sampleFacts()];
    await earmark(...lists);
    const event = await release(lists);
    const before = [await guarantee(), await balances()];
    await release(lists, event);
    await release(lists, { ...event, eventId: newId() });
    expect([await guarantee(), await balances()]).toEqual(before);
    await expectSoundBooks();
  });

  test('a list without an earmark is reserved where there is room, and owed in any case', async () => {
    await grant('100');
    const [fits, late, stranger] = [sampleFacts(), sampleFacts(), sampleFacts({ assureCode: 'NOBODY' })];
    await release([fits, late, stranger]);
    expect(await guarantee()).toMatchObject({ reserved: '98.00' });
    expect(await balances()).toMatchObject({ '1122': '294.00', '9102': '98.00' });
    await expectSoundBooks();
  });

  test('a list without tax leaves no postings', async () => {
    await grant('100');
    const list = sampleFacts({ taxes: ['0', '0', '0'] });
    expect(await earmark(list)).toEqual([{ kind: 'earmarked', guaranteeLow: false }]);
    await release([list]);
    expect((await finance.http.listPostings(list.declarationId)).items).toEqual([]);
    await expectSoundBooks();
  });

  test('a returned list gives its room back and its postings are reversed by new ones', async () => {
    await grant('1000');
    const [kept, returned] = [sampleFacts(), sampleFacts()];
    await earmark(kept, returned);
    await release([kept, returned]);
    const event = undone([returned], { releasedOn: DAY, day: '2026-12-01' });
    await inTx((tx) => onDeclarationsUndone(runtime, tx, event));
    await inTx((tx) => onDeclarationsUndone(runtime, tx, event));
    expect(await guarantee()).toMatchObject({ reserved: '98.00' });
    expect(await balances()).toMatchObject({ '1122': '98.00', '222102': '-52.50' });
    const postings = (await finance.http.listPostings(returned.declarationId)).items;
    expect(postings.map((one) => [one.kind, one.day, one.accountCode, one.debit, one.credit])).toEqual([
      ['tax-due', '2026-11-20', '1122', '98.00', '0.00'],
      ['tax-due', '2026-11-20', '222102', '0.00', '52.50'],
      ['tax-due', '2026-11-20', '222103', '0.00', '45.50'],
      ['tax-due-reversed', '2026-12-01', '1122', '0.00', '98.00'],
      ['tax-due-reversed', '2026-12-01', '222102', '52.50', '0.00'],
      ['tax-due-reversed', '2026-12-01', '222103', '45.50', '0.00'],
    ]);
    await expectSoundBooks();
  });

  test('a return that is known before its release ends the same', async () => {
    await grant('1000');
    const list = sampleFacts();
    await earmark(list);
    await inTx((tx) => onDeclarationsUndone(runtime, tx, undone([list])));
    await release([list]);
    expect(await guarantee()).toMatchObject({ earmarked: '0.00', reserved: '0.00' });
    expect(await balances()).toMatchObject({ '1122': '0.00', '9102': '0.00' });
    await expectSoundBooks();
  });

  test('a cancelled list may be declared and released again', async () => {
    await grant('1000');
    const list = sampleFacts();
    await earmark(list);
    await release([list]);
    await inTx((tx) => onDeclarationsUndone(runtime, tx, undone([list])));
    await earmark(list);
    await release([{ ...list, invtNo: '29202026I000000002' }]);
    expect(await guarantee()).toMatchObject({ earmarked: '0.00', reserved: '98.00' });
    await expectSoundBooks();
  });

  describe('the agent pays', () => {
    function pay(amount: string, reference: string, paidOn = '2026-12-21') {
      runtime.setDay(paidOn);
      const releasedFrom = DAY;
      const request = { guarantorCode: GUARANTOR, releasedFrom, releasedUntil: DAY, amount, paidOn, reference };
      return finance.http.recordTaxPayment(request, 'test');
    }

    test('which settles the tax and frees the guarantee, once', async () => {
      await grant('1000');
      const lists = [sampleFacts(), sampleFacts()];
      await earmark(...lists);
      await release(lists);
      const first = await pay('196', 'TX1');
      expect(first).toMatchObject({ declarations: 2, amount: '196.00', repeated: false });
      expect(await pay('196', 'TX1')).toEqual({ ...first, repeated: true });
      expect(await guarantee()).toMatchObject({ reserved: '0.00', available: '1000.00' });
      expect(await balances()).toMatchObject({ '1122': '0.00', '222103': '0.00', '9101': '1000.00' });
      const { items } = await finance.http.listDues({ from: '2027-01-04', until: '2027-01-04' });
      expect(items).toMatchObject([{ status: 'settled', declarations: 0, paidTotal: '196.00' }]);
      await expectSoundBooks();
    });

    test('two payments under one reference at once settle once', async () => {
      await grant('1000');
      const list = sampleFacts();
      await earmark(list);
      await release([list]);
      const results = await Promise.all([pay('98', 'TX1'), pay('98', 'TX1'), pay('98', 'TX1')]);
      expect(results.filter((result) => !result.repeated)).toHaveLength(1);
      await expectSoundBooks();
    });

    test('but not another amount, not before day 31, and not under a used reference', async () => {
      await grant('1000');
      const list = sampleFacts();
      await earmark(list);
      await release([list]);
      await expect(pay('97.99', 'TX1')).rejects.toThrow('owes 98.00 CNY for 1 lists');
      await expect(pay('98', 'TX1', '2026-12-20')).rejects.toThrow('payable from 2026-12-21 on');
      await pay('98', 'TX1');
      await expect(pay('99', 'TX1')).rejects.toThrow('use its own reference');
    });

    test('and a list returned afterwards is a refund that customs owes', async () => {
      await grant('1000');
      const list = sampleFacts();
      await earmark(list);
      await release([list]);
      await pay('98', 'TX1');
      const event = undone([list], { releasedOn: DAY, day: '2026-12-22' });
      await inTx((tx) => onDeclarationsUndone(runtime, tx, event));
      await inTx((tx) => onDeclarationsUndone(runtime, tx, event));
      expect(await balances()).toMatchObject({ '1122': '0.00', '1123': '98.00', '2241': '-98.00' });
      expect(await guarantee()).toMatchObject({ reserved: '0.00' });
      await expectSoundBooks();
    });
  });

  test('what is not paid by day 45 is overdue', async () => {
    await grant('1000');
    const list = sampleFacts();
    await release([list]);
    const statusOn = async (day: string) => {
      runtime.setDay(day);
      const { items } = await finance.http.listDues({ from: '2027-01-04', until: '2027-01-04' });
      return items[0]?.status;
    };
    expect(await statusOn('2026-12-20')).toBe('upcoming');
    expect(await statusOn('2026-12-21')).toBe('payable');
    expect(await statusOn('2027-01-04')).toBe('payable');
    expect(await statusOn('2027-01-05')).toBe('overdue');
  });
});

describe('a limit', () => {
  test('is not set below what is in use', async () => {
    await grant('100');
    await earmark(sampleFacts());
    expect(await grant('97.99')).toEqual({ kind: 'below-use', used: yuan('98') });
    expect(await grant('98')).toMatchObject({ kind: 'set', guarantee: { status: 'exhausted' } });
    expect(await grant('98')).toMatchObject({ kind: 'unchanged' });
    expect(await grant('200')).toMatchObject({ kind: 'set', guarantee: { status: 'ok' } });
    await expectSoundBooks();
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
    );
    expect(rows).toEqual([{ reason: '追加保函', changed_by: 'officer-1', limit_after: '500.50000' }]);
  });
});
