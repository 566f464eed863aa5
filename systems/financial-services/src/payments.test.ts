import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PaymentDocument } from '@pilotzone/ceb/message';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { migrations, newId, runtimeFor, type TestRuntime } from './sample-events.test.ts';
import { paymentKey } from './model/payment.ts';

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

function payment(head: Partial<PaymentDocument['head']> = {}): PaymentDocument {
  return {
    head: {
      guid: newId(),
      appType: '1',
      appTime: '20261120080000',
      appStatus: '2',
      payCode: '310222T996',
      payName: '快付支付有限公司',
      payTransactionId: 'T1',
      orderNo: 'O1',
      ebpCode: '3301960P01',
      ebpName: '海淘商城',
      payerIdType: '1',
      payerIdNumber: '330102199003071234',
      payerName: '张小明',
      telephone: '13800001234',
      amountPaid: 42_500_000n,
      currency: '142',
      payTime: '20261120075900',
      note: undefined,
      ...head,
    },
    lines: [],
  };
}

async function record(
  documents: PaymentDocument[],
  isDeclared: (ebpCode: string, orderNo: string) => boolean = () => false,
) {
  const filed = documents.map((document) => ({ document, exchangeId: newId() }));
  const outcomes = await database.db.transaction((tx) =>
    finance.recordPayments(tx, filed, isDeclared),
  );
  return outcomes.map((one) => (one.kind === 'refused' ? one.finding.code : one.kind));
}

function find(...orderNos: string[]) {
  const orders = orderNos.map((orderNo) => ({ ebpCode: '3301960P01', orderNo }));
  return database.db.transaction((tx) => finance.findPayments(tx, orders));
}

async function countChanges() {
  const [row] = await database.db.query<{ n: number }>(
    `select count(*) as n
     from financial_services.payment_change
     where zone_code = $1`,
    [runtime.zoneCode],
  );
  return row?.n;
}

