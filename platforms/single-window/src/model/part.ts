import { assert } from '@pilotzone/kernel/errors';
import { formatUnits, parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import { quantityShare, shareOf } from '@pilotzone/tariff/share';
import type { DeclarationFacts, ReleasedLine, UndonePart } from '../contract.ts';

/** Quantities by line number (gnum), in 1/100 000 of the line's unit. */
export type LineQuantities = ReadonlyMap<number, bigint>;

/** What of a released list came back before, and what comes back now. */
export type ComingBack = {
  readonly no: number;
  readonly before: LineQuantities;
  readonly now: LineQuantities;
};

/**
 * The part of a release that comes back. Each amount is the share of what has come back so far,
 * rounded to the fen, less the share of what had come back before: so the parts of a release add up
 * to the whole of it exactly, whatever their number and order. Quantities are exact.
 */
export function partOf(facts: DeclarationFacts, { no, before, now }: ComingBack): UndonePart {
  const lines = facts.lines.flatMap((line) => {
    const came = now.get(line.lineNo) ?? 0n;
    return came > 0n ? [lineOf(line, before.get(line.lineNo) ?? 0n, came)] : [];
  });
  const remains = facts.lines.some((line) => leftOf(line, before, now) > 0n);
  const sum = (amount: (line: AmountTexts) => string): bigint =>
    lines.reduce((total, line) => total + unitsOf(amount(line)), 0n);
  const tariff = sum((line) => line.tariff);
  const consumptionTax = sum((line) => line.consumptionTax);
  const valueAddedTax = sum((line) => line.valueAddedTax);
  return {
    no,
    remains,
    grossWeightKg: formatUnits(weightOf(facts, { no, before, now })),
    dutiablePrice: formatUnits(sum((line) => line.dutiablePrice)),
    tariff: formatUnits(tariff),
    consumptionTax: formatUnits(consumptionTax),
    valueAddedTax: formatUnits(valueAddedTax),
    tax: formatUnits(tariff + consumptionTax + valueAddedTax),
    lines,
  };
}

/** What is left of every line: what a return of all the rest brings back. */
export function restOf(facts: DeclarationFacts, before: LineQuantities): LineQuantities {
  const left = facts.lines.map((line) => [line.lineNo, leftOf(line, before, new Map())] as const);
  return new Map(left.filter(([, quantity]) => quantity > 0n));
}

/** Quantities of several returns, line by line. */
export function addQuantities(returns: readonly LineQuantities[]): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const quantities of returns) {
    for (const [lineNo, quantity] of quantities) {
      sums.set(lineNo, (sums.get(lineNo) ?? 0n) + quantity);
    }
  }
  return sums;
}

type AmountTexts = Pick<
  ReleasedLine,
  'dutiablePrice' | 'tariff' | 'consumptionTax' | 'valueAddedTax'
>;

function lineOf(line: ReleasedLine, before: bigint, came: bigint): UndonePart['lines'][number] {
  const all = unitsOf(line.quantity);
  const share = (text: string) => formatUnits(shareOf(unitsOf(text), { before, came, all }));
  return {
    ...line,
    quantity: formatUnits(came),
    quantity1: formatUnits(quantityShare(unitsOf(line.quantity1), { before, came, all })),
    dutiablePrice: share(line.dutiablePrice),
    tariff: share(line.tariff),
    consumptionTax: share(line.consumptionTax),
    valueAddedTax: share(line.valueAddedTax),
    isLast: before + came >= all,
  };
}

/** Gross weight goes by dutiable price, as lines do not say theirs; the last part has the rest. */
function weightOf(facts: DeclarationFacts, { before, now }: ComingBack): bigint {
  const whole = unitsOf(facts.grossWeightKg);
  const price = (quantities: LineQuantities) =>
    facts.lines.reduce((total, line) => {
      const came = quantities.get(line.lineNo) ?? 0n;
      const all = unitsOf(line.quantity);
      return total + shareOf(unitsOf(line.dutiablePrice), { before: 0n, came, all });
    }, 0n);
  const after = addQuantities([before, now]);
  const isAll = facts.lines.every((line) => leftOf(line, before, now) <= 0n);
  const all = price(new Map(facts.lines.map((line) => [line.lineNo, unitsOf(line.quantity)])));
  const weight = (part: bigint) => (all === 0n ? 0n : roundHalfUp(whole * part, all));
  return (isAll ? whole : weight(price(after))) - weight(price(before));
}

function leftOf(line: ReleasedLine, before: LineQuantities, now: LineQuantities): bigint {
  const came = (before.get(line.lineNo) ?? 0n) + (now.get(line.lineNo) ?? 0n);
  return unitsOf(line.quantity) - came;
}

function unitsOf(text: string): bigint {
  const units = parseUnits(text);
  assert(units !== undefined, `facts carry "${text}" where a decimal belongs`);
  return units;
}
