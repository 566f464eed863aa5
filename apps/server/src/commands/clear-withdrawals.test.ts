import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { createLog } from '@pilotzone/kernel/log';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { PlainDate } from '@pilotzone/kernel/time';
import { expect, test } from 'vitest';
import { clear } from './clear.ts';
import type { ClearResultLine } from './clear.ts';

const DAY = '2026-11-20' as PlainDate;

test('clear answers returns and cancellations in any folder as expected', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pilotzone-clear-'));
  const database = await openTestDatabase([]);
  try {
    const options = { declarations: 120, seed: 11, faults: 0.1, day: DAY, withdrawals: 0.6 };
    await writeGeneratedFiles(folder, options);
    const lines: ClearResultLine[] = [];
    await clear(
      {
        paths: [folder],
        dataDir: undefined,
        databaseUrl: database.url,
        tariffFile: undefined,
        participantsFile: undefined,
        signatures: 'ignore',
        certificatesPath: undefined,
        asOf: DAY,
        inspectShare: 0,
        holdRed: false,
        seed: 1,
        log: createLog('silent'),
      },
      {
        progress: () => undefined,
        notice: () => undefined,
        onLine: (line) => void lines.push(line),
      },
    );
    const expected = (await readFile(join(folder, 'expected.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ClearResultLine);
    expect(lines.map(textOf).sort()).toEqual(expected.map(textOf).sort());
    const outcomes = new Set(lines.map(({ outcome }) => outcome));
    expect(outcomes).toContain('returned');
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
});

/** What of a line the messages determine. */
function textOf(line: ClearResultLine): string {
  const codes = [...new Set(line.reasons.map(({ code }) => code))].sort();
  const order = line.message === undefined ? line['orderNo'] : line.message;
  const tax = line.outcome === 'released' || line.outcome === 'returned' ? line['tax'] : undefined;
  return JSON.stringify([order, line.outcome, tax, codes]);
}
