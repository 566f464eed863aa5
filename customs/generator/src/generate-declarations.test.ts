import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { PlainDate } from '@pilotzone/kernel/time';
import { judgeDocuments } from '@pilotzone/rules/judge';
import { idCardFault } from '@pilotzone/rules/id-card';
import { judgeSingleLimit } from '@pilotzone/tariff/limits';
import { judgePositiveList } from '@pilotzone/tariff/positive-list';
import { assessTax } from '@pilotzone/tariff/tax';
import { taxableOf } from '@pilotzone/tariff/taxable-list';
import { describe, expect, it } from 'vitest';
import { createDemoSigners } from './demo-signers.ts';
import { drawPurchase } from './draw-purchase.ts';
import type { ExpectedDeclaration } from './expected.ts';
import { FAULTS } from './faults.ts';
import type { Generated } from './generate-declarations.ts';
import { formatParticipants, generateDeclarations } from './generate-declarations.ts';
import type { Purchase } from './purchase.ts';
import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

const DAY = parsePlainDate('2026-11-20') ?? ('' as PlainDate);
const OPTIONS = { declarations: 300, seed: 7, faults: 0.5, day: DAY };

function worldOf(seed: number): World {
  return createWorld(createRandom(seed), DAY);
}

function digestOf(items: Iterable<Generated>): string {
  const hash = createHash('sha256');
  for (const item of items) {
    hash.update(item.kind === 'message' ? item.bytes : JSON.stringify(item.line));
  }
  return hash.digest('hex');
}

describe('a generated day', () => {
  it('has messages of one document each in blocks of one declaration', () => {
    const day = { declarations: 5, seed: 7, faults: 0, day: DAY, block: 1 };
    const kinds = [...generateDeclarations(day)].map((item) =>
      item.kind === 'message' ? item.type.slice(0, 6) : item.kind,
    );
    const declaration = ['expected', 'CEB311', 'CEB411', 'CEB511', 'CEB621'];
    expect(kinds).toEqual(Array.from({ length: 5 }, () => declaration).flat());
  });

  it('is the same for the same seed and another for another', () => {
    const digest = digestOf(generateDeclarations(OPTIONS));
    expect(digestOf(generateDeclarations(OPTIONS))).toBe(digest);
    expect(digestOf(generateDeclarations({ ...OPTIONS, seed: 8 }))).not.toBe(digest);
  });

  it('has messages of at most 100 documents that fit the schema unless meant not to', () => {
    const invalid: string[] = [];
    let refusals = 0;
    for (const item of generateDeclarations(OPTIONS)) {
      if (item.kind === 'expected') {
        const isFormat = item.line.reasons.some(({ code }) => code === 'PZ-FORMAT-SCHEMA');
        if (isFormat) refusals += 1;
        continue;
      }
      const decoded = decodeCeb(item.bytes);
      if (decoded.kind === 'message') {
        expect(decoded.message.documents.length).toBeLessThanOrEqual(100);
      } else invalid.push(item.type);
    }
    expect(refusals).toBeGreaterThan(0);
    expect(invalid).toEqual(Array.from({ length: refusals }, () => 'CEB621Message'));
  });

  it('has as many declarations as asked for', () => {
    const declared = new Set<string>();
    let refused = 0;
    for (const item of generateDeclarations({ ...OPTIONS, declarations: 1_100 })) {
      if (item.kind === 'message') continue;
      if ('orderNo' in item.line) declared.add(item.line.orderNo);
      else if (item.line.reasons[0]?.code === 'PZ-FORMAT-SCHEMA') refused += 1;
    }
    expect(declared.size + refused).toBe(1_100);
  });

  it('has every kind of fault when there is room for all', () => {
    const names = new Set<string>();
    const signers = createDemoSigners(OPTIONS.day);
    const many = { ...OPTIONS, declarations: 1_000, withStrangers: true, signers };
    for (const item of generateDeclarations(many)) {
      if (item.kind === 'expected' && item.fault) names.add(item.fault);
    }
    expect([...names].sort()).toEqual(FAULTS.map(({ name }) => name).sort());
    expect(names.size).toBeGreaterThanOrEqual(25);
  });

  it.each(['2016-04-08', '2016-12-01', '2018-12-31', '2019-01-01'] as PlainDate[])(
    'keeps the limits and the tariff of %s',
    (day) => {
      const outcomes = new Map<string, number>();
      for (const item of generateDeclarations({ ...OPTIONS, faults: 0.2, day })) {
        if (item.kind === 'message') continue;
        for (const { code } of [{ code: item.line.outcome }, ...item.line.reasons])
          outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      }
      // The limits of the day turn some down, the goods of the day are all known.
      for (const code of ['released', '-621005', '1313'])
        expect(outcomes.get(code)).toBeGreaterThan(0);
    },
  );

  it('of before 2016-04-08 cannot be made', () => {
    const day = '2016-04-07' as PlainDate;
    expect(() => [...generateDeclarations({ ...OPTIONS, day })]).toThrow('since 2016-04-08');
  });

  it('is without fault when asked to be', () => {
    for (const item of generateDeclarations({ ...OPTIONS, faults: 0 })) {
      if (item.kind === 'expected')
        expect(item.line).toMatchObject({ outcome: 'released', reasons: [] });
    }
  });
});

