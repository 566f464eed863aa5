import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBlock, writeBlock, type JudgedFacts } from './fact-block.ts';
import { listFields, type FactVector, type FieldType } from './facts.ts';

const uuid = fc.uuid().map((text) => text.toLowerCase());
const valueOf: Record<FieldType, fc.Arbitrary<unknown>> = {
  text: fc.string({ unit: 'grapheme', maxLength: 12 }),
  texts: fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  integer: fc.integer(),
  decimal: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  flag: fc.boolean(),
};
const facts: fc.Arbitrary<FactVector> = fc.tuple(
  ...listFields().map(([, { type }]) => fc.option(valueOf[type], { nil: undefined })),
);
const row: fc.Arbitrary<JudgedFacts> = fc.record({
  declarationId: uuid,
  attempt: fc.integer({ min: 1, max: 99 }),
  lane: fc.constantFrom('green', 'amber', 'red'),
  score: fc.integer({ min: 0, max: 2_000 }),
  facts,
});

test('every row comes back as it was, the unknown as unknown', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const block = openBlock(writeBlock(rows));
      const again = rows.map((_, index) => ({
        ...block.verdictAt(index),
        facts: block.factsAt(index),
      }));
      expect(again).toEqual(rows);
    }),
  );
});

test('a field that the catalogue no longer has is passed over, a new one is unknown', () => {
  const one: JudgedFacts = {
    declarationId: '01890000-0000-7000-8000-000000000001',
    attempt: 1,
    lane: 'green',
    score: 0,
    facts: listFields().map(([name]) => (name === 'tradeMode' ? '1210' : undefined)),
  };
  const written = writeBlock([one]).toString('latin1');
  // A name of the same length, so that the lengths in the header stay true.
  const block = openBlock(Buffer.from(written.replace('tradeMode', 'formerOne'), 'latin1'));
  expect(block.factsAt(0).every((value) => value === undefined)).toBe(true);
});
