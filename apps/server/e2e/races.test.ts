import { createRandom } from '@pilotzone/generator/random';
import { createWorld } from '@pilotzone/generator/world';
import { describe, expect, test } from 'vitest';
import { TEST_DAY } from '../src/testing-platform.ts';
import { auditBooks } from './audit-books.ts';
import { openArena } from './race-arena.ts';
import { createCopies } from './race-purchases.ts';
import { raceRound } from './race-round.ts';
import type { RoundResult } from './race-round.ts';

// A short run in every test; a long one by hand: npm run test:races -- --operations 100000.
const OPERATIONS = Number(process.env['OPERATIONS'] ?? 600);
const SEED = Number(process.env['SEED'] ?? 1);

/** Races until so many operations were raced; how it went. */
async function race(accepted: 'held' | 'sent', operations: number) {
  const arena = await openArena(accepted);
  try {
    const random = createRandom(SEED);
    const world = createWorld(random, TEST_DAY);
    const source = { world, random, copies: createCopies(world) };
    const results: RoundResult[] = [];
    for (let raced = 0; raced < operations;) {
      const result = await raceRound(arena, source);
      results.push(result);
      raced += result.operations;
      if (result.problem) break;
      if (OPERATIONS > 5_000 && results.length % 100 === 0)
        process.stderr.write(`${accepted}: ${raced} operations in ${results.length} rounds\n`);
    }
    for (const platform of arena.platforms.slice(0, 1)) await platform.dispatcher.drain();
    const [home] = arena.platforms;
    const books = home ? await auditBooks(home.runtime.db) : ['no platform'];
    return {
      operations: results.reduce((sum, result) => sum + result.operations, 0),
      overspends: results.reduce((sum, result) => sum + result.overspends, 0),
      problems: results.flatMap(({ problem }) => problem ?? []),
      books,
    };
  } finally {
    await arena.close();
  }
}

describe.each(['sent', 'held'] as const)('lists that are %s', (accepted) => {
  test(
    'race at limits and holds, and some serial order explains every answer',
    async () => {
      const { operations, overspends, problems, books } = await race(accepted, OPERATIONS / 2);
      if (OPERATIONS > 5_000) process.stderr.write(`${accepted}: ${operations} raced\n`);
      expect(problems.join('\n')).toBe('');
      expect(overspends).toBe(0);
      expect(books).toEqual([]);
      expect(operations).toBeGreaterThanOrEqual(OPERATIONS / 2);
    },
    120_000 + OPERATIONS * 100,
  );
});
