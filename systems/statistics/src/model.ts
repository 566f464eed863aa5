import { assert } from '@pilotzone/kernel/errors';
import { parseUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { DeclarationFacts, ReleasedLine, UndonePart } from '@pilotzone/single-window/contract';

/** Which way goods crossed the border. Retail import lists (621) are `import`. */
export type Direction = 'import' | 'export';

/** Taxes and value of a fact in units of 1/100 000 CNY; negative in a correction. */
export type FactAmounts = {
  dutiablePrice: bigint;
  tariff: bigint;
  consumptionTax: bigint;
  valueAddedTax: bigint;
};

/** Lists of one day, mode, direction, port and platform. */
export type ListFact = FactAmounts & {
  readonly day: PlainDate;
  readonly tradeMode: string;
  readonly direction: Direction;
  readonly portCode: string;
  readonly ebpCode: string;
  listCount: number;
  /** The lists' own total of tax, kept beside its parts so that a check can compare them. */
  tax: bigint;
  /** Units of 1/100 000 kg. */
  grossWeightKg: bigint;
};

/** Goods lines of one day, mode, direction, port, platform, origin, HS heading and legal unit. */
export type GoodsFact = FactAmounts & {
  readonly day: PlainDate;
  readonly tradeMode: string;
  readonly direction: Direction;
  readonly portCode: string;
  readonly ebpCode: string;
  readonly originCountry: string;
  /** First four digits of the customs code; the chapter is its first two. */
  readonly hsHeading: string;
  /** First legal unit; quantities are added within one unit only. */
  readonly unit: string;
  lineCount: number;
  /** Units of 1/100 000 of `unit`. */
  quantity: bigint;
};

export type TradeFacts = { readonly lists: ListFact[]; readonly goods: GoodsFact[] };

/**
 * A declaration that enters or leaves the numbers, and the day of its release; `part` when only so
 * much of it leaves.
 */
export type Counted = {
  readonly declaration: DeclarationFacts;
  readonly day: PlainDate;
  readonly part?: UndonePart | undefined;
};

/**
 * The facts of one event: declarations of equal dimensions become one row, so that a batch of a
 * thousand lists is a few hundred rows. Totals of the rows are exactly the totals of the
 * declarations, times `sign`.
 */
export function aggregateTrade(counted: readonly Counted[], sign: 1 | -1): TradeFacts {
  const lists = new Map<string, ListFact>();
  const goods = new Map<string, GoodsFact>();
  for (const { declaration, day, part } of counted) {
    const { tradeMode, portCode, ebpCode } = declaration;
    const listKey = `${day} ${tradeMode} ${portCode} ${ebpCode}`;
    let list = lists.get(listKey);
    if (!list) lists.set(listKey, (list = emptyListFact(declaration, day)));
    addList(list, part ?? declaration, sign);
    // A list that leaves in parts counts as one until nothing of it remains; so does a line.
    if (!part?.remains) list.listCount += sign;
    for (const line of part?.lines ?? declaration.lines) {
      const { originCountry, unit1 } = line;
      const key = `${listKey} ${originCountry} ${line.hsCode.slice(0, 4)} ${unit1}`;
      let fact = goods.get(key);
      if (!fact) goods.set(key, (fact = emptyGoodsFact(declaration, day, line)));
      addLine(fact, line, sign);
      if (!('isLast' in line) || line.isLast) fact.lineCount += sign;
    }
  }
  return { lists: [...lists.values()], goods: [...goods.values()] };
}

function emptyListFact(declaration: DeclarationFacts, day: PlainDate): ListFact {
  const { tradeMode, portCode, ebpCode } = declaration;
  return {
    day,
    tradeMode,
    direction: 'import',
    portCode,
    ebpCode,
    listCount: 0,
    ...emptyAmounts(),
    tax: 0n,
    grossWeightKg: 0n,
  };
}

function emptyGoodsFact(
  declaration: DeclarationFacts,
  day: PlainDate,
  line: ReleasedLine,
): GoodsFact {
  const { tradeMode, portCode, ebpCode } = declaration;
  return {
    day,
    tradeMode,
    direction: 'import',
    portCode,
    ebpCode,
    originCountry: line.originCountry,
    hsHeading: line.hsCode.slice(0, 4),
    unit: line.unit1,
    lineCount: 0,
    quantity: 0n,
    ...emptyAmounts(),
  };
}

function emptyAmounts(): FactAmounts {
  return { dutiablePrice: 0n, tariff: 0n, consumptionTax: 0n, valueAddedTax: 0n };
}

function addList(fact: ListFact, told: DeclarationFacts | UndonePart, sign: 1 | -1): void {
  addAmounts(fact, told, sign);
  fact.tax += signed(told.tax, sign);
  fact.grossWeightKg += signed(told.grossWeightKg, sign);
}

function addLine(fact: GoodsFact, line: ReleasedLine, sign: 1 | -1): void {
  addAmounts(fact, line, sign);
  fact.quantity += signed(line.quantity1, sign);
}

type AmountTexts = { readonly [K in keyof FactAmounts]: string };

function addAmounts(fact: FactAmounts, texts: AmountTexts, sign: 1 | -1): void {
  fact.dutiablePrice += signed(texts.dutiablePrice, sign);
  fact.tariff += signed(texts.tariff, sign);
  fact.consumptionTax += signed(texts.consumptionTax, sign);
  fact.valueAddedTax += signed(texts.valueAddedTax, sign);
}

function signed(text: string, sign: 1 | -1): bigint {
  // Most taxes are nothing; reading them is half of the work.
  if (text === '0') return 0n;
  const units = parseUnits(text);
  assert(units !== undefined, `an event carries "${text}" where a decimal belongs`);
  return sign === 1 ? units : -units;
}

/** Lists that go to one province, on one day. */
export type PlaceFact = {
  readonly day: PlainDate;
  /** First two digits of the consignee's division; "" where the order names none. */
  readonly province: string;
  listCount: number;
  dutiablePrice: bigint;
};

/** Where the declarations of one event go: at most a row per day and province. */
export function aggregatePlaces(counted: readonly Counted[], sign: 1 | -1): PlaceFact[] {
  const places = new Map<string, PlaceFact>();
  for (const { declaration, day, part } of counted) {
    const province = declaration.consigneeDistrict.slice(0, 2);
    const key = `${day} ${province}`;
    const place = places.get(key) ?? { day, province, listCount: 0, dutiablePrice: 0n };
    places.set(key, place);
    place.dutiablePrice += signed((part ?? declaration).dutiablePrice, sign);
    if (!part?.remains) place.listCount += sign;
  }
  return [...places.values()];
}
