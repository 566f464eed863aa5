import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMessages } from '@pilotzone/generator/compose-messages';
import { drawPurchase } from '@pilotzone/generator/draw-purchase';
import { withLine } from '@pilotzone/generator/purchase';
import { createRandom } from '@pilotzone/generator/random';
import { submissionsOf } from '@pilotzone/generator/scenario';
import { createWorld } from '@pilotzone/generator/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clear, DAY, findMessages, generateInto, makeFolder, settled } from './clear-folder.ts';
import type { Cleared } from './clear-folder.ts';
import type { ClearLine } from './compare-lines.ts';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let day: string;
/** The day without any option. */
let plain: Cleared;

beforeAll(async () => {
  folder = await makeFolder();
  day = join(folder.path, 'day');
  await generateInto(day, { seed: 8, declarations: 150, faults: 0.1 });
  plain = await clear(day);
});
afterAll(() => folder.remove());

function keyOf({ ebpCode = '', orderNo = '' }: Pick<ClearLine, 'ebpCode' | 'orderNo'>): string {
  return `${ebpCode}|${orderNo}`;
}

function keysOf(lines: readonly ClearLine[], outcome: string): string[] {
  return lines
    .filter((line) => line.outcome === outcome)
    .map(keyOf)
    .sort();
}

describe('--disturb', () => {
  test('changes no outcome', async () => {
    const disturbed = await clear(day, '--disturb', '--seed', '3');
    expect(settled(disturbed.lines)).toEqual(settled(plain.lines));
  });
});

describe('--inspect', () => {
  test('holds a share of what would be released, the same for the same seed', async () => {
    const first = await clear(day, '--inspect', '0.2', '--seed', '9');
    const again = await clear(day, '--inspect', '0.2', '--seed', '9');
    const other = await clear(day, '--inspect', '0.2', '--seed', '10');
    const held = keysOf(first.lines, 'held');
    expect(keysOf(again.lines, 'held')).toEqual(held);
    expect(keysOf(other.lines, 'held')).not.toEqual(held);
    const released = keysOf(plain.lines, 'released');
    expect([...held, ...keysOf(first.lines, 'released')].sort()).toEqual(released);
    expect(held.length).toBeGreaterThan(released.length * 0.1);
    expect(held.length).toBeLessThan(released.length * 0.3);
    for (const line of first.lines.filter(({ outcome }) => outcome === 'held')) {
      expect(line).toMatchObject({ returnStatus: '500', receipts: ['2', '120', '500'] });
      expect(line.reasons.length).toBeGreaterThan(0);
    }
  });

  test('of 1 inspects all, of 0 none', async () => {
    const all = await clear(day, '--inspect', '1');
    expect(keysOf(all.lines, 'held')).toEqual(keysOf(plain.lines, 'released'));
    expect(keysOf(plain.lines, 'held')).toEqual([]);
  });
});

describe('--risk', () => {
  let mixed: string;
  let tariff: string;

  beforeAll(async () => {
    mixed = join(folder.path, 'mixed');
    tariff = join(folder.path, 'mixed.csv');
    await writeFile(tariff, await writeMixed(mixed));
  });

  test('score tells lanes and holds nothing', async () => {
    const { lines, code } = await clear(mixed, '--tariff', tariff);
    expect(lines.map(({ outcome, lane }) => `${outcome} ${lane ?? ''}`).sort()).toEqual([
      'released green',
      'released green',
      'released red',
    ]);
    expect(code).toBe(0);
  });

  test('hold holds red lists before customs sees them, and says why', async () => {
    const { lines, code } = await clear(mixed, '--tariff', tariff, '--risk', 'hold');
    const held = lines.filter(({ outcome }) => outcome === 'held');
    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({ lane: 'red', invtNo: null, receipts: [] });
    expect(held[0]?.reasons.map((reason) => reason.code)).toEqual(['PZ-RISK-RESTRICTED-GOODS']);
    expect(keysOf(lines, 'released')).toHaveLength(2);
    // Held is neither refused nor rejected.
    expect(code).toBe(0);
  });
});

