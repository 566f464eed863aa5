import { writeGeneratedFiles } from '@pilotzone/generator/write-files';
import { expect, test } from 'vitest';
import { clearFolder } from '../testing-clear.ts';
import { TEST_DAY } from '../testing-platform.ts';
import type { ClearResultLine } from './clear.ts';

test.each([11, 12, 13])(
  'clear answers returns and cancellations as expected, seed %i',
  async (seed) => {
    const { lines, expected } = await clearFolder((folder) =>
      writeGeneratedFiles(folder, {
        ...{ declarations: 60, seed, faults: 0.1, day: TEST_DAY, withdrawals: 0.7 },
      }),
    );
    expect(lines.map(textOf).sort()).toEqual(expected.map(textOf).sort());
    const outcomes = new Set(lines.map(({ outcome }) => outcome));
    expect(outcomes).toContain('returned');
    expect(outcomes).toContain('cancelled');
  },
  // A whole run with a database of its own; other tests may keep the machine busy.
  300_000,
);

/** What of a line the messages determine. */
function textOf(line: ClearResultLine): string {
  const codes = [...new Set(line.reasons.map(({ code }) => code))].sort();
  const order = line.message === undefined ? line['orderNo'] : line.message;
  const tax = line.outcome === 'released' || line.outcome === 'returned' ? line['tax'] : undefined;
  return JSON.stringify([order, line.outcome, tax, codes]);
}
