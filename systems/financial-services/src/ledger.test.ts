import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cny } from '@pilotzone/kernel/money';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import { addDays, dayOf } from '@pilotzone/kernel/time';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { assertBalanced, guaranteeMovedSet, taxDueSet, taxPaidSet } from './model/ledger.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import {
  DAY,
  migrations,
  newId,
  released,
  runtimeFor,
  sampleFacts,
  undone,
  yuan,
  type TestRuntime,
} from './sample-events.test.ts';
import { appendPostings, openBooks, reversePostings } from './store/ledger.ts';

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

function at() {
  const now = runtime.clock.now();
  return { zoneCode: runtime.zoneCode, now, day: dayOf(now) };
}

describe('the database', () => {
  const setId = newId();

  beforeEach(() => database.db.transaction((tx) => openBooks(tx, runtime.zoneCode)));

  function insertLegs(
    ...legs: (readonly [setNo: number, legNo: number, account: string, amount: string])[]
  ) {
    return database.db.query(
      `insert into financial_services.posting
         (zone_code, posting_set_id, set_no, leg_no, account_code, party_code, amount, currency,
          reference_kind, day, posted_at)
       select $1, $2, set_no, leg_no, account_code, '', amount, 'CNY', 'tax-due', $3::date, now()
       from unnest($4::smallint[], $5::smallint[], $6::text[], $7::numeric[])
         k (set_no, leg_no, account_code, amount)`,
      [
        runtime.zoneCode,
        setId,
        DAY,
        legs.map((leg) => leg[0]),
        legs.map((leg) => leg[1]),
        legs.map((leg) => leg[2]),
        legs.map((leg) => leg[3]),
      ],
    );
  }

  test('refuses a set that does not sum to 0, whatever else the statement posts', async () => {
    await expect(
      insertLegs(
        [1, 1, '1122', '5'],
        [1, 2, '222103', '-5'],
        [2, 1, '1122', '5'],
        [2, 2, '222103', '-4.99999'],
      ),
    ).rejects.toThrow('does not balance');
  });

  test('refuses to extend a set, even by legs that balance', async () => {
    await insertLegs([1, 1, '1122', '5'], [1, 2, '222103', '-5']);
    await expect(insertLegs([1, 3, '1122', '1'], [1, 4, '222103', '-1'])).rejects.toThrow(
      'does not balance',
    );
    await expect(insertLegs([1, 1, '1122', '1'], [1, 2, '222103', '-1'])).rejects.toThrow(
      'posting_pkey',
    );
  });

  test('refuses a set of one leg, and an account that the books do not have', async () => {
    await expect(insertLegs([1, 1, '1122', '0'])).rejects.toThrow('does not balance');
    await expect(insertLegs([1, 1, '9999', '5'], [1, 2, '222103', '-5'])).rejects.toThrow(
      'no account 9999',
    );
  });

  test('refuses to change or delete a posting', async () => {
    await insertLegs([1, 1, '1122', '5'], [1, 2, '222103', '-5']);
    for (const sql of [
      'update financial_services.posting set amount = amount',
      'delete from financial_services.posting',
      'truncate financial_services.posting',
      'delete from financial_services.guarantee_entry',
    ]) {
      await expect(database.db.query(sql)).rejects.toThrow('append-only');
    }
  });

  test('keeps balances with every posting, however it comes', async () => {
    await insertLegs(
      [1, 1, '1122', '5'],
      [1, 2, '222103', '-5'],
      [2, 1, '1122', '1'],
      [2, 2, '222101', '-1'],
    );
    await database.db.transaction((tx) =>
      reversePostings(tx, [{ postingSetId: setId, setNo: 1, reversalNo: 3 }], at()),
    );
    const { accounts, totalDebit, isBalanced } = await finance.http.getTrialBalance();
    const used = accounts.filter(({ debit, credit }) => debit !== credit);
    expect(
      used.map(({ accountCode, nameZh, debit, credit }) => [accountCode, nameZh, debit, credit]),
    ).toEqual([
      ['1122', '应收代缴税款', '1.00', '0.00'],
      ['222101', '应交跨境电商综合税——关税', '0.00', '1.00'],
    ]);
    expect([totalDebit, isBalanced]).toEqual(['1.00', true]);
  });

  test('reports a balance that was changed by hand', async () => {
    await insertLegs([1, 1, '1122', '5'], [1, 2, '222103', '-5']);
    await database.db.query(
      `update financial_services.ledger_account
       set balance = 6
       where zone_code = $1
         and account_code = '1122'`,
      [runtime.zoneCode],
    );
    const check = await finance.checkLedger(database.db);
    expect(check).toMatchObject({ kind: 'unbalanced' });
    expect(JSON.stringify(check)).toContain('account balances are sums of postings');
  });

  test('refuses the same set twice', async () => {
    const head = { postingSetId: newId(), setNo: 1, referenceKind: 'tax-due', day: DAY } as const;
    const taxes = { tariff: yuan('1'), consumptionTax: yuan('0'), valueAddedTax: yuan('2') };
    const post = () =>
      database.db.transaction((tx) => appendPostings(tx, [taxDueSet(head, 'G', taxes)], at()));
    await post();
    await expect(post()).rejects.toThrow('posting_pkey');
  });
});

const units = fc.bigInt({ min: 0n, max: 10n ** 15n });
const taxesArbitrary = fc.record({ tariff: units, consumptionTax: units, valueAddedTax: units });

