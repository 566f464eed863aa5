import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExpectedLine } from '@pilotzone/generator/expected';
import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { PlainDate } from '@pilotzone/kernel/time';
import { allMigrations } from '@pilotzone/server/migrations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from './compare-lines.ts';
import type { ClearLine } from './compare-lines.ts';
import { jsonLines, runPilotzone } from './run-pilotzone.ts';

const DAY = '2026-11-20' as PlainDate;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pilotzone-e2e-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function generate(name: string, options: { seed: number; declarations?: number; faults?: number; day?: PlainDate; withStrangers?: boolean }) {
  const path = join(folder, name);
  await writeGeneratedFiles(path, { declarations: 250, faults: 0.3, day: DAY, ...options });
  const lines = (await readFile(join(path, 'expected.jsonl'), 'utf8')).trim().split('\n');
  return { path, expected: lines.map((line) => JSON.parse(line) as ExpectedLine) };
}

async function clear(path: string, ...more: string[]) {
  const database = await openTestDatabase(allMigrations());
  try {
    const args = ['clear', path, '--as-of', DAY, '--json', ...more];
    const ended = await runPilotzone(args, { env: { DATABASE_URL: database.url } });
    return { ...ended, lines: jsonLines<ClearLine>(ended) };
  } finally {
    await database.close();
  }
}

describe('clear answers what generate expects', () => {
  test.each([1, 2, 3])('seed %i', async (seed) => {
    const { path, expected } = await generate(`seed-${seed}`, { seed });
    const { lines, code, stderr } = await clear(path);
    expect(stderr).toBe('signatures are not verified (--signatures ignore)\n');
    expect(differences(expected, lines)).toEqual([]);
    expect(code).toBe(1);
  });
});

test('with --participants only the listed companies take part', async () => {
  const { path, expected } = await generate('strangers', { seed: 4, withStrangers: true, declarations: 300, faults: 0.5 });
  expect(expected.flatMap(({ reasons }) => reasons).map(({ code }) => code)).toContain('-10102');
  const { lines } = await clear(path, '--participants', join(path, 'participants.csv'));
  expect(differences(expected, lines)).toEqual([]);
});

// Limits of 2,000 and 20,000 CNY until the end of 2018; other rates of value-added tax in 2016.
test.each(['2018-06-15', '2016-12-01', '2019-01-01', '2018-12-31', '2016-04-08'] as PlainDate[])('a day of %s is judged by its own limits and rates', async (day) => {
  const { path, expected } = await generate(`day-${day}`, { seed: 5, day, declarations: 120 });
  const { lines } = await clear(path, '--as-of', day);
  expect(differences(expected, lines)).toEqual([]);
});
