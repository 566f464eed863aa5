import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chanceOf } from '@pilotzone/ceb/testing/seeded';
import { hasOfficialSchemas } from '@pilotzone/ceb/testing/official-schema';
import { fuzzOnce, fuzzSubjects } from './fuzz.ts';

/** What a long run counted. */
export type FuzzCounts = {
  mutants: number;
  valid: number;
  invalid: number;
  refused: number;
  faults: number;
  slowestMs: number;
};

/** A long run: how many mutants, from which seed on, and where faults are written. */
export type FuzzRun = {
  readonly mutants: number;
  readonly seed: number;
  readonly folder: string;
  /** Told about every so often, and about each fault. */
  readonly say: (line: string) => void;
};

const TELL_EVERY = 20_000;

/** Attacks all parsers in turn; every fault is written to a file that reproduces it. */
export function runFuzz({ mutants, seed, folder, say }: FuzzRun): FuzzCounts {
  const subjects = fuzzSubjects();
  const counts = { mutants: 0, valid: 0, invalid: 0, refused: 0, faults: 0, slowestMs: 0 };
  say(hasOfficialSchemas ? 'the official schemas judge too' : 'without the official schemas');
  while (counts.mutants < mutants) {
    for (const subject of subjects) {
      const chance = chanceOf(seed + counts.mutants);
      const result = fuzzOnce(subject, chance);
      counts.mutants++;
      counts[result.verdict]++;
      counts.slowestMs = Math.max(counts.slowestMs, result.milliseconds);
      if (result.fault !== undefined) {
        counts.faults++;
        mkdirSync(folder, { recursive: true });
        const name = createHash('sha256').update(result.bytes).digest('hex').slice(0, 16);
        const file = join(folder, `${subject.name.replace(' ', '-')}-${name}.xml`);
        writeFileSync(file, result.bytes);
        say(`FAULT ${subject.name}: ${result.fault.slice(0, 1000)}\n  ${file}`);
      }
      if (counts.mutants % TELL_EVERY === 0) say(JSON.stringify(counts));
      if (counts.mutants >= mutants) break;
    }
  }
  return counts;
}