// Chapter 97, works of art: the shipped rules find it red.
const RESTRICTED = '9703000000';

/** Three purchases, one of restricted goods; gives a tariff that knows all their codes. */
async function writeMixed(path: string): Promise<string> {
  const random = createRandom(21);
  const world = createWorld(random, DAY);
  const purchases = [1, 2, 3].map(() => drawPurchase(world, {}, world.newBuyer()));
  const [first, ...rest] = purchases;
  if (!first) return '';
  const sent = [withLine(first, ['list', 0], { gcode: RESTRICTED }), ...rest];
  await mkdir(path);
  const messages = composeMessages(random, sent.flatMap(submissionsOf));
  for (const [index, { bytes }] of messages.entries()) {
    await writeFile(join(path, `${index}.xml`), bytes);
  }
  const codes = new Set(sent.flatMap(({ list }) => list.lines.map(({ gcode }) => gcode)));
  return tariffOf([...codes]);
}

const TARIFF_HEADER =
  'hs_code,name_zh,unit1,unit2,mfn_rate,vat_rate,ct_rate,ct_specific,ct_specific_unit,' +
  'ct_threshold,ct_threshold_unit,valid_from,valid_until,source';

/** A tariff of 20 % value-added tax and nothing else. */
function tariffOf(codes: readonly string[], validUntil = ''): string {
  const rows = codes.map((code) => `${code},商品,011,,0,20,,,,,,2016-04-08,${validUntil},test`);
  return [TARIFF_HEADER, ...rows].join('\n') + '\n';
}

describe('--tariff', () => {
  test('gives rates and positive list of the run; a code in no row is refused', async () => {
    const codes = await findCodes();
    const [missing = '', ...known] = [...codes].sort();
    const file = join(folder.path, 'tariff.csv');
    const expired = tariffOf([missing], '2026-11-19').split('\n').slice(1).join('\n');
    await writeFile(file, tariffOf(known) + expired);
    const { lines } = await clear(day, '--tariff', file);
    const before = new Map(plain.lines.map((line) => [keyOf(line), line]));
    let untaxed = 0;
    for (const line of lines.filter(({ message }) => message === undefined)) {
      const without = before.get(keyOf(line));
      if (without?.outcome !== 'released') continue;
      const found = line.reasons.map(({ code }) => code);
      if (line.outcome === 'released') expect(line.tax).toMatchObject(taxAt20(without));
      else {
        untaxed += 1;
        expect(found).toEqual(expect.arrayContaining(['PZ-RATE-MISSING']));
      }
    }
    expect(untaxed).toBeGreaterThan(0);
    expect(keysOf(lines, 'released').length).toBeGreaterThan(0);
  });

  test('that is wrong stops the run with every wrong row', async () => {
    const file = join(folder.path, 'wrong.csv');
    await writeFile(
      file,
      `${TARIFF_HEADER}\n123,x,011,,0,13,,,,,,2016-04-08,,t\n0101010101,x,011,,a,13,,,,,,x,,t\n`,
    );
    const { code, stdout, stderr } = await clear(day, '--tariff', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/line 2, hs_code/);
    expect(stderr).toMatch(/line 3, mfn_rate/);
    expect(stderr).toMatch(/line 3, valid_from/);
    expect(stderr).toContain('[REFERENCE_FILE_INVALID]');
  });

  /** 70 % of 20 % of the price within the limits, without tariff: every line rounded by itself. */
  function taxAt20({ tax }: ClearLine) {
    const single = Number(tax?.['dutiablePrice']) > 5_000;
    return {
      dutiablePrice: tax?.['dutiablePrice'],
      ...(!single && { tariff: '0.00' }),
      consumptionTax: '0.00',
    };
  }

  async function findCodes(): Promise<Set<string>> {
    const files = (await findMessages(day)).filter((file) => file.includes('CEB621'));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    return new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/gcode>(\d{8,10})</g)].map((match) => match[1] ?? ''),
      ),
    );
  }
});
