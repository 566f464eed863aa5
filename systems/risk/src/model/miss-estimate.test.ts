import { expect, test } from 'vitest';
import { clopperPearson, estimateMissed, type Draw } from './miss-estimate.ts';

const draws = (count: number, confirmed: number, probability: number): Draw[] =>
  Array.from({ length: count }, (_, index) => ({
    probability,
    finding: index < confirmed ? 'confirmed' : 'cleared',
  }));

test('bounds are those of published tables', () => {
  // 0 of 10: 1 - 0.025^(1/10); 5 of 10 and 1 of 100 as in tables of exact binomial limits.
  const cases: [number, number, number, number][] = [
    [0, 10, 0, 0.3085],
    [10, 10, 0.6915, 1],
    [5, 10, 0.18709, 0.81291],
    [1, 100, 0.00025, 0.05446],
  ];
  for (const [hits, tries, low, high] of cases) {
    const [lower, upper] = clopperPearson(hits, tries);
    expect(lower).toBeCloseTo(low, 4);
    expect(upper).toBeCloseTo(high, 4);
  }
});

test('each confirmed draw stands for one by its probability', () => {
  const estimate = estimateMissed(draws(200, 4, 0.01));
  expect(estimate).toMatchObject({ drawn: 200, looked: 200, confirmed: 4 });
  expect(estimate.population).toBeCloseTo(20_000, 6);
  expect(estimate.missed).toBeCloseTo(400, 6);
  expect(estimate.low).toBeLessThan(400);
  expect(estimate.high).toBeGreaterThan(400);
});

test('draws that nobody has looked at stand for the ones that were', () => {
  const open: Draw[] = Array.from({ length: 100 }, () => ({
    ...{ probability: 0.01, finding: undefined },
  }));
  expect(estimateMissed([...draws(100, 2, 0.01), ...open]).missed).toBeCloseTo(400, 6);
  expect(estimateMissed(open)).toMatchObject({ missed: null, low: null, high: null });
});

test('over many weeks the estimate is right on average, its bounds 95 of 100 times', () => {
  const [population, missed, share] = [4_000, 80, 0.05];
  let state = 20_261_201;
  // Mulberry32: seeded, and even enough here.
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  let [sum, covered] = [0, 0];
  const weeks = 400;
  for (let week = 0; week < weeks; week += 1) {
    const seen: Draw[] = [];
    for (let one = 0; one < population; one += 1) {
      const finding = one < missed ? 'confirmed' : 'cleared';
      if (chance() < share) seen.push({ probability: share, finding });
    }
    const { missed: estimate, low, high } = estimateMissed(seen);
    sum += estimate ?? 0;
    if ((low ?? 0) <= missed && missed <= (high ?? 0)) covered += 1;
  }
  expect(Math.abs(sum / weeks - missed)).toBeLessThan(8);
  expect(covered / weeks).toBeGreaterThan(0.93);
});
