import type { DocumentByType } from '@pilotzone/ceb/message';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { DeclarationFacts } from '@pilotzone/single-window/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFinancialServices, type FinancialServices } from './index.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import {
  GUARANTOR,
  migrations,
  newId,
  officeOf,
  released,
  runtimeFor,
  sampleFacts,
  undone,
  yuan,
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

let serial = 0;

/** A released list with a number of its own. */
async function release(taxes = ['0', '52.5', '45.5']): Promise<DeclarationFacts> {
  const invtNo = `29202026I${String((serial += 1)).padStart(9, '0')}`;
  const facts = sampleFacts({ invtNo, taxes });
  const office = officeOf(runtime, finance);
  await office.inTx((tx) => onDeclarationsReleased(runtime, tx, released([facts])));
  return facts;
}

type Bill = DocumentByType['CEB816Message'];

function bill(facts: DeclarationFacts, changes: Partial<Bill['head']> = {}) {
  const units = (text: string) => yuan(text).units;
  const taxes = {
    customsTax: units(facts.tariff),
    consumptionTax: units(facts.consumptionTax),
    valueAddedTax: units(facts.valueAddedTax),
  };
  const head: Bill['head'] = {
    ...{ guid: 'G', returnTime: '20261121000000000', invtNo: facts.invtNo },
    ...{ taxNo: `TX${facts.invtNo}_1`, ...taxes, status: '1', entDutyNo: undefined },
    ...{ note: undefined, assureCode: GUARANTOR, ebcCode: undefined, logisticsCode: undefined },
    ...{ agentCode: undefined, customsCode: undefined, ...changes },
  };
  const line = { gnum: 1, gcode: '3304990029', taxPrice: yuan('425').units, ...taxes };
  const document = { head, lines: [line] };
  return { type: 'CEB816Message' as const, document, exchangeId: newId() };
}

function state(facts: DeclarationFacts, status: string, returnTime: string) {
  const head = {
    ...{ guid: 'G', returnTime, invtNo: facts.invtNo, taxNo: `TX${facts.invtNo}_1`, status },
    ...{ entDutyNo: status === '2' ? 'DUTY-1' : undefined, assureCode: GUARANTOR },
  };
  const document = { head, lines: [] };
  return { type: 'CEB818Message' as const, document, exchangeId: newId() };
}

const record = (arrived: Parameters<FinancialServices['recordTaxBills']>[1]) =>
  database.db.transaction((tx) => finance.recordTaxBills(tx, arrived));
const reconcile = () => finance.http.reconcileTaxBills({});

test('bills that say what the books say balance, also told twice', async () => {
  const lists = [await release(), await release(['10', '0', '18.11'])];
  const bills = lists.map((facts) => bill(facts));
  await record([...bills, ...bills]);
  await record(bills);
  expect(await reconcile()).toMatchObject({
    ...{ lists: 2, billed: '126.11', booked: '126.11', balanced: true, differences: [] },
  });
});

test('every difference is named, tax by tax', async () => {
  const [missing, wrong, fine] = [await release(), await release(), await release()];
  const stranger = sampleFacts({ invtNo: '29202026I999999999' });
  await record([bill(wrong, { valueAddedTax: yuan('45.51').units }), bill(fine), bill(stranger)]);
  const { differences, balanced } = await reconcile();
  expect(balanced).toBe(false);
  expect(differences.map(({ kind, invtNo }) => [kind, invtNo])).toEqual([
    ['bill-missing', missing.invtNo],
    ['amount-differs', wrong.invtNo],
    ['list-unknown', stranger.invtNo],
  ]);
  expect(differences[1]).toMatchObject({
    billed: { valueAddedTax: '45.51' },
    booked: { valueAddedTax: '45.50' },
  });
});

test('a void bill counts no more, whatever the order of its messages', async () => {
  const [first, second] = [await release(), await release()];
  await record([bill(first), state(first, '3', '20261122000000000')]);
  await record([state(second, '3', '20261122000000000'), bill(second)]);
  const report = await reconcile();
  expect(report.differences.map(({ kind }) => kind)).toEqual(['bill-missing', 'bill-missing']);
  const event = undone([first, second]);
  await database.db.transaction((tx) => onDeclarationsUndone(runtime, tx, event));
  expect(await reconcile()).toMatchObject({ billed: '0.00', booked: '0.00', balanced: true });
});

test('a bill that is collected into a payment book keeps its amounts', async () => {
  const facts = await release();
  await record([state(facts, '2', '20261222000000000'), bill(facts)]);
  expect(await reconcile()).toMatchObject({ billed: '98.00', balanced: true });
  const [row] = await database.db.query<{ status: string; ent_duty_no: string }>(
    `select status, ent_duty_no
       from financial_services.tax_bill
      where zone_code = $1`,
    [runtime.zoneCode],
  );
  expect(row).toEqual({ status: '2', ent_duty_no: 'DUTY-1' });
});
