import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestPlatform } from '../testing-platform.ts';
import type { TestPlatform } from '../testing-platform.ts';
import { loadDemo } from './load-demo.ts';

let the: TestPlatform;

beforeAll(async () => {
  the = await openTestPlatform({ holdRed: true, signatures: 'require', inspectShare: 0.01 });
});
afterAll(() => the.close());

test('the demo day shows every outcome, lists that risk control holds, and exports', async () => {
  const how = { isLocal: false, progress: () => undefined };
  const demo = await loadDemo(the.platform, how);
  expect(Object.keys(demo.outcomes).sort()).toEqual(
    expect.arrayContaining(['held', 'rejected', 'released', 'staged', 'waiting']),
  );
  expect(demo.exports['released']).toBeGreaterThan(40);
  const held = await the.platform.risk.listHolds({ cursor: undefined, limit: 10 });
  expect(new Set(held.items.map(({ lane }) => lane))).toEqual(new Set(['red']));
  const directions = new Set(held.items.map(({ direction }) => direction));
  expect(directions).toEqual(new Set(['import', 'export']));
  const outcomes = ['cancelled', 'held', 'rejected', 'released', 'returned', 'waiting'];
  expect(Object.keys(demo.exports)).toEqual(expect.arrayContaining(outcomes));
  // A second start finds the day and loads nothing again.
  const again = await loadDemo(the.platform, how);
  expect(again).toEqual({ ...demo, loadedNow: false });
});