test('every posting set balances, whatever the amounts', () => {
  const head = { postingSetId: newId(), setNo: 1, referenceKind: 'tax-due', day: DAY } as const;
  fc.assert(
    fc.property(taxesArbitrary, fc.array(fc.bigInt(-(10n ** 15n), 10n ** 15n)), (some, moved) => {
      const taxes = {
        tariff: cny(some.tariff),
        consumptionTax: cny(some.consumptionTax),
        valueAddedTax: cny(some.valueAddedTax),
      };
      assertBalanced(taxDueSet(head, 'G', taxes));
      assertBalanced(taxPaidSet(head, 'G', taxes));
      assertBalanced(guaranteeMovedSet(head, new Map(moved.map((m, i) => [`G${i}`, cny(m)]))));
    }),
  );
});

// What can happen to a small set of declarations under two guarantors, in any order and repeatedly.
const GUARANTORS = ['G1', 'G2', 'NONE'];
const step = fc.oneof(
  fc.record({
    do: fc.constantFrom('earmark', 'release-earmark', 'release', 'undo'),
    lists: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('repeat' as const), lists: fc.tuple(fc.nat({ max: 20 })) }),
  fc.record({ do: fc.constant('pay' as const), lists: fc.tuple(fc.nat({ max: 1 })) }),
  fc.record({ do: fc.constant('limit' as const), lists: fc.tuple(fc.nat({ max: 400 })) }),
);
const listArbitrary = fc.record({
  guarantor: fc.constantFrom(...GUARANTORS),
  taxes: fc.array(fc.nat({ max: 9999 }), { minLength: 3, maxLength: 3 }),
});

test('books stay sound over any sequence of events, and repeats change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(listArbitrary, { minLength: 6, maxLength: 6 }),
      fc.array(step, { minLength: 1, maxLength: 25 }),
      async (kinds, steps) => {
        runtime = runtimeFor(database.db);
        runtime.setDay(addDays(DAY, 40));
        finance = createFinancialServices(runtime);
        const lists = kinds.map(({ guarantor, taxes }) =>
          sampleFacts({ assureCode: guarantor, taxes: taxes.map((fen) => `${fen / 100}`) }),
        );
        await play(lists, steps);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

type Step = { do: string; lists: readonly number[] };

async function play(lists: readonly DeclarationFacts[], steps: readonly Step[]) {
  await setLimit('G1', '150');
  await setLimit('G2', '60');
  const past: (() => Promise<unknown>)[] = [];
  for (const { do: what, lists: chosen } of steps) {
    const [first = 0] = chosen;
    const facts = chosen.flatMap((i) => lists[i] ?? []);
    if (what === 'repeat') await expectNoChange(past[first]);
    if (what === 'pay') await payAll(GUARANTORS[first] ?? '');
    if (what === 'limit') await setLimit('G1', String(first));
    const work = workOf(what, facts);
    if (!work) continue;
    if (what === 'release' || what === 'undo') past.push(work);
    await work();
    expect(await finance.checkLedger(database.db)).toEqual({ kind: 'balanced' });
  }
  const { items } = await finance.http.listGuarantees({});
  for (const { available } of items) expect(available.startsWith('-')).toBe(false);
}

function workOf(
  what: string,
  facts: readonly DeclarationFacts[],
): (() => Promise<unknown>) | undefined {
  const { db } = database;
  switch (what) {
    case 'earmark': {
      const requests = facts.map(({ declarationId, assureCode: guarantorCode, tax }) => ({
        declarationId,
        guarantorCode,
        amount: yuan(tax),
      }));
      return () => db.transaction((tx) => finance.earmarkGuarantees(tx, requests));
    }
    case 'release-earmark':
      return () =>
        db.transaction((tx) =>
          finance.releaseEarmarks(
            tx,
            facts.map((one) => one.declarationId),
          ),
        );
    case 'release': {
      const event = released(facts);
      return () => db.transaction((tx) => onDeclarationsReleased(runtime, tx, event));
    }
    case 'undo': {
      const event = undone(facts);
      return () => db.transaction((tx) => onDeclarationsUndone(runtime, tx, event));
    }
    default:
      return undefined;
  }
}

async function expectNoChange(repeat: (() => Promise<unknown>) | undefined) {
  if (!repeat) return;
  const before = await snapshot();
  await repeat();
  expect(await snapshot()).toEqual(before);
}

async function snapshot() {
  const tables = [
    'guarantee',
    'guarantee_entry',
    'tax_due',
    'tax_day',
    'ledger_account',
    'posting',
  ];
  const rows = tables.map((table) =>
    database.db.query(
      `select md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as digest
       from financial_services.${table} t
       where zone_code = $1`,
      [runtime.zoneCode],
    ),
  );
  return Promise.all(rows);
}

async function payAll(guarantorCode: string) {
  const { items } = await finance.http.listDues({
    from: addDays(DAY, 45),
    until: addDays(DAY, 45),
  });
  const due = items.find((item) => item.guarantorCode === guarantorCode);
  if (!due || due.declarations === 0) return;
  const order = {
    guarantorCode,
    releasedFrom: DAY,
    releasedUntil: DAY,
    amount: yuan(due.total),
    paidOn: addDays(DAY, 40),
    reference: newId(),
    recordedBy: 'test',
  };
  const pay = () => database.db.transaction((tx) => finance.payDueTaxes(tx, order));
  expect(await pay()).toMatchObject({ kind: 'paid' });
  const before = await snapshot();
  expect(await pay()).toMatchObject({ kind: 'repeated' });
  expect(await snapshot()).toEqual(before);
}

function setLimit(guarantorCode: string, limit: string) {
  const order = { guarantorCode, limit: yuan(limit), reason: 'test', changedBy: 'test' };
  return database.db.transaction((tx) => finance.setGuarantee(tx, order));
}
