import { assert } from '@pilotzone/kernel/errors';
import { formatUnits, parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { ExportFacts } from '@pilotzone/single-window/contract';
import type { Counted, Direction } from '../model.ts';

/** What of a list all of its lines share. */
type ListPart = {
  readonly declarationId: string;
  readonly day: PlainDate;
  readonly tradeMode: string;
  readonly portCode: string;
  readonly platform: string;
  readonly merchant: string;
  readonly park: string;
  readonly district: string;
};

/** One goods line that enters the numbers, or leaves them with negative measures. */
export type FactRow = {
  readonly list: ListPart;
  readonly hsCode: string;
  readonly partner: string;
  readonly unit: string;
  /** 1 or -1 on one line of each list, so that a list counts once; else 0. */
  readonly lists: number;
  readonly lines: number;
  readonly value: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly valueAddedTax: string;
  readonly weightKg: string;
  readonly quantity: string;
};

/** The rows of one event, all of one direction. */
export type FactRows = { readonly direction: Direction; readonly rows: readonly FactRow[] };

// Plain literals: spread ones cost twenty times as much, which clearing pays.
/** The facts of import lists; `parks` in the order of `counted`. */
export function importRows(
  counted: readonly Counted[],
  parks: readonly string[],
  sign: 1 | -1,
): FactRows {
  const rows = counted.flatMap(({ declaration, day, part }, index) => {
    const told = part ?? declaration;
    const list: ListPart = {
      declarationId: declaration.declarationId,
      day,
      tradeMode: declaration.tradeMode,
      portCode: declaration.portCode,
      platform: declaration.ebpCode,
      merchant: declaration.ebcCode,
      park: parks[index] ?? '',
      district: declaration.consigneeDistrict,
    };
    // A list that leaves in parts counts as one until nothing of it remains; so does a line.
    const lists = part?.remains ? 0 : sign;
    if (told.lines.length === 0) return [bareRow(list, lists, signed(told.grossWeightKg, sign))];
    const weights = shareWeight(
      told.grossWeightKg,
      told.lines.map((line) => line.dutiablePrice),
    );
    return told.lines.map((line, no) => ({
      list,
      hsCode: line.hsCode,
      partner: line.originCountry,
      unit: line.unit1,
      lists: no === 0 ? lists : 0,
      lines: 'isLast' in line && !line.isLast ? 0 : sign,
      value: signed(line.dutiablePrice, sign),
      tariff: signed(line.tariff, sign),
      consumptionTax: signed(line.consumptionTax, sign),
      valueAddedTax: signed(line.valueAddedTax, sign),
      weightKg: signed(weights[no] ?? '0', sign),
      quantity: signed(line.quantity1, sign),
    }));
  });
  return { direction: 'import', rows };
}

/** An export list that enters or leaves the numbers, and the day of its release. */
export type CountedExport = { readonly facts: ExportFacts; readonly day: PlainDate };

/** The facts of export lists: value free on board, no tax, partner by destination. */
export function exportRows(
  counted: readonly CountedExport[],
  parks: readonly string[],
  sign: 1 | -1,
): FactRows {
  const rows = counted.flatMap(({ facts, day }, index) => {
    const list: ListPart = {
      ...{ declarationId: facts.declarationId, day, tradeMode: facts.tradeMode },
      ...{ portCode: facts.portCode, platform: facts.ebpCode, merchant: facts.ebcCode },
      ...{ park: parks[index] ?? '', district: '' },
    };
    // A list of which only a part came back stays a list, and its lines stay lines.
    const lists = facts.lists === 1 ? sign : 0;
    if (facts.lines.length === 0) return [bareRow(list, lists, signed(facts.grossWeightKg, sign))];
    const weights = shareWeight(
      facts.grossWeightKg,
      facts.lines.map((line) => line.value),
    );
    return facts.lines.map((line, no) => ({
      list,
      hsCode: line.hsCode,
      partner: line.destinationCountry,
      unit: line.unit1,
      lists: no === 0 ? lists : 0,
      lines: lists,
      value: signed(line.value, sign),
      tariff: '0',
      consumptionTax: '0',
      valueAddedTax: '0',
      weightKg: signed(weights[no] ?? '0', sign),
      quantity: signed(line.quantity1, sign),
    }));
  });
  return { direction: 'export', rows };
}

const NO_GOODS = {
  ...{ hsCode: '', partner: '', unit: '', lines: 0, value: '0', quantity: '0' },
  ...{ tariff: '0', consumptionTax: '0', valueAddedTax: '0' },
};

function bareRow(list: ListPart, lists: number, weightKg: string): FactRow {
  return { list, ...NO_GOODS, lists, weightKg };
}

/**
 * The gross weight of a list on its lines: by value, as the single window divides it when a part
 * comes back; in equal shares where nothing has a value. Shares add up to the weight exactly.
 */
export function shareWeight(weightKg: string, values: readonly string[]): string[] {
  if (values.length === 1) return [weightKg];
  const weight = unitsOf(weightKg);
  const priced = values.map(unitsOf);
  const all = priced.reduce((sum, value) => sum + value, 0n);
  const parts = all === 0n ? priced.map(() => 1n) : priced;
  const whole = all === 0n ? BigInt(values.length) : all;
  let before = 0n;
  let given = 0n;
  return parts.map((part) => {
    before += part;
    const upTo = roundHalfUp(weight * before, whole);
    const share = upTo - given;
    given = upTo;
    return formatUnits(share);
  });
}

function unitsOf(text: string): bigint {
  const units = parseUnits(text);
  assert(units !== undefined, `an event carries "${text}" where a decimal belongs`);
  return units;
}

// Amounts in events are never negative, so that a sign in front is all it takes.
function signed(text: string, sign: 1 | -1): string {
  return sign === 1 || text === '0' ? text : `-${text}`;
}
