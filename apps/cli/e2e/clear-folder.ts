import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import type { GenerateOptions } from '@pilotzone/generator/generate-declarations';
import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { PlainDate } from '@pilotzone/kernel/time';
import { allMigrations } from '@pilotzone/server/migrations';
import type { ClearLine } from './compare-lines.ts';
import { jsonLines, runPilotzone } from './run-pilotzone.ts';
import type { Ended } from './run-pilotzone.ts';

/** The day on which tests clear unless they say otherwise. */
export const DAY = '2026-11-20' as PlainDate;

/** A folder of a test file's own; `remove` when its tests are over. */
export async function makeFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'pilotzone-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Generates a day into `path`; gives what `clear` must answer. */
export async function generateInto(
  path: string,
  options: Partial<GenerateOptions> = {},
): Promise<ExpectedLine[]> {
  await writeGeneratedFiles(path, {
    declarations: 250,
    seed: 1,
    faults: 0.3,
    day: DAY,
    ...options,
  });
  const lines = (await readFile(join(path, 'expected.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ExpectedLine);
}

/** The message files under a folder. */
export async function findMessages(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true });
  return names.filter((name) => name.endsWith('.xml')).map((name) => join(path, name));
}

/** How a run of `clear --json` ended, and its lines. */
export type Cleared = Ended & { readonly lines: ClearLine[] };

/** Runs `clear --json` on a database of its own; the first arguments are paths. */
export async function clear(...args: readonly string[]): Promise<Cleared> {
  const database = await openTestDatabase(allMigrations());
  try {
    return await clearOn({ DATABASE_URL: database.url }, args);
  } finally {
    await database.close();
  }
}

/** Runs `clear --json` where `env` and `args` say. */
export async function clearOn(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Cleared> {
  const asOf = args.includes('--as-of') ? [] : ['--as-of', DAY];
  const ended = await runPilotzone(['clear', ...args, ...asOf, '--json'], { env });
  return { ...ended, lines: jsonLines<ClearLine>(ended) };
}

/** Lines without what may differ between two runs: customs' numbers, files, and the order. */
export function settled(lines: readonly ClearLine[]): string[] {
  return lines
    .map(({ preNo, invtNo, file: _, ...line }) =>
      JSON.stringify({ ...line, preNo: Boolean(preNo), invtNo: Boolean(invtNo) }),
    )
    .sort();
}