describe('recordPayments', () => {
  test('a payment comes back as it was sent', async () => {
    const sent = payment({ note: '备注', amountPaid: 1n });
    expect(await record([sent])).toEqual(['stored']);
    expect(await find('O1')).toEqual([[sent]]);
  });

  test('outcomes and findings stand in the order of the batch', async () => {
    const batch = Array.from({ length: 50 }, (_, i) =>
      payment({ payTransactionId: `T${i}`, orderNo: `O${i % 5}` }),
    );
    expect(await record(batch)).toEqual(batch.map(() => 'stored'));
    const found = await find('O3', 'none', 'O0');
    expect(found.map((one) => one.length)).toEqual([10, 0, 10]);
  });

  test('the same content again changes nothing, other content is refused', async () => {
    const first = payment();
    await record([first]);
    const again = payment({ appTime: '20261120090000' });
    const other = payment({ appTime: '20261120090000', amountPaid: 1n });
    expect(await record([again, other, payment({ amountPaid: 1n })])).toEqual([
      'unchanged',
      '-401007',
      '-401012',
    ]);
    expect(await find('O1')).toEqual([[first]]);
    expect(await countChanges()).toBe(0);
  });

  test('a change replaces the payment and keeps what it replaced', async () => {
    await record([payment()]);
    const change = payment({ appType: '2', appTime: '20261120090000', orderNo: 'O2' });
    expect(await record([change])).toEqual(['changed']);
    expect(await find('O1', 'O2')).toEqual([[], [change]]);
    expect(await countChanges()).toBe(1);
    expect(await record([change])).toEqual(['unchanged']);
  });

  test('a deleted payment matches nothing and may be sent anew by newer news', async () => {
    await record([payment()]);
    const remove = payment({ appType: '3', appTime: '20261120090000' });
    expect(await record([remove])).toEqual(['deleted']);
    expect(await find('O1')).toEqual([[]]);
    expect(await record([remove, payment()])).toEqual(['unchanged', 'unchanged']);
    expect(await record([payment({ orderNo: 'O2' })])).toEqual(['-401012']);
    const anew = payment({ appTime: '20261120100000' });
    expect(await record([anew])).toEqual(['stored']);
    expect(await find('O1')).toEqual([[anew]]);
    expect(await countChanges()).toBe(2);
  });

  test('added and deleted in one batch is as in two', async () => {
    const remove = payment({ appType: '3', appTime: '20261120090000' });
    expect(await record([payment(), remove])).toEqual(['stored', 'deleted']);
    expect(await record([payment(), remove])).toEqual(['unchanged', 'unchanged']);
    expect(await find('O1')).toEqual([[]]);
    expect(await countChanges()).toBe(1);
  });

  test('what was changed, sent again, changes nothing', async () => {
    const change = payment({ appType: '2', appTime: '20261120090000', orderNo: 'O2' });
    const both = [change, payment()];
    expect(await record(both)).toEqual(['changed', 'stored']);
    expect(await record(both)).toEqual(['unchanged', 'unchanged']);
    expect(await record([payment({ orderNo: 'O3' })])).toEqual(['-401012']);
    expect(await find('O2')).toEqual([[change]]);
  });

  test('a payment whose list is declared stays as it is', async () => {
    await record([payment()]);
    const change = payment({ appType: '2', appTime: '20261120090000', orderNo: 'O2' });
    const isDeclared = (_: string, orderNo: string) => orderNo === 'O1';
    expect(await record([change], isDeclared)).toEqual(['-401008']);
  });

  test('a change or deletion of what is not on file is refused', async () => {
    expect(await record([payment({ appType: '2' })])).toEqual(['-401006']);
    expect(await record([payment({ appType: '3' })])).toEqual(['-401006']);
  });

  test('a staged payment is kept but not matched, until it is declared', async () => {
    expect(await record([payment({ appStatus: '1' })])).toEqual(['staged']);
    expect(await find('O1')).toEqual([[]]);
    const declared = payment({ appTime: '20261120090000' });
    expect(await record([declared])).toEqual(['stored']);
    expect(await find('O1')).toEqual([[declared]]);
  });

  test('payments of one order come newest first', async () => {
    await record([
      payment({ payTransactionId: 'T1', appTime: '20261120080000' }),
      payment({ payTransactionId: 'T2', appTime: '20261120090000' }),
    ]);
    const [found = []] = await find('O1');
    expect(found.map(({ head }) => head.payTransactionId)).toEqual(['T2', 'T1']);
  });

  test('batches that race with the same new payments store each once', async () => {
    const batch = () =>
      Array.from({ length: 40 }, (_, i) => payment({ payTransactionId: `R${i}` }));
    const results = await Promise.all([
      record(batch()),
      record(batch().reverse()),
      record(batch()),
    ]);
    const stored = results.flat().filter((kind) => kind === 'stored');
    expect(stored).toHaveLength(40);
    expect(results.flat().filter((kind) => kind === 'unchanged')).toHaveLength(80);
  });

  test('batches that race with different content store one and refuse the rest', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => record([payment({ amountPaid: BigInt(i + 1) })])),
    );
    expect(results.flat().sort()).toEqual(['stored', ...Array(7).fill('-401012')].sort());
  });

  test('its history cannot be rewritten', async () => {
    await record([payment()]);
    await record([payment({ appType: '2', appTime: '20261120090000', orderNo: 'O2' })]);
    await expect(
      database.db.query('delete from financial_services.payment_change'),
    ).rejects.toThrow('append-only');
  });
});

describe('getPayment', () => {
  test('shows a payment without what identifies its payer', async () => {
    await record([payment()]);
    const view = await finance.http.getPayment({ payCode: '310222T996', payTransactionId: 'T1' });
    expect(view).toMatchObject({
      payerName: '张**',
      payerIdNumber: '3****************4',
      telephone: '138****1234',
      amountPaid: '425.00',
      status: 'declared',
      revision: 1,
    });
    expect(JSON.stringify(view)).not.toContain('199003071234');
  });

  test('says which payment is not on file', async () => {
    await expect(
      finance.http.getPayment({ payCode: 'X', payTransactionId: 'T9' }),
    ).rejects.toMatchObject({ code: 'FINANCE_PAYMENT_NOT_FOUND' });
  });
});

test('payment keys differ when payments do', () => {
  expect(paymentKey('a/b', 'c')).not.toBe(paymentKey('a', 'b/c'));
  expect(paymentKey('a%2Fb', 'c')).not.toBe(paymentKey('a/b', 'c'));
});
