// Declarations for the tests of this module.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUnits, UNITS_PER_FEN } from '@pilotzone/kernel/money';
import type { DeclarationFacts, ReleasedLine } from '@pilotzone/single-window/contract';

/** One line of goods, as released. */
export function sampleLine(change: Partial<ReleasedLine>): ReleasedLine {
  return {
    ...{ lineNo: 1, hsCode: '1901101000', name: '婴儿配方奶粉', originCountry: '601' },
    ...{ quantity: '2', unit: '122', quantity1: '1', unit1: '035' },
    ...{ dutiablePrice: '400', tariff: '0', consumptionTax: '0', valueAddedTax: '36.4' },
    ...change,
  };
}

/** A released list whose amounts are the sums of its lines. */
export function sampleDeclaration(change: Partial<DeclarationFacts>): DeclarationFacts {
  return {
    ...{
      declarationId: '0199a000-0000-7000-8000-000000000001',
      orderNo: 'O1',
      copNo: 'C1',
      preNo: 'P1',
    },
    ...{ invtNo: 'I1', ebpCode: '1105910159', ebcCode: '1105910160', agentCode: '1105910161' },
    ...{
      assureCode: '1105910159',
      payCode: '3105961234',
      logisticsCode: '1105910162',
      logisticsNo: 'L1',
    },
    ...{
      areaCode: '1105910163',
      tradeMode: '1210',
      customsCode: '0116',
      portCode: '0116',
      loctNo: '',
    },
    ...{ emsNo: 'T0116W000001', buyerKey: 'b1', consigneeDistrict: '110105', grossWeightKg: '1.5' },
    ...{
      dutiablePrice: '400',
      tariff: '0',
      consumptionTax: '0',
      valueAddedTax: '36.4',
      tax: '36.4',
    },
    ...{ lane: 'green', lines: [sampleLine({})] },
    ...change,
  };
}

/** Any released list: few dimensions, so that facts meet, and exact sums of one to six lines. */
export function declarationArbitrary(): fc.Arbitrary<DeclarationFacts> {
  const dimensions = fc.record({
    tradeMode: fc.constantFrom('1210', '9610', '1239'),
    portCode: fc.constantFrom('0116', '2991', '5165'),
    ebpCode: fc.constantFrom('1105910159', '3301960CFL'),
  });
  return fc
    .record({ dimensions, lines: fc.array(lineArbitrary(), { minLength: 1, maxLength: 6 }) })
    .map(({ dimensions, lines }) => sampleDeclaration({ ...dimensions, lines, ...sumsOf(lines) }));
}

function lineArbitrary(): fc.Arbitrary<ReleasedLine> {
  const fen = fc
    .bigInt({ min: 0n, max: 600_000n })
    .map((count) => formatUnits(count * UNITS_PER_FEN));
  return fc
    .record({
      hsCode: fc.constantFrom('1901101000', '1901900000', '3304990039', '6403190090'),
      originCountry: fc.constantFrom('601', '502', '116'),
      unit1: fc.constantFrom('035', '007'),
      ...{ dutiablePrice: fen, tariff: fen, consumptionTax: fen, valueAddedTax: fen },
    })
    .map(sampleLine);
}

function sumsOf(lines: readonly ReleasedLine[]): Partial<DeclarationFacts> {
  const sum = (of: (line: ReleasedLine) => string) =>
    lines.reduce((total, line) => total + fenOf(of(line)), 0n) * UNITS_PER_FEN;
  const [tariff, consumptionTax, valueAddedTax] = [
    sum((line) => line.tariff),
    sum((line) => line.consumptionTax),
    sum((line) => line.valueAddedTax),
  ] as const;
  return {
    dutiablePrice: formatUnits(sum((line) => line.dutiablePrice)),
    tariff: formatUnits(tariff),
    consumptionTax: formatUnits(consumptionTax),
    valueAddedTax: formatUnits(valueAddedTax),
    tax: formatUnits(tariff + consumptionTax + valueAddedTax),
  };
}

// An own way from text to fen, so that the tests do not lean on the code they test.
function fenOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}

test('the sums of a sample are exact', () => {
  const [list] = fc.sample(declarationArbitrary(), 1);
  expect(list?.lines.length).toBeGreaterThan(0);
  expect(fenOf('12.3')).toBe(1230n);
});
