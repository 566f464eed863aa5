import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMigrations } from '@pilotzone/kernel/migrate';
import { formatUnits } from '@pilotzone/kernel/money';
import { openTestDatabase } from '@pilotzone/kernel/testing';
import type { TestDatabase } from '@pilotzone/kernel/testing';
import { addDays, dayOf, endOfDay, formatInstant } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationFacts, ExportFacts } from '@pilotzone/single-window/contract';
import type { UndonePart } from '@pilotzone/single-window/contract';
import { shareWeight } from './model/fact-block.ts';
import { onDeclarationsReleased } from './on-declarations-released.ts';
import { onDeclarationsUndone } from './on-declarations-undone.ts';
import { onExportsReleased, onExportsUndone } from './on-exports-told.ts';
import { exportCells } from './export-cells.ts';
import { listCounted } from './list-counted.ts';
import { queryCells } from './query-cells.ts';
import { declarationArbitrary, sampleDeclaration, sampleLine } from './sample-declarations.test.ts';

// Two days before a year ends, so that every run crosses it.
const FIRST = '2026-12-30' as PlainDate;
let database: TestDatabase;
let zones = 0;

beforeAll(async () => {
  const migrations = readMigrations('statistics', join(import.meta.dirname, '../migrations'));
  database = await openTestDatabase(migrations);
});
afterAll(() => database.close());

function openZone() {
  let now = endOfDay(FIRST);
  let events = 0;
  const needs = {
    zoneCode: `C${++zones}`,
    db: database.db,
    clock: { now: () => now },
    parksOf: (_: unknown, clues: readonly { areaCode: string }[]) =>
      Promise.resolve(clues.map(({ areaCode }) => (areaCode === '' ? '' : `P-${areaCode}`))),
  };
  const head = () => ({ eventId: `e${++events}`, day: dayOf(now), at: formatInstant(now) });
  const run = <E>(handle: (tx: never, event: E, needs: never) => Promise<void>, event: E) =>
    database.db.transaction((tx) => handle(tx as never, event, needs as never));
  return {
    needs,
    moveTo: (day: PlainDate) => (now = endOfDay(day)),
    release: (declarations: readonly DeclarationFacts[]) =>
      run(onDeclarationsReleased, { ...head(), declarations }),
    undo: (declaration: DeclarationFacts, releasedOn: string, part?: UndonePart) =>
      run(onDeclarationsUndone, {
        ...head(),
        cause: 'returned' as const,
        declarations: [{ ...declaration, releasedOn, ...(part && { part }) }],
      }),
    releaseExports: (declarations: readonly ExportFacts[]) =>
      run(onExportsReleased, { ...head(), declarations }),
    undoExport: (facts: ExportFacts, releasedOn: string) =>
      run(onExportsUndone, {
        ...head(),
        cause: 'cancelled' as const,
        declarations: [{ ...facts, releasedOn }],
      }),
  };
}

