import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeGeneratedFiles } from './write-files.ts';

const DAY = parsePlainDate('2026-11-20') ?? ('' as PlainDate);

describe('a generated folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilotzone-generate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds messages by type, expected outcomes, faults and participants', async () => {
    const options = { declarations: 120, seed: 3, faults: 0.3, day: DAY };
    const written = await writeGeneratedFiles(folder, options);
    const names = await readdir(folder);
    expect(names.sort()).toEqual([
      'CEB311',
      'CEB411',
      'CEB511',
      'CEB621',
      'expected.jsonl',
      'faults.jsonl',
      'participants.csv',
    ]);
    const expected = (await readFile(join(folder, 'expected.jsonl'), 'utf8')).trim().split('\n');
    const outcomes = expected.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === 'released')).toHaveLength(
      written.outcomes['released'] ?? 0,
    );
    const lists = await readdir(join(folder, 'CEB621'));
    expect(lists.every((name) => /^\d{7}\.xml$/.test(name))).toBe(true);
    const first = await readFile(join(folder, 'CEB621', lists[0] ?? ''), 'utf8');
    expect(first).toContain('<ceb:CEB621Message');
  });
});
