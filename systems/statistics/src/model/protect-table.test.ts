import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DISCLOSURE_POLICY, blur, secrecyOf } from './disclosure.ts';
import type { Contribution } from './disclosure.ts';
import { protectTable } from './protect-table.ts';
import type { PlainTable, Suppression } from './protect-table.ts';
import { maximise } from './simplex.test.ts';

const POLICY = DISCLOSURE_POLICY;

/** A cell of merchants with these values, ten lists each. */
function cellOf(values: readonly number[]): Contribution {
  const sorted = values.filter((one) => one > 0).toSorted((a, b) => b - a);
  return {
    firms: sorted.length,
    count: sorted.length * 10,
    total: BigInt(sorted.reduce((sum, one) => sum + one, 0)),
    largest: BigInt(sorted[0] ?? 0),
    second: BigInt(sorted[1] ?? 0),
  };
}

/** What merchants sold, by row and column; the table has their sums. */
type Sales = readonly (readonly (readonly number[])[])[];

function tableOf(sales: Sales): PlainTable {
  const width = sales[0]?.length ?? 0;
  const add = (parts: readonly (readonly number[])[]) =>
    parts.reduce<number[]>((sum, part) => part.map((one, firm) => one + (sum[firm] ?? 0)), []);
  const columns = Array.from({ length: width }, (_, c) => add(sales.map((row) => row[c] ?? [])));
  const whole = [...sales, columns].map((row) => [...row, add(row)].map(cellOf));
  return { rows: sales.length + 1, columns: width + 1, cells: whole };
}

describe('a cell may not be told', () => {
  test('when too few are behind it, one has most of it, or the second knows the first', () => {
    expect(secrecyOf(cellOf([50, 50]), POLICY)).toBe('threshold');
    expect(secrecyOf(cellOf([90, 5, 5, 5]), POLICY)).toBe('dominance');
    expect(secrecyOf(cellOf([60, 60, 4]), POLICY)).toBe('p-percent');
    expect(secrecyOf(cellOf([40, 40, 40]), POLICY)).toBeUndefined();
  });
});

describe('complementary suppression', () => {
  test('leaves no cell that its row or its column gives back', () => {
    const even = [30, 30, 30, 30];
    const sales = [
      [[90, 0, 0, 0], even, even],
      [even, even, even],
      [even, even, even],
    ];
    const marks = protectTable(tableOf(sales), POLICY);
    expect(marks[0]?.[0]).toBe('primary');
    expect(marks[0]?.filter(Boolean).length).toBeGreaterThan(1);
    expect(marks.filter((row) => row[0]).length).toBeGreaterThan(1);
  });

  test('hides the sum where a row has nothing else to hide behind', () => {
    const even = [30, 30, 30, 30];
    const sales = [[[90, 0, 0, 0]], [even], [even]];
    const marks = protectTable(tableOf(sales), POLICY);
    expect(marks[0]).toEqual(['primary', 'primary']);
    expect(marks.flat().filter((mark) => mark === 'secondary').length).toBeGreaterThan(0);
  });

  test('a table in which nobody stands out is shown whole', () => {
    const even = [30, 31, 32, 33];
    const marks = protectTable(
      tableOf([
        [even, even],
        [even, even],
      ]),
      POLICY,
    );
    expect(marks.flat().filter(Boolean)).toEqual([]);
  });

  test('no linear programme over all that is shown comes closer than the policy allows', () => {
    const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 }));
    const cell = fc.array(amount, { minLength: 5, maxLength: 5 });
    const row = (width: number) => fc.array(cell, { minLength: width, maxLength: width });
    const sales = fc
      .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }))
      .chain(([height, width]) => fc.array(row(width), { minLength: height, maxLength: height }));
    let attacked = 0;
    fc.assert(
      fc.property(sales, (made) => {
        const table = tableOf(made);
        const marks = protectTable(table, POLICY);
        for (let r = 0; r < table.rows; r += 1) {
          for (let c = 0; c < table.columns; c += 1) {
            const exact = table.cells[r]?.[c];
            if (!exact || marks[r]?.[c] !== 'primary') continue;
            attacked += 1;
            const { least, most } = attack(table, marks, r * table.columns + c);
            const need = Math.ceil((Number(exact.largest) * POLICY.pPercent) / 100);
            expect(most).toBeGreaterThanOrEqual(Number(exact.total) + need - 1e-6);
            expect(least).toBeLessThanOrEqual(Math.max(0, Number(exact.total) - need) + 1e-6);
          }
        }
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(attacked).toBeGreaterThan(300);
  });
});

/** The least and the most that a cell left out can be, by the simplex method: nothing of ours. */
function attack(table: PlainTable, marks: Suppression[][], target: number) {
  const { rows, columns, cells } = table;
  const hidden = marks.flatMap((line, r) => line.flatMap((m, c) => (m ? [r * columns + c] : [])));
  const index = new Map(hidden.map((place, i) => [place, i]));
  const equations: { left: number[]; right: number }[] = [];
  const line = (places: readonly number[]) => {
    const left = hidden.map(() => 0);
    let right = 0;
    places.forEach((place, i) => {
      const sign = i === places.length - 1 ? -1 : 1;
      const at = index.get(place);
      const shown = Number(cells[Math.floor(place / columns)]?.[place % columns]?.total ?? 0n);
      if (at === undefined) right -= sign * shown;
      else left[at] = sign;
    });
    if (left.some((one) => one !== 0)) equations.push({ left, right });
  };
  for (let r = 0; r < rows; r += 1)
    line(Array.from({ length: columns }, (_, c) => r * columns + c));
  for (let c = 0; c < columns; c += 1)
    line(Array.from({ length: rows }, (_, r) => r * columns + c));
  const aim = hidden.map((place) => (place === target ? 1 : 0));
  const most = maximise(aim, equations);
  const least = -maximise(
    aim.map((one) => -one),
    equations,
  );
  return { least, most };
}

describe('noise', () => {
  const cell = cellOf([100, 80, 60, 40]);

  test('is the same for the same key, in both directions, and never near none', () => {
    const ways = new Set<boolean>();
    for (let draw = 0; draw < 2000; draw += 1) {
      const blurred = blur(cell.total, { cell, draw, policy: POLICY });
      expect(blur(cell.total, { cell, draw, policy: POLICY })).toBe(blurred);
      const off = blurred > cell.total ? blurred - cell.total : cell.total - blurred;
      expect(off).toBeGreaterThanOrEqual(14n);
      expect(off).toBeLessThanOrEqual(40n);
      ways.add(blurred > cell.total);
    }
    expect(ways.size).toBe(2);
  });
});
