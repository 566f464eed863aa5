import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { describe, expect, it } from 'vitest';
import { fuzzOnce, fuzzSubjects } from './fuzz.ts';

/** Mutants per parser; `npm run fuzz` makes a million. */
const MUTANTS = 60;

describe('no parser fails, hangs, or accepts what the schema refuses', () => {
  it.each(fuzzSubjects())('$name', (subject) => {
    const seen = { valid: 0, invalid: 0, refused: 0 };
    for (let i = 0; i < MUTANTS; i++) {
      const { verdict, bytes, fault } = fuzzOnce(subject, chanceOf(1000 + i));
      if (fault !== undefined) expect.fail(`${fault}\n${bytes.toString()}`);
      seen[verdict]++;
    }
    expect(seen.invalid).toBeGreaterThan(0);
    expect(seen.valid).toBeGreaterThan(0);
  });
});
