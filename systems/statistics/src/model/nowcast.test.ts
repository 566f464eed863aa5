import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nowcastOf, sumUntil } from './nowcast.ts';
import type { DailySeries } from './nowcast.ts';

const monthOf = (month: string, of: (day: number) => number): DailySeries => ({
  ...{ month, days: 30 },
  byDay: new Map(Array.from({ length: 30 }, (_, i) => [i + 1, of(i + 1)])),
});

const even = (size: number) => monthOf('2026-01', () => size);

describe('a nowcast', () => {
  test('of even months is what the month becomes, and the interval is narrow', () => {
    const running = {
      ...even(200),
      byDay: new Map([
        [1, 200],
        [2, 200],
        [3, 200],
      ]),
    };
    const cast = nowcastOf(running, [even(100), even(120), even(80)], 3);
    expect(cast).toMatchObject({ soFar: 600, monthsUsed: 3, coverage: 50 });
    expect(cast?.estimate).toBeCloseTo(6000);
    expect(cast?.low).toBeCloseTo(6000);
    expect(cast?.high).toBeCloseTo(6000);
  });

  test('is none before the third day, or on fewer than three months', () => {
    expect(nowcastOf(even(1), [even(1), even(1), even(1)], 2)).toBeUndefined();
    expect(nowcastOf(even(1), [even(1), even(1)], 20)).toBeUndefined();
  });

  test('is never below what has come in already', () => {
    const late = (size: number) => monthOf('2026-02', (day) => (day > 25 ? size : 1));
    const cast = nowcastOf(even(100), [even(1), late(500), late(100)], 10);
    expect(cast?.low).toBeGreaterThanOrEqual(cast?.soFar ?? Infinity);
    expect(cast?.high).toBeGreaterThan(cast?.estimate ?? Infinity);
  });

  test('covers the truth as often as it says, over months that are alike', () => {
    const source = fc.sample(fc.array(fc.nat(1000), { minLength: 30, maxLength: 30 }), {
      ...{ numRuns: 1600, seed: 3 },
    });
    const months = source.map((days) => monthOf('2026-03', (day) => days[day - 1] ?? 0));
    let inside = 0;
    let cast = 0;
    let promised = 0;
    for (let i = 0; i + 8 <= months.length; i += 8) {
      const [running, ...past] = months.slice(i, i + 8);
      const told = running && nowcastOf(running, past, 10);
      if (!told) continue;
      cast += 1;
      promised = told.coverage / 100;
      const truth = sumUntil(running, 30);
      if (truth >= told.low && truth <= told.high) inside += 1;
    }
    expect(cast).toBeGreaterThan(150);
    expect(inside / cast).toBeGreaterThan(promised - 0.1);
  });
});