describe('cells', () => {
  test('carry every dimension of a list and its goods', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({ areaCode: '77', consigneeDistrict: '330106' })]);
    const by = 'zone,direction,platform,merchant,park,city';
    const { cells, counts } = await queryCells({ by, tradeMode: '1210' }, zone.needs);
    expect(counts).toBe('lists');
    const at = { zone: zone.needs.zoneCode, direction: 'import', platform: '1105910159' };
    expect(cells).toMatchObject([
      { at: { ...at, merchant: '1105910160', park: 'P-77', city: '3301' }, count: 1 },
    ]);
    const goods = await queryCells({ by: 'year,quarter,hs8,hs6,partner,unit' }, zone.needs);
    expect(goods.counts).toBe('lines');
    expect(goods.cells[0]).toMatchObject({
      at: { year: '2026', quarter: '2026-Q4', hs8: '19011010', hs6: '190110', partner: '601' },
      ...{ count: 1, weightKg: '1.5', quantity: '1' },
    });
  });

  test('what has no value is found by a dash', async () => {
    const zone = openZone();
    await zone.release([sampleDeclaration({ areaCode: '' }), sampleDeclaration({})]);
    const { cells } = await queryCells({ by: 'park', park: '-' }, zone.needs);
    expect(cells.map(({ at, count }) => [at['park'], count])).toEqual([['', 1]]);
  });

  test('exports stand beside imports with their destination and no tax', async () => {
    const zone = openZone();
    await zone.releaseExports([sampleExport()]);
    await zone.release([sampleDeclaration({})]);
    const { cells } = await queryCells({ by: 'direction,partner' }, zone.needs);
    expect(cells.map(({ at, value, tax }) => [at, value, tax])).toEqual([
      [{ direction: 'export', partner: '502' }, '80.00', '0.00'],
      [{ direction: 'import', partner: '601' }, '400.00', '36.40'],
    ]);
    await zone.undoExport(sampleExport(), FIRST);
    const left = await queryCells({ by: 'direction' }, zone.needs);
    expect(left.cells.map(({ at }) => at['direction'])).toEqual(['import']);
  });

  test('the CSV has every cell of one revision, and no cell of it is a formula', async () => {
    const zone = openZone();
    await zone.release([
      sampleDeclaration({ ebcCode: '=1+1' }),
      sampleDeclaration({ ebcCode: 'plain' }),
    ]);
    const parts: string[] = [];
    for await (const part of exportCells({ by: 'merchant' }, zone.needs)) parts.push(part);
    expect(parts.join('').split('\r\n')).toEqual([
      'merchant,lists,value,tariff,consumptionTax,valueAddedTax,tax,weightKg,quantity,revision',
      "'=1+1,1,400.00,0.00,0.00,36.40,36.40,1.5,,1",
      'plain,1,400.00,0.00,0.00,36.40,36.40,1.5,,1',
      '',
    ]);
  });

  test('a number leads to the declarations that it counts, those taken back left out', async () => {
    const zone = openZone();
    const [one, two, gone] = ['1', '2', '3'].map((n) =>
      sampleDeclaration({ declarationId: n, portCode: n === '2' ? '2991' : '0116' }),
    ) as [DeclarationFacts, DeclarationFacts, DeclarationFacts];
    await zone.release([one, two, gone]);
    await zone.undo(gone, FIRST);
    const { items, more } = await listCounted({ portCode: '0116' }, zone.needs);
    expect(more).toBe(false);
    expect(items).toEqual([
      { declarationId: '1', direction: 'import', day: FIRST, value: '400.00' },
    ]);
  });

  test('weight goes by value, in equal shares where nothing has one, and to the last unit', () => {
    expect(shareWeight('10', ['1', '3'])).toEqual(['2.5', '7.5']);
    expect(shareWeight('1', ['0', '0'])).toEqual(['0.5', '0.5']);
    expect(shareWeight('1', ['1', '1', '1'])).toEqual(['0.33333', '0.33334', '0.33333']);
  });
});

/** What the slow path knows: one line per declaration line that came or went, in fen. */
type Raw = {
  readonly knownOn: string;
  readonly day: string;
  readonly list: DeclarationFacts;
  readonly lists: number;
  readonly line: DeclarationFacts['lines'][number];
  readonly lines: number;
  readonly sign: bigint;
};

const PLACES: Readonly<Record<string, (raw: Raw) => string>> = {
  year: ({ day }) => day.slice(0, 4),
  month: ({ day }) => day.slice(0, 7),
  merchant: ({ list }) => list.ebcCode,
  province: ({ list }) => list.consigneeDistrict.slice(0, 2),
  portCode: ({ list }) => list.portCode,
  hs4: ({ line }) => line.hsCode.slice(0, 4),
  partner: ({ line }) => line.originCountry,
};

/** Adds raw lines up without the database and without the code under test. */
function slowly(raws: readonly Raw[], by: readonly string[], counts: 'lists' | 'lines') {
  const cells = new Map<string, { count: number; value: bigint; tax: bigint }>();
  for (const raw of raws) {
    const key = by.map((one) => PLACES[one]?.(raw) ?? '?').join('|');
    const cell = cells.get(key) ?? { count: 0, value: 0n, tax: 0n };
    cell.count += raw[counts];
    cell.value += raw.sign * fen(raw.line.dutiablePrice);
    const taxes = [raw.line.tariff, raw.line.consumptionTax, raw.line.valueAddedTax];
    for (const one of taxes) cell.tax += raw.sign * fen(one);
    cells.set(key, cell);
  }
  return [...cells]
    .filter(([, { count, value }]) => count !== 0 || value !== 0n)
    .map(([key, { count, value, tax }]) => `${key} ${count} ${value} ${tax}`)
    .sort();
}

function fen(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(2, '0').slice(0, 2));
}

const QUESTIONS = [
  ['year', 'portCode'],
  ['month', 'merchant'],
  ['province'],
  ['hs4', 'partner'],
  ['month', 'hs4', 'portCode'],
];

