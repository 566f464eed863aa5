import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '@pilotzone/kernel/testing';
import type { DeclarationFacts, UndonePart } from '@pilotzone/single-window/contract';
import { createFinancialServices } from './index.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { migrations, officeOf, released, runtimeFor } from './sample-events.test.ts';
import { sampleFacts, undone, yuan, DAY, GUARANTOR } from './sample-events.test.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

/** Two lists released under a guarantee; the first comes back in parts. */
async function openBooks(taxes: string[]) {
  const runtime = runtimeFor(database.db);
  const office = officeOf(runtime, createFinancialServices(runtime));
  await office.grant('1000');
  const [list, other] = [sampleFacts({ taxes }), sampleFacts({ taxes: ['1', '2', '3'] })];
  await office.earmark(list, other);
  const release = () =>
    office.inTx((tx) => onDeclarationsReleased(runtime, tx, released([list, other])));
  const comeBack = (parts: readonly UndonePart[]) =>
    office.inTx(async (tx) => {
      for (const part of parts) await onDeclarationsUndone(runtime, tx, partEvent(list, part));
    });
  return { runtime, office, list, release, comeBack };
}

function partEvent(list: DeclarationFacts, part: UndonePart) {
  const event = undone([list]);
  return { ...event, declarations: event.declarations.map((facts) => ({ ...facts, part })) };
}

/** Cuts taxes, in fen, into parts by cumulative percentages. */
function cut(taxes: readonly number[], percents: readonly number[]): UndonePart[] {
  const steps = [0, ...percents.toSorted((a, b) => a - b), 100];
  return steps.slice(1).map((percent, index) => {
    const [tariff = '', consumptionTax = '', valueAddedTax = ''] = taxes.map((tax) => {
      const upTo = (share: number) => Math.floor((tax * share) / 100);
      return ((upTo(percent) - upTo(steps[index] ?? 0)) / 100).toFixed(2);
    });
    const remains = index < steps.length - 2;
    const amounts = { tariff, consumptionTax, valueAddedTax, tax: '', dutiablePrice: '' };
    return { no: index + 1, remains, grossWeightKg: '0', lines: [], ...amounts };
  });
}

const text = (fen: number) => (fen / 100).toFixed(2);
const taxArbitrary = fc.tuple(...[1, 2, 3].map(() => fc.nat(30_000)));
const percentsArbitrary = fc.array(fc.nat(100), { maxLength: 3 });

test('parts that come back, told twice or in any number, restore guarantee and books', async () => {
  await fc.assert(
    fc.asyncProperty(taxArbitrary, percentsArbitrary, async (taxes, percents) => {
      const { office, release, comeBack } = await openBooks(taxes.map(text));
      await release();
      const parts = cut(taxes, percents);
      for (const part of parts) {
        await comeBack([part, part]);
        await office.expectSoundBooks();
      }
      expect(await office.guarantee()).toMatchObject({ reserved: '6.00', available: '994.00' });
      expect(await office.balances()).toMatchObject({
        '1122': '6.00',
        '222101': '-1.00',
        '222102': '-2.00',
        '222103': '-3.00',
        '9102': '6.00',
      });
    }),
    { numRuns: 15 },
  );
});

test('a part that is told before the release leaves the same books', async () => {
  const { office, release, comeBack } = await openBooks(['0', '52.5', '45.5']);
  const [half, rest] = cut([0, 5_250, 4_550], [50]);
  if (!half || !rest) return;
  await comeBack([half]);
  await release();
  expect(await office.balances()).toMatchObject({ '1122': '55.00', '9102': '55.00' });
  await comeBack([rest]);
  await office.expectSoundBooks();
  expect(await office.balances()).toMatchObject({ '1122': '6.00' });
});

test('what is paid after a part came back is the rest, and a later part is a refund', async () => {
  const { runtime, office, release, comeBack } = await openBooks(['0', '52.5', '45.5']);
  const [half, rest] = cut([0, 5_250, 4_550], [50]);
  if (!half || !rest) return;
  await release();
  await comeBack([half]);
  runtime.setDay('2026-12-22');
  const finance = createFinancialServices(runtime);
  const paid = await office.inTx((tx) =>
    finance.payDueTaxes(tx, {
      guarantorCode: GUARANTOR,
      releasedFrom: DAY,
      releasedUntil: DAY,
      amount: yuan('55'),
      paidOn: '2026-12-22' as typeof DAY,
      reference: 'TX1',
      recordedBy: 'test',
    }),
  );
  expect(paid.kind).toBe('paid');
  await comeBack([rest]);
  await office.expectSoundBooks();
  expect(await office.balances()).toMatchObject({
    '1122': '0.00',
    '1123': '49.00',
    '2241': '-49.00',
    '9102': '0.00',
  });
});
