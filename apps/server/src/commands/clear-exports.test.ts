import { LIFE_KINDS } from '@pilotzone/generator/exports/lives';
import { writeGeneratedExports } from '@pilotzone/generator/write-files';
import { expect, test } from 'vitest';
import { clearFolder } from '../testing-clear.ts';
import { TEST_DAY } from '../testing-platform.ts';
import type { ClearResultLine } from './clear.ts';

test.each([21, 22, 23])(
  'clear answers whole lives of exports as expected, seed %i',
  async (seed) => {
    const options = { declarations: 40, seed, faults: 0.2, day: TEST_DAY, lives: 0.8 };
    const { lines, expected } = await clearFolder((folder) =>
      writeGeneratedExports(folder, options),
    );
    expect(lines.map(textOf).sort()).toEqual(expected.map(textOf).sort());
    const told = new Set(lines.map((line) => `${String(line['application'])} ${line.outcome}`));
    for (const kind of [
      ...['undefined released', 'undefined cancelled', 'undefined returned', 'manifest released'],
      ...['summary released', 'summary rejected', 'cancellation released', 'cancellation rejected'],
      ...['return released', 'return rejected', 'tally released'],
    ])
      expect(told).toContain(kind);
    expect(expected.length).toBeGreaterThan(LIFE_KINDS.length);
  },
  // A whole run with a database of its own; other tests may keep the machine busy.
  300_000,
);

/** What of a line the messages determine. */
function textOf(line: ClearResultLine): string {
  const codes = [...new Set(line.reasons.map(({ code }) => code))].sort();
  const isOpen = line.outcome === 'cancelled' || line.outcome === 'returned';
  const status = isOpen || line.outcome === 'waiting' ? undefined : line['returnStatus'];
  const about = line['application'] ?? line['orderNo'];
  const isStaged = line.outcome === 'staged';
  return JSON.stringify([about, line['copNo'], line.outcome, isStaged ? null : status, codes]);
}
