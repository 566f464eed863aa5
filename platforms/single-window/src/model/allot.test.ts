import { parseUnits } from '@pilotzone/kernel/money';
import { regimeOn } from '@pilotzone/tariff/limits';
import { taxableOf } from '@pilotzone/tariff/taxable-list';
import { documentSet } from '@pilotzone/rules/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTEXT, DAY } from '../testing/verdicts.ts';
import { allot, waybillKey } from './allot.ts';
import type { Demand, Means } from './allot.ts';
import { goodsKey, limitedGoodsOf } from './limited-goods.ts';

const units = (text: string): bigint => parseUnits(text) ?? 0n;
const LIMIT = regimeOn(DAY).annualLimit.units;

function means(changes: Partial<Means> = {}): Means {
  return {
    regime: regimeOn(DAY),
    allowance: new Map(),
    quota: new Map(),
    cover: new Map([['G1', units('1000')]]),
    stock: new Map(),
    takenWaybills: new Set(),
    ...changes,
  };
}

function demand(changes: Partial<Demand> = {}): Demand {
  return {
    declarationId: 'D1',
    orderNo: 'O-1',
    buyerKey: 'B1',
    dutiablePrice: units('400'),
    tax: units('36.4'),
    guarantorCode: 'G1',
    logisticsCode: 'C1',
    logisticsNo: 'L1',
    goods: [],
    stock: [],
    ...changes,
  };
}

/** Sugar (17019910, 2 kg a year) and two rices (10063010, 20 kg). */
function goodsOf(lines: readonly { gcode: string; kilograms: string }[]) {
  const listLines = lines.map(({ gcode, kilograms }) => ({
    gcode,
    qty1: units(kilograms),
    unit1: '035',
  }));
  const { list } = documentSet({ listLines });
  const own = { ...list, lines: list.lines.slice(0, lines.length) };
  return limitedGoodsOf(own, 'B1', { on: DAY, tariff: CONTEXT.tariff });
}

const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

describe('what one list gets', () => {
  test('waybill, allowance and cover, each to the last unit', () => {
    const given = means({ allowance: new Map([['B1', LIMIT - units('400')]]) });
    expect(allot(given, demand({ tax: units('1000') }))).toEqual([]);
    expect(given.allowance.get('B1')).toBe(LIMIT);
    expect(given.cover.get('G1')).toBe(0n);
    expect(given.takenWaybills).toEqual(new Set(['C1|L1']));
  });

  test('all or nothing, with every reason', () => {
    const given = means({
      allowance: new Map([['B1', LIMIT]]),
      cover: new Map([['G1', 0n]]),
      takenWaybills: new Set([waybillKey({ logisticsCode: 'C1', logisticsNo: 'L1' })]),
    });
    const goods = goodsOf([{ gcode: '1701991010', kilograms: '3' }]);
    const findings = allot(given, demand({ goods }));
    expect(codes(findings)).toEqual([
      'PZ-POSITIVE-LIST-QUOTA',
      'PZ-WAYBILL-USED',
      '1313',
      '-621003',
    ]);
    expect(given.allowance.get('B1')).toBe(LIMIT);
    expect(given.quota.size).toBe(0);
  });

  test('one unit over is over', () => {
    const given = means({ allowance: new Map([['B1', LIMIT - units('400') + 1n]]) });
    expect(codes(allot(given, demand()))).toEqual(['1313']);
    expect(codes(allot(means(), demand({ tax: units('1000') + 1n })))).toEqual(['-621003']);
  });

  test('a guarantor without a guarantee is told apart from one without room', () => {
    expect(codes(allot(means(), demand({ guarantorCode: 'G9' })))).toEqual([
      'PZ-GUARANTOR-UNKNOWN',
    ]);
    const [finding] = allot(means(), demand({ tax: units('1000.01') }));
    expect(finding?.messageZh).toBe(
      '清单申报失败，[担保企业G1的税款担保额度不足，需1000.01元，可用1000.00元]',
    );
  });
});

