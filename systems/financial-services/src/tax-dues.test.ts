import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import {
  DAY,
  GUARANTOR,
  migrations,
  newId,
  officeOf,
  released,
  runtimeFor,
  sampleFacts,
  undone,
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

describe('after release', () => {
  async function release(lists: DeclarationFacts[], event = released(lists)) {
    await office.inTx((tx) => onDeclarationsReleased(runtime, tx, event));
    return event;
  }

  test('the earmark is reserved, taxes are posted and fall due from day 31 to 45', async () => {
    await office.grant('1000');
    const lists = [
      sampleFacts({ taxes: ['10', '52.5', '45.5'] }),
      sampleFacts({ taxes: ['0', '0', '18.11'] }),
    ];
    await office.earmark(...lists);
    await release(lists);
    expect(await office.guarantee()).toMatchObject({
      earmarked: '0.00',
      reserved: '126.11',
      available: '873.89',
    });
    expect(await office.balances()).toMatchObject({
      '1122': '126.11',
      '222101': '-10.00',
      '222102': '-52.50',
      '222103': '-63.61',
      '9101': '873.89',
      '9102': '126.11',
      '9199': '-1000.00',
    });
    const dues = await finance.http.listDues({ from: '2027-01-01', until: '2027-01-10' });
    expect(dues.items).toEqual([
      {
        guarantorCode: GUARANTOR,
        releasedOn: '2026-11-20',
        payableFrom: '2026-12-21',
        payableUntil: '2027-01-04',
        status: 'upcoming',
        declarations: 2,
        tariff: '10.00',
        consumptionTax: '52.50',
        valueAddedTax: '63.61',
        total: '126.11',
        paidDeclarations: 0,
        paidTotal: '0.00',
        currency: 'CNY',
      },
    ]);
    const postings = await finance.http.listPostings(lists[1]?.declarationId ?? '');
    expect(
      postings.items.map(({ accountCode, debit, credit }) => [accountCode, debit, credit]),
    ).toEqual([
      ['1122', '18.11', '0.00'],
      ['222103', '0.00', '18.11'],
    ]);
    await office.expectSoundBooks();
  });

  test('the same event again changes nothing', async () => {
    await office.grant('1000');
    const lists = [sampleFacts(), sampleFacts()];
    await office.earmark(...lists);
    const event = await release(lists);
    const before = [await office.guarantee(), await office.balances()];
    await release(lists, event);
    await release(lists, { ...event, eventId: newId() });
    expect([await office.guarantee(), await office.balances()]).toEqual(before);
    await office.expectSoundBooks();
  });

  test('a list without an earmark is reserved where there is room, owed in any case', async () => {
    await office.grant('100');
    const [fits, late, stranger] = [
      sampleFacts(),
      sampleFacts(),
      sampleFacts({ assureCode: 'NOBODY' }),
    ];
    await release([fits, late, stranger]);
    expect(await office.guarantee()).toMatchObject({ reserved: '98.00' });
    expect(await office.balances()).toMatchObject({ '1122': '294.00', '9102': '98.00' });
    await office.expectSoundBooks();
  });

  test('a list without tax leaves no postings', async () => {
    await office.grant('100');
    const list = sampleFacts({ taxes: ['0', '0', '0'] });
    expect(await office.earmark(list)).toEqual([{ kind: 'earmarked', guaranteeLow: false }]);
    await release([list]);
    expect((await finance.http.listPostings(list.declarationId)).items).toEqual([]);
    await office.expectSoundBooks();
  });

  test('a returned list gives its room back and is reversed by new postings', async () => {
    await office.grant('1000');
    const [kept, returned] = [sampleFacts(), sampleFacts()];
    await office.earmark(kept, returned);
    await release([kept, returned]);
    const event = undone([returned], { releasedOn: DAY, day: '2026-12-01' });
    await office.inTx((tx) => onDeclarationsUndone(runtime, tx, event));
    await office.inTx((tx) => onDeclarationsUndone(runtime, tx, event));
    expect(await office.guarantee()).toMatchObject({ reserved: '98.00' });
    expect(await office.balances()).toMatchObject({ '1122': '98.00', '222102': '-52.50' });
    const postings = (await finance.http.listPostings(returned.declarationId)).items;
    expect(
      postings.map((one) => [one.kind, one.day, one.accountCode, one.debit, one.credit]),
    ).toEqual([
      ['tax-due', '2026-11-20', '1122', '98.00', '0.00'],
      ['tax-due', '2026-11-20', '222102', '0.00', '52.50'],
      ['tax-due', '2026-11-20', '222103', '0.00', '45.50'],
      ['tax-due-reversed', '2026-12-01', '1122', '0.00', '98.00'],
      ['tax-due-reversed', '2026-12-01', '222102', '52.50', '0.00'],
      ['tax-due-reversed', '2026-12-01', '222103', '45.50', '0.00'],
    ]);
    await office.expectSoundBooks();
  });

  test('a return that is known before its release ends the same', async () => {
    await office.grant('1000');
    const list = sampleFacts();
    await office.earmark(list);
    await office.inTx((tx) => onDeclarationsUndone(runtime, tx, undone([list])));
    await release([list]);
    expect(await office.guarantee()).toMatchObject({ earmarked: '0.00', reserved: '0.00' });
    expect(await office.balances()).toMatchObject({ '1122': '0.00', '9102': '0.00' });
    await office.expectSoundBooks();
  });

  test('a cancelled list may be declared and released again', async () => {
    await office.grant('1000');
    const list = sampleFacts();
    await office.earmark(list);
    await release([list]);
    await office.inTx((tx) => onDeclarationsUndone(runtime, tx, undone([list])));
    await office.earmark(list);
    await release([{ ...list, invtNo: '29202026I000000002' }]);
    expect(await office.guarantee()).toMatchObject({ earmarked: '0.00', reserved: '98.00' });
    await office.expectSoundBooks();
  });

  describe('the agent pays', () => {
    function pay(amount: string, reference: string, paidOn = '2026-12-21') {
      runtime.setDay(paidOn);
      const releasedFrom = DAY;
      const request = {
        guarantorCode: GUARANTOR,
        releasedFrom,
        releasedUntil: DAY,
        amount,
        paidOn,
        reference,
      };
      return finance.http.recordTaxPayment(request, 'test');
    }

    test('which settles the tax and frees the guarantee, once', async () => {
      await office.grant('1000');
      const lists = [sampleFacts(), sampleFacts()];
      await office.earmark(...lists);
      await release(lists);
      const first = await pay('196', 'TX1');
      expect(first).toMatchObject({ declarations: 2, amount: '196.00', repeated: false });
      expect(await pay('196', 'TX1')).toEqual({ ...first, repeated: true });
      expect(await office.guarantee()).toMatchObject({ reserved: '0.00', available: '1000.00' });
      expect(await office.balances()).toMatchObject({
        '1122': '0.00',
        '222103': '0.00',
        '9101': '1000.00',
      });
      const { items } = await finance.http.listDues({ from: '2027-01-04', until: '2027-01-04' });
      expect(items).toMatchObject([{ status: 'settled', declarations: 0, paidTotal: '196.00' }]);
      await office.expectSoundBooks();
    });

    test('two payments under one reference at once settle once', async () => {
      await office.grant('1000');
      const list = sampleFacts();
      await office.earmark(list);
      await release([list]);
      const results = await Promise.all([pay('98', 'TX1'), pay('98', 'TX1'), pay('98', 'TX1')]);
      expect(results.filter((result) => !result.repeated)).toHaveLength(1);
      await office.expectSoundBooks();
    });

    test('but not another amount, not before day 31, and not under a used reference', async () => {
      await office.grant('1000');
      const list = sampleFacts();
      await office.earmark(list);
      await release([list]);
      await expect(pay('97.99', 'TX1')).rejects.toThrow('owes 98.00 CNY for these days (1 lists)');
      await expect(pay('98', 'TX1', '2026-12-20')).rejects.toThrow('payable from 2026-12-21 on');
      await pay('98', 'TX1');
      await expect(pay('99', 'TX1')).rejects.toThrow('its own reference');
    });

    test('and a list returned afterwards is a refund that customs owes', async () => {
      await office.grant('1000');
      const list = sampleFacts();
      await office.earmark(list);
      await release([list]);
      await pay('98', 'TX1');
      const event = undone([list], { releasedOn: DAY, day: '2026-12-22' });
      await office.inTx((tx) => onDeclarationsUndone(runtime, tx, event));
      await office.inTx((tx) => onDeclarationsUndone(runtime, tx, event));
      expect(await office.balances()).toMatchObject({
        '1122': '0.00',
        '1123': '98.00',
        '2241': '-98.00',
      });
      expect(await office.guarantee()).toMatchObject({ reserved: '0.00' });
      await office.expectSoundBooks();
    });
  });

  test('what is not paid by day 45 is overdue', async () => {
    await office.grant('1000');
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
