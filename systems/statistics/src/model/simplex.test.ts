// The attacker's tool: a dense simplex method, written for tests alone and without our code.
import { expect, test } from 'vitest';

type Equation = { readonly left: readonly number[]; readonly right: number };

const TINY = 1e-9;

/** The greatest `aim · x` where all equations hold and no x is negative; Infinity if unlimited. */
export function maximise(aim: readonly number[], equations: readonly Equation[]): number {
  const width = aim.length;
  const rows = equations.map(({ left, right }, i) => {
    const sign = right < 0 ? -1 : 1;
    const helpers = equations.map((_, j) => (i === j ? 1 : 0));
    return [...left.map((one) => one * sign), ...helpers, right * sign];
  });
  const basis = equations.map((_, i) => width + i);
  // First nothing but the helpers is made small, then they are kept out.
  const helperAim = [...aim.map(() => 0), ...equations.map(() => -1)];
  if (run(rows, basis, helperAim) < -1e-6) throw new Error('nothing fits the equations');
  for (let i = 0; i < rows.length; i += 1) {
    if ((basis[i] ?? 0) < width) continue;
    const enter = rows[i]?.findIndex((one, j) => j < width && Math.abs(one) > TINY) ?? -1;
    if (enter >= 0) pivot(rows, basis, { leave: i, enter });
  }
  for (const row of rows) for (let j = width; j < width + equations.length; j += 1) row[j] = 0;
  return run(rows, basis, [...aim, ...equations.map(() => 0)]);
}

function run(rows: number[][], basis: number[], aim: readonly number[]): number {
  for (let round = 0; round < 2000; round += 1) {
    const price = (j: number) =>
      (aim[j] ?? 0) -
      rows.reduce((sum, row, i) => sum + (aim[basis[i] ?? 0] ?? 0) * (row[j] ?? 0), 0);
    // Bland's rule: the first that gains, so that it ends.
    const enter = aim.findIndex((_, j) => !basis.includes(j) && price(j) > TINY);
    if (enter < 0)
      return rows.reduce((sum, row, i) => sum + (aim[basis[i] ?? 0] ?? 0) * (row.at(-1) ?? 0), 0);
    let leave = -1;
    let least = Infinity;
    rows.forEach((row, i) => {
      const by = row[enter] ?? 0;
      if (by <= TINY) return;
      const ratio = (row.at(-1) ?? 0) / by;
      const isEarlier = ratio <= least + TINY && (basis[i] ?? 0) < (basis[leave] ?? Infinity);
      if (ratio < least - TINY || isEarlier) {
        least = Math.min(least, ratio);
        leave = i;
      }
    });
    if (leave < 0) return Infinity;
    pivot(rows, basis, { leave, enter });
  }
  throw new Error('the simplex method went round in circles');
}

function pivot(rows: number[][], basis: number[], at: { leave: number; enter: number }): void {
  const row = rows[at.leave] ?? [];
  const by = row[at.enter] ?? 1;
  for (let j = 0; j < row.length; j += 1) row[j] = (row[j] ?? 0) / by;
  rows.forEach((other, i) => {
    const times = other[at.enter] ?? 0;
    if (i === at.leave || times === 0) return;
    for (let j = 0; j < other.length; j += 1) other[j] = (other[j] ?? 0) - times * (row[j] ?? 0);
  });
  basis[at.leave] = at.enter;
}

test('finds the corner of a small programme, and no limit where there is none', () => {
  // x + y + slack = 4, x + 3y + slack = 6: the most of x + 2y is at x = 3, y = 1.
  const equations = [
    { left: [1, 1, 1, 0], right: 4 },
    { left: [1, 3, 0, 1], right: 6 },
  ];
  expect(maximise([1, 2, 0, 0], equations)).toBeCloseTo(5);
  expect(maximise([1, 0], [{ left: [1, -1], right: 0 }])).toBe(Infinity);
});