/** The codes that rules and tariff find in a purchase. */
function codesOf(world: World, purchase: Pick<Purchase, 'list'> & Partial<Purchase>): string[] {
  const { list, order, payment, waybill } = purchase;
  const documents = { list, order, waybill, payments: payment ? [payment] : [] };
  const { findings } = judgeDocuments(documents, { day: DAY });
  const errors = findings.filter(({ severity }) => severity === 'error');
  const { tariff, regime } = world;
  const assessed = assessTax(taxableOf(list), { on: DAY, tariff, regime });
  const dutiablePrice =
    assessed.kind === 'assessed' ? assessed.totals.dutiablePrice : assessed.dutiablePrice;
  const { isSingleItem } = assessed;
  const limit = judgeSingleLimit({ dutiablePrice, isSingleItem, listNo: '' }, world.regime);
  const listed = list.lines.flatMap(({ gcode }) => {
    const goods = { hsCode: gcode, tradeMode: list.head.tradeMode, field: '' };
    return judgePositiveList(goods, DAY, world.tariff).errors;
  });
  const rates = assessed.kind === 'assessed' ? [] : assessed.findings;
  const all = [...errors, ...listed, ...rates, ...(limit ? [limit] : [])];
  return [...new Set(all.map(({ code }) => code))].sort();
}

describe('a clean purchase', () => {
  it('gives no finding, with or without regard to severity', () => {
    const world = worldOf(1);
    const wishes = [{}, { goods: 'dear' }, { goods: 'big' }, { tradeMode: '9610' }] as const;
    for (let i = 0; i < 400; i += 1) {
      const purchase = drawPurchase(world, wishes[i % wishes.length]);
      expect(codesOf(world, purchase)).toEqual([]);
      const documents = { ...purchase, payments: [purchase.payment] };
      expect(judgeDocuments(documents, { day: DAY }).findings).toEqual([]);
    }
  });

  it('belongs to a person with a valid id number that no place assigned', () => {
    const world = worldOf(2);
    for (let i = 0; i < 100; i += 1) {
      const { idNumber } = world.newBuyer();
      expect(idCardFault(idNumber, '20261120')).toBeUndefined();
      expect(idNumber.slice(0, 6)).toBe('990000');
    }
  });
});

/** The last version of each document of the scenario's only list. */
function lastPurchase({ submissions }: Scenario): Pick<Purchase, 'list'> & Partial<Purchase> {
  const found: Partial<Record<keyof Purchase, unknown>> = {};
  for (const { type, document } of submissions) {
    if (type === 'CEB311Message') found.order = document;
    if (type === 'CEB411Message') found.payment = document;
    if (type === 'CEB511Message') found.waybill = document;
    if (type === 'CEB621Message') found.list = document;
  }
  // Every scenario has a list, and each document is of its message's type.
  return found as Pick<Purchase, 'list'> & Partial<Purchase>;
}

describe('a fault', () => {
  const single = FAULTS.filter(({ size }) => size === undefined);

  it.each(single.map((fault) => [fault.name, fault] as const))('%s is found', (_, fault) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const world = worldOf(seed);
      const scenario = fault.make(world);
      const [line] = scenario.expected as readonly ExpectedDeclaration[];
      if (line?.outcome !== 'rejected') continue;
      // The table of modes belongs to the zone; it is not asked here.
      const codes = line.reasons.map(({ code }) => code).filter((code) => code !== 'PZ-MODE');
      expect(codesOf(world, lastPurchase(scenario))).toEqual(codes.sort());
    }
  });
});

describe('the participants file', () => {
  it('names every company once, with its roles', () => {
    const rows = formatParticipants().trim().split('\n');
    expect(rows[0]).toBe('code,credit_code,name,roles,status');
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(rows.length);
    expect(rows[1]).toMatch(/^9900961001,91990000MA\w{8},.+,platform\|guarantor,active$/);
  });
});
