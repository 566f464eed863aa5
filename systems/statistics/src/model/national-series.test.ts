import { describe, expect, test } from 'vitest';
import { NATIONAL_FIGURES, checkGrowth } from './national-series.ts';

const checked = checkGrowth();
const figure = (year: number, kind: string, series = 'full-caliber') =>
  checked.find((one) => one.year === year && one.kind === kind && one.series === series);

describe('the national reference series', () => {
  test('reproduces the growth that the policy names, within rounding', () => {
    expect(figure(2020, 'final')).toMatchObject({ total: 16_200, growth: 257, verdict: 'agrees' });
    expect(figure(2021, 'final')).toMatchObject({ total: 19_200, growth: 186, verdict: 'agrees' });
    expect(figure(2021, 'final')?.computed).toContainEqual({ on: 'final', growth: 185 });
    expect(figure(2019, 'final', 'platform')?.verdict).toBe('agrees');
  });

  test('shows where the sources contradict themselves', () => {
    // 1.98 trillion is 15 % more than neither 1.69 nor 1.62 trillion.
    expect(figure(2021, 'preliminary')).toMatchObject({
      verdict: 'contradicts',
      computed: [
        { on: 'preliminary', growth: 172 },
        { on: 'final', growth: 222 },
      ],
    });
  });

  test('says of each figure where it was seen, and never mixes the series', () => {
    for (const { seen, source } of NATIONAL_FIGURES) expect(seen === 'memory').toBe(source === '');
    const platform = figure(2018, 'final', 'platform');
    expect(platform?.computed).toEqual([{ on: 'final', growth: 493 }]);
  });
});
