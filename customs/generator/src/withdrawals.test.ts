import type { PlainDate } from '@pilotzone/kernel/time';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateDeclarations } from './generate-declarations.ts';
import type { GenerateOptions } from './generate-declarations.ts';
import { createRandom } from './random.ts';
import { makeWithdrawn, WITHDRAWAL_KINDS } from './withdrawals.ts';
import { createWorld } from './world.ts';

const DAY = '2026-11-20' as PlainDate;

function digestOf(options: Partial<GenerateOptions>): string {
  const hash = createHash('sha256');
  const all = { declarations: 60, seed: 3, faults: 0.3, day: DAY, ...options };
  for (const item of generateDeclarations(all)) {
    hash.update(item.kind === 'message' ? item.bytes : JSON.stringify(item.line));
  }
  return hash.digest('hex');
}

test('without withdrawals asked for nothing changes', () => {
  expect(digestOf({})).toBe(digestOf({ withdrawals: 0 }));
  expect(digestOf({ withdrawals: 0.5 })).not.toBe(digestOf({}));
});

test('each kind comes, and its request names the number that its list names', () => {
  const world = createWorld(createRandom(5), DAY);
  const scenarios = Array.from({ length: 80 }, () => makeWithdrawn(world));
  expect(new Set(scenarios.map(({ name }) => name))).toEqual(new Set(WITHDRAWAL_KINDS));
  for (const { submissions } of scenarios) {
    const numbers = submissions.flatMap(({ document: { head } }) =>
      'invtNo' in head ? [head.invtNo] : [],
    );
    expect(new Set(numbers).size).toBe(1);
    expect(numbers[0]).toMatch(/^461[23]2026I9\d{8}$/);
  }
});
