import { expect, test } from 'vitest';
import { percentile, rates } from './latencies.ts';

test('a percentile weighs each batch by its declarations', () => {
  const latencies = [
    { ms: 10, size: 900, at: 1 },
    { ms: 50, size: 90, at: 2 },
    { ms: 90, size: 10, at: 3 },
  ];
  expect([0.5, 0.9, 0.99, 1].map((share) => percentile(latencies, share))).toEqual([
    10, 10, 50, 90,
  ]);
  expect(percentile([], 0.5)).toBe(0);
});

test('a rate counts what was done in each full stretch, also in one where nothing was', () => {
  const done = [1, 9.9, 10, 31].map((at) => ({ ms: 1, size: 500, at }));
  expect(rates(done, 10)).toEqual([100, 50, 0]);
  expect(rates([], 10)).toEqual([]);
});
