import { expect, test } from 'vitest';
import { percentile } from './latencies.ts';

test('a percentile weighs each batch by its declarations', () => {
  const latencies = [
    { ms: 10, size: 900 },
    { ms: 50, size: 90 },
    { ms: 90, size: 10 },
  ];
  expect([0.5, 0.9, 0.99, 1].map((share) => percentile(latencies, share))).toEqual([
    10, 10, 50, 90,
  ]);
  expect(percentile([], 0.5)).toBe(0);
});
