import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@pilotzone/kernel/log';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import { clear } from './commands/clear.ts';
import type { ClearResultLine } from './commands/clear.ts';
import { TEST_DAY } from './testing-platform.ts';

/** A folder's files driven through `clear` on a database of their own, and what was expected. */
export type ClearedFolder = {
  readonly lines: readonly ClearResultLine[];
  readonly expected: readonly ClearResultLine[];
};

/** Lets `write` fill a folder, clears it as of TEST_DAY and removes it again. */
export async function clearFolder(
  write: (folder: string) => Promise<unknown>,
): Promise<ClearedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'pilotzone-clear-'));
  const database = await openTestDatabase([]);
  try {
    await write(folder);
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
        asOf: TEST_DAY,
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
    const text = await readFile(join(folder, 'expected.jsonl'), 'utf8');
    const expected = text.trim().split('\n');
    return { lines, expected: expected.map((line) => JSON.parse(line) as ClearResultLine) };
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
}
