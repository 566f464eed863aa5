import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Column } from './copy.ts';
import { formatUnits } from './money.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let the: TestDatabase;
beforeAll(async () => {
  the = await openTestDatabase([]);
});
afterAll(() => the.close());

/** Copies values in and reads them back as PostgreSQL writes them. */
async function roundTrip(type: string, column: Column<unknown>, values: readonly unknown[]) {
  return the.db.transaction(async (tx) => {
    await tx.run(`create temporary table copied (nr serial, v ${type}) on commit drop`);
    await tx.append('copied', [column], values);
    const rows = await tx.query<{ v: string | null }>(
      `select v::text as v
       from copied
       order by nr /* ${type} */`,
    );
    return rows.map(({ v }) => v);
  });
}

describe('numeric', () => {
  const column: Column<unknown> = ['v', 'numeric', (value) => value];

  test('arrives in PostgreSQL as the amount it was, to the last place', async () => {
    const edges = [
      0n,
      1n,
      -1n,
      10n,
      99_999n,
      100_000n,
      999_999_999n,
      1_000_000_000n,
      10n ** 9n - 1n,
    ];
    const powers = Array.from({ length: 20 }, (_, n) => 10n ** BigInt(n));
    const random = fc.sample(fc.bigInt({ min: -(10n ** 19n) + 1n, max: 10n ** 19n - 1n }), 2000);
    const values = [...edges, ...powers, ...powers.map((value) => value - 1n), ...random];
    const expected = values.map((value) => withFiveDecimals(value));
    expect(await roundTrip('numeric(24,5)', column, values)).toEqual(expected);
  });

  test('equals, hashes and sums as a number typed in SQL', async () => {
    const values = fc.sample(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), 200);
    const sum = values.reduce((total, value) => total + value, 0n);
    const result = await the.db.transaction(async (tx) => {
      await tx.run('create temporary table copied (v numeric(19,5)) on commit drop');
      await tx.append('copied', [column], values);
      return tx.query(
        `select sum(v)::text as sum,
           count(*) filter (where v = (v::text)::numeric(19,5)) as same,
           count(distinct v) as distinct
         from copied`,
      );
    });
    const distinct = new Set(values).size;
    expect(result).toEqual([{ sum: withFiveDecimals(sum), same: values.length, distinct }]);
  });
});

function withFiveDecimals(units: bigint): string {
  const [whole = '0', fraction = ''] = formatUnits(units).split('.');
  return `${whole}.${fraction.padEnd(5, '0')}`;
}

describe('other types', () => {
  const CASES: readonly [
    type: string,
    columnType: Column<unknown>[1],
    value: unknown,
    text: string,
  ][] = [
    ['text', 'text', '综试区 é 🎈 \\ \n "', '综试区 é 🎈 \\ \n "'],
    ['text', 'text', '', ''],
    [
      'uuid',
      'uuid',
      '01926b3e-8f00-7abc-8def-0123456789ab',
      '01926b3e-8f00-7abc-8def-0123456789ab',
    ],
    ['bytea', 'bytea', Buffer.from([0, 255, 10]), '\\x00ff0a'],
    ['bool', 'bool', true, 'true'],
    ['int2', 'int2', -32_768, '-32768'],
    ['int4', 'int4', 2_147_483_647, '2147483647'],
    ['int8', 'int8', 9_007_199_254_740_993n, '9007199254740993'],
    ['int8', 'int8', -5, '-5'],
    ['date', 'date', '2026-11-20', '2026-11-20'],
    ['date', 'date', '1999-12-31', '1999-12-31'],
    [
      'timestamptz',
      'timestamptz',
      Date.UTC(2026, 10, 20, 0, 30, 0, 123),
      '2026-11-20 00:30:00.123+00',
    ],
    ['timestamptz', 'timestamptz', Date.UTC(1999, 0, 1), '1999-01-01 00:00:00+00'],
    ['jsonb', 'jsonb', { 名: ['a', null, 1.5] }, '{"名": ["a", null, 1.5]}'],
    ['text[]', 'text[]', ['a', '包 裹', ''], '{a,"包 裹",""}'],
    ['text[]', 'text[]', [], '{}'],
    [
      'uuid[]',
      'uuid[]',
      ['01926b3e-8f00-7abc-8def-0123456789ab'],
      '{01926b3e-8f00-7abc-8def-0123456789ab}',
    ],
  ];

  test.each(CASES)('%s as %s arrives whole', async (type, columnType, value, text) => {
    const column: Column<unknown> = ['v', columnType, (given) => given];
    expect(await roundTrip(type, column, [value, null, undefined])).toEqual([text, null, null]);
  });

  test('rows larger than the buffer arrive whole', async () => {
    const column: Column<unknown> = ['v', 'text', (value) => value];
    const values = ['包'.repeat(400_000), 'x'.repeat(3_000_000), 'y'];
    expect(await roundTrip('text', column, values)).toEqual(values);
  });
});