describe('quantities per person and year', () => {
  const sugar = goodsKey({ buyerKey: 'B1', hsCode: '17019910', unit: '035' });
  const rice = goodsKey({ buyerKey: 'B1', hsCode: '10063010', unit: '035' });

  test('goods without a limit are not counted', () => {
    expect(goodsOf([{ gcode: '1901101000', kilograms: '90' }])).toEqual([]);
  });

  test('two kilograms of sugar pass, a gram more does not', () => {
    const given = means();
    const two = goodsOf([{ gcode: '1701991010', kilograms: '2' }]);
    expect(allot(given, demand({ goods: two }))).toEqual([]);
    expect(given.quota.get(sugar)).toBe(units('2'));
    const gram = goodsOf([{ gcode: '1701991010', kilograms: '0.001' }]);
    const [finding] = allot(given, demand({ logisticsNo: 'L2', goods: gram }));
    expect(finding).toMatchObject({
      code: 'PZ-POSITIVE-LIST-QUOTA',
      field: 'InventoryList[0].gcode',
      values: ['2.001', '2'],
    });
    expect(given.quota.get(sugar)).toBe(units('2'));
  });

  test('lines of one entry add up, also under different 10-digit codes', () => {
    const given = means();
    const goods = goodsOf([
      { gcode: '1006301010', kilograms: '12' },
      { gcode: '1006301090', kilograms: '8' },
    ]);
    expect(allot(given, demand({ goods }))).toEqual([]);
    expect(given.quota.get(rice)).toBe(units('20'));
    const more = goodsOf([
      { gcode: '1006301010', kilograms: '12' },
      { gcode: '1006301090', kilograms: '8.00001' },
    ]);
    expect(allot(means(), demand({ goods: more }))).toMatchObject([
      { code: 'PZ-POSITIVE-LIST-QUOTA', field: 'InventoryList[1].gcode' },
    ]);
  });

  test('each buyer has a quantity of their own', () => {
    const given = means({ quota: new Map([[sugar, units('2')]]) });
    const { list } = documentSet({ listLines: [{ gcode: '1701991010', qty1: units('2') }] });
    const only = { ...list, lines: list.lines.slice(0, 1) };
    const goods = limitedGoodsOf(only, 'B2', { on: DAY, tariff: CONTEXT.tariff });
    expect(allot(given, demand({ buyerKey: 'B2', goods }))).toEqual([]);
  });

  test('a line without a quantity in the unit of the limit is refused', () => {
    const [line] = taxableOf(documentSet().list).lines;
    const [limited] = goodsOf([{ gcode: '1701991010', kilograms: '1' }]);
    expect(line && limited).toBeDefined();
    if (!line || !limited) return;
    const goods = [{ ...limited, line: { ...line, legal1: { units: 1n, unit: '007' } } }];
    expect(codes(allot(means(), demand({ goods })))).toEqual(['PZ-POSITIVE-LIST-QUOTA']);
  });
});

describe('a batch', () => {
  const list = fc.record({
    buyerKey: fc.constantFrom('B1', 'B2'),
    dutiablePrice: fc.integer({ min: 1, max: 9_000 }).map((n) => BigInt(n) * 100_000n),
    tax: fc.integer({ min: 0, max: 400 }).map((n) => BigInt(n) * 100_000n),
    guarantorCode: fc.constantFrom('G1', 'G2', 'G3'),
    logisticsNo: fc.constantFrom('L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8'),
  });
  const fresh = () => means({ cover: new Map(['G1', 'G2'].map((code) => [code, units('900')])) });

  test('never gives more than there is, and gives a list all it needs or nothing', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 30 }), (lists) => {
        const given = fresh();
        const served = lists.filter((one) => allot(given, demand(one)).length === 0);
        for (const used of given.allowance.values()) expect(used <= LIMIT).toBe(true);
        for (const left of given.cover.values()) expect(left >= 0n).toBe(true);
        const waybills = served.map((one) => one.logisticsNo);
        expect(new Set(waybills).size).toBe(waybills.length);
        for (const buyer of ['B1', 'B2']) {
          const spent = served
            .filter((one) => one.buyerKey === buyer)
            .reduce((sum, one) => sum + one.dutiablePrice, 0n);
          expect(given.allowance.get(buyer) ?? 0n).toBe(spent);
        }
      }),
    );
  });
});