describe('every number is what a slow path makes of the raw declarations', () => {
  test('over returns in parts, cancellations, year ends, at each day of knowledge', async () => {
    const step = fc.record({
      lists: fc.array(fc.tuple(declarationArbitrary(), fc.nat(3), fc.nat(2)), {
        minLength: 1,
        maxLength: 8,
      }),
      pause: fc.nat(2),
      undone: fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
        const zone = openZone();
        const raws: Raw[] = [];
        const live: { day: PlainDate; list: DeclarationFacts }[] = [];
        let day = FIRST;
        for (const { lists, pause, undone } of steps) {
          zone.moveTo(day);
          const made = lists.map(([list, merchant, place]) => ({
            ...list,
            ebcCode: `M${merchant}`,
            consigneeDistrict: ['', '330106', '110105'][place] ?? '',
          }));
          await zone.release(made);
          for (const list of made) {
            raws.push(...linesOf({ knownOn: day, day, list, sign: 1n }, list.lines, true));
            live.push({ day, list });
          }
          day = addDays(day, pause);
          zone.moveTo(day);
          for (const [pick, isWhole] of undone) {
            const [one] = live.splice(pick % live.length, 1);
            if (!one) break;
            const { list } = one;
            const about = { knownOn: day, day: one.day, list, sign: -1n };
            const first = list.lines.slice(0, 1);
            if (isWhole || list.lines.length === 1) {
              await zone.undo(list, one.day);
              raws.push(...linesOf(about, list.lines, true));
            } else {
              await zone.undo(list, one.day, firstLine(list));
              raws.push(...linesOf(about, first, false));
            }
          }
          if (live.length === 0) break;
        }
        await compare(zone.needs, raws, day);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

async function compare(needs: Parameters<typeof queryCells>[1], raws: Raw[], last: PlainDate) {
  for (const by of QUESTIONS) {
    const counts = by.some((one) => one === 'hs4' || one === 'partner') ? 'lines' : 'lists';
    for (let known = FIRST; known <= last; known = addDays(known, 1)) {
      const query = { by: by.join(','), from: FIRST, until: last, knownAt: known, limit: 10_000 };
      const answer = await queryCells(query, needs);
      const seen = answer.cells.map(({ at, count, value, tax }) => {
        const key = by.map((one) => at[one]).join('|');
        return `${key} ${count} ${fen(value)} ${fen(tax)}`;
      });
      const wanted = raws.filter(({ knownOn }) => knownOn <= known);
      expect(seen.sort()).toEqual(slowly(wanted, by, counts));
    }
  }
}

type About = Pick<Raw, 'knownOn' | 'day' | 'list' | 'sign'>;

function linesOf(about: About, lines: Raw['list']['lines'], isWhole: boolean): Raw[] {
  return lines.map((line, no) => ({
    ...about,
    line,
    lists: isWhole && no === 0 ? Number(about.sign) : 0,
    lines: Number(about.sign),
  }));
}

/** The return of all of a list's first line, while others remain. */
function firstLine(list: DeclarationFacts): UndonePart {
  const [line] = list.lines;
  if (!line) throw new Error('a list without lines has no part');
  const { dutiablePrice, tariff, consumptionTax, valueAddedTax } = line;
  const tax = [tariff, consumptionTax, valueAddedTax].reduce((sum, one) => sum + fen(one), 0n);
  return {
    ...{ no: 1, remains: true, grossWeightKg: '0.2', lines: [{ ...line, isLast: true }] },
    ...{ dutiablePrice, tariff, consumptionTax, valueAddedTax, tax: formatUnits(tax * 1000n) },
  };
}

function sampleExport(): ExportFacts {
  const { declarationId, orderNo, copNo, preNo, invtNo } = sampleDeclaration({});
  const { name, quantity, unit, quantity1, unit1 } = sampleLine({});
  const line = { lineNo: 1, hsCode: '6403190090', name, quantity, unit, quantity1, unit1 };
  return {
    ...{ declarationId, orderNo, copNo, preNo, invtNo, logisticsNo: 'L', tradeMode: '9610' },
    ...{ ebpCode: 'EP', ebcCode: 'EM', agentCode: '', assureCode: '', payCode: '' },
    ...{ logisticsCode: '', areaCode: '', statisticsFlag: 'A', customsCode: '0116' },
    ...{ portCode: '0116', loctNo: '', emsNo: '', country: '502', lists: 1, grossWeightKg: '2' },
    ...{ value: '80', lines: [{ ...line, destinationCountry: '502', value: '80' }] },
  };
}
