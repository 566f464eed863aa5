import { join } from 'node:path';
import type { PlainDate } from '@pilotzone/kernel/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clear, generateInto, makeFolder } from './clear-folder.ts';
import { differences } from './compare-lines.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

describe('clear answers what generate expects', () => {
  test.each([1, 2, 3])('of seed %i', async (seed) => {
    const path = join(folder.path, `seed-${seed}`);
    const expected = await generateInto(path, { seed });
    const { lines, code, stderr } = await clear(path);
    expect(stderr).toBe('signatures are not verified (--signatures ignore)\n');
    expect(differences(expected, lines)).toEqual([]);
    expect(code).toBe(1);
  });

  test('where only listed companies take part', async () => {
    const path = join(folder.path, 'strangers');
    const options = { seed: 4, withStrangers: true, declarations: 300, faults: 0.5 };
    const expected = await generateInto(path, options);
    expect(expected.flatMap(({ reasons }) => reasons)).toContainEqual({ code: '-10102' });
    const { lines } = await clear(path, '--participants', join(path, 'participants.csv'));
    expect(differences(expected, lines)).toEqual([]);
  });

  test('when nothing is wrong, with exit 0', async () => {
    const path = join(folder.path, 'clean');
    const expected = await generateInto(path, { seed: 5, declarations: 40, faults: 0 });
    const { lines, code } = await clear(path);
    expect(differences(expected, lines)).toEqual([]);
    expect(code).toBe(0);
    for (const line of lines) {
      expect(line).toMatchObject({ outcome: 'released', receipts: ['2', '120', '800'] });
      expect(line.reasons).toEqual([]);
    }
  });

  // Limits of 2,000 and 20,000 CNY until the end of 2018, and other rates of value-added tax.
  test.each(['2016-04-08', '2018-12-31', '2019-01-01'] as PlainDate[])('on %s', async (day) => {
    const path = join(folder.path, day);
    const expected = await generateInto(path, { seed: 6, day, declarations: 120 });
    const { lines } = await clear(path, '--as-of', day);
    expect(differences(expected, lines)).toEqual([]);
  });
});
