import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INDEX_METHOD, growthOf, herfindahl, indexOf } from './zone-index.ts';
import type { MonthNumbers } from './zone-index.ts';

const BASE: MonthNumbers = {
  ...{ month: '2026-01', lists: 100, value: 1_000_000n, exportValue: 200_000n, tax: 50_000n },
  ...{ merchants: 10, newMerchants: 1, partners: 8, undoneLists: 1, releasedLists: 101 },
  shares: [500_000, 500_000],
};

describe('the index of the zone', () => {
  test('is 100 in its base month, and its weights are 100', () => {
    expect(indexOf([BASE], BASE)[0]?.index).toBe(100);
    expect(INDEX_METHOD.parts.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  });

  test('shows what each part adds', () => {
    const twice = { ...BASE, month: '2026-02', value: 2_000_000n };
    const [month] = indexOf([twice], BASE);
    expect(month?.index).toBe(130);
    expect(month?.contributions.find(({ id }) => id === 'scale')).toEqual({
      ...{ id: 'scale', weight: 30, relative: 200, points: 60 },
    });
  });

  test('falls when trade concentrates or comes back, and no part runs away', () => {
    const worse = { ...BASE, shares: [1_000_000], undoneLists: 60 };
    expect(indexOf([worse], BASE)[0]?.index).toBeLessThan(100);
    const wild = { ...BASE, value: 10n ** 15n };
    expect(indexOf([wild], BASE)[0]?.contributions[0]?.relative).toBe(500);
  });

  test('for any months the points add up to it', () => {
    const any = fc.record({
      lists: fc.nat(10_000),
      value: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      merchants: fc.nat(500),
      undoneLists: fc.nat(100),
    });
    fc.assert(
      fc.property(any, (change) => {
        const [month] = indexOf([{ ...BASE, ...change }], BASE);
        const points = month?.contributions.reduce((sum, one) => sum + one.points, 0) ?? 0;
        expect(points).toBeCloseTo(month?.index ?? 0, 6);
      }),
    );
  });
});

test('growth is in tenths of a percent, and of nothing there is none', () => {
  expect(growthOf(1186n, 1000n)).toBe(186);
  expect(growthOf(900n, 1000n)).toBe(-100);
  expect(growthOf(5n, 0n)).toBeUndefined();
});

test('one merchant alone is concentration one', () => {
  expect(herfindahl({ ...BASE, shares: [1_000_000] })).toBe(1);
  expect(herfindahl({ ...BASE, shares: [] })).toBeUndefined();
});
