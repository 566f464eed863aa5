import { addMoney, cny, parseUnits, ZERO_CNY } from '@pilotzone/kernel/money';
import { documentSet } from '@pilotzone/rules/testing';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../testing/verdicts.ts';
import { toFacts } from './facts.ts';
import { toRiskFacts } from './risk-facts.ts';

const units = (text: string): bigint => parseUnits(text) ?? -1n;

describe('what events tell of a list', () => {
  const set = documentSet();
  const facts = toFacts(verdictOf(set));

  test('taxes of the lines add up to the taxes of the list, and those to its tax', () => {
    for (const name of ['dutiablePrice', 'tariff', 'consumptionTax', 'valueAddedTax'] as const) {
      const sum = facts.lines.reduce(
        (all, line) => addMoney(all, cny(units(line[name]))),
        ZERO_CNY,
      );
      expect(sum.units).toBe(units(facts[name]));
    }
    const parts = units(facts.tariff) + units(facts.consumptionTax) + units(facts.valueAddedTax);
    expect(parts).toBe(units(facts.tax));
    // 300 for goods, 10 for freight; 9.1 % of 103.33, 138.47 and 68.20, each rounded to 0.01.
    expect([facts.dutiablePrice, facts.tax]).toEqual(['310', '28.21']);
  });

  test('enterprises come from the list, the payment firm from its payment', () => {
    const { head } = set.list;
    expect(facts).toMatchObject({
      ebpCode: head.ebpCode,
      ebcCode: head.ebcCode,
      agentCode: head.agentCode,
      assureCode: head.assureCode,
      logisticsCode: head.logisticsCode,
      areaCode: head.areaCode,
      payCode: '3301968F06',
      consigneeDistrict: '330106',
    });
  });

  test('numbers of customs are still empty, and so is what the list does not name', () => {
    expect(facts).toMatchObject({ preNo: '', invtNo: '', loctNo: '', lane: 'green' });
  });

  test('no person is in them', () => {
    const text = JSON.stringify(facts);
    const { buyerIdNumber, buyerName, buyerTelephone, consigneeAddress } = set.list.head;
    for (const personal of [buyerIdNumber, buyerName, buyerTelephone, consigneeAddress]) {
      expect(text).not.toContain(personal);
    }
  });
});

describe('what risk looks at', () => {
  test('unknown is undefined, not zero', () => {
    const set = { ...documentSet(), order: undefined, payments: [] };
    const facts = toRiskFacts(verdictOf(set), () => undefined);
    expect(facts).toMatchObject({ payerIsBuyer: undefined, consigneeIsBuyer: undefined });
    expect(facts).toMatchObject({ merchantGrade: undefined, platformGrade: undefined });
  });

  test('a list whose tax cannot be assessed has no dutiable price', () => {
    const set = documentSet({ listLines: [{ gcode: '9999999999' }] });
    expect(toRiskFacts(verdictOf(set), () => 'a').dutiablePrice).toBeUndefined();
  });

  test('goods and people are compared, not copied', () => {
    const set = documentSet({ payment: { payerIdNumber: '11010119900101001X' } });
    expect(toRiskFacts(verdictOf(set), () => 'a')).toMatchObject({
      hsChapters: ['19'],
      originCountries: ['309', '116', '133'],
      lineCount: 3,
      maxUnitPrice: units('66'),
      totalQuantity: units('7'),
      payerIsBuyer: false,
      consigneeIsBuyer: true,
      merchantGrade: 'a',
      declaredHour: 12,
    });
  });
});
