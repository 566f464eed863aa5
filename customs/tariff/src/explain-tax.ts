import { formatMoney, formatUnits } from '@pilotzone/kernel/money';
import type { Fraction } from './fraction.ts';
import { formatFraction, formatPercent, fraction } from './fraction.ts';
import type { AssessedLine, TaxAssessment, TaxScope, TaxTotals } from './tax.ts';
import { chargedShare, exactTaxes, specificTax } from './tax.ts';

/** Totals as the contracts write them: decimal strings in CNY. */
export type TaxTotalsText = { readonly [K in keyof TaxTotals]: string };

/**
 * One tax of one line: what it came to exactly, what share is charged, and the charge after
 * rounding.
 */
export type TaxStep = {
  /** The statutory tax before the 70 %: a decimal where it ends, else "numerator/denominator". */
  readonly statutory: string;
  /** "0.7", "1", or "0" where the tax is not charged. */
  readonly share: string;
  readonly beforeRounding: string;
  readonly afterRounding: string;
};

export type LineExplanation = {
  readonly hsCode: string;
  readonly price: string;
  /** Its share of freight and insurance. */
  readonly charges: string;
  readonly dutiablePrice: string;
  /** Composite base 组成计税价格, exact. */
  readonly base: string;
  readonly rates: RatesText;
  readonly tariff: TaxStep;
  readonly consumptionTax: TaxStep;
  readonly valueAddedTax: TaxStep;
  readonly total: string;
};

/** The rates used, in percent, with their source and period. */
export type RatesText = {
  readonly hsCode: string;
  readonly tariff: string;
  readonly consumptionTax: string;
  readonly consumptionTaxSpecific: string | null;
  readonly consumptionTaxThreshold: string | null;
  readonly valueAddedTax: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly source: string;
};

export type TaxExplanation = {
  readonly scope: TaxScope;
  readonly basis: string;
  readonly totals: TaxTotalsText;
  readonly lines: readonly LineExplanation[];
};

type Assessed = Extract<TaxAssessment, { kind: 'assessed' }>;

/**
 * Every step of an assessment, computed again from its inputs, so that assessing itself stays fast.
 */
export function explainTax(assessment: Assessed): TaxExplanation {
  return {
    scope: assessment.scope,
    basis: assessment.regime.source,
    totals: formatTotals(assessment.totals),
    lines: assessment.lines.map((line) => explainLine(line, assessment)),
  };
}

/** Totals as decimal strings, in the order of the contracts. */
export function formatTotals(totals: TaxTotals): TaxTotalsText {
  return {
    dutiablePrice: formatMoney(totals.dutiablePrice),
    tariff: formatMoney(totals.tariff),
    consumptionTax: formatMoney(totals.consumptionTax),
    valueAddedTax: formatMoney(totals.valueAddedTax),
    total: formatMoney(totals.total),
  };
}

function explainLine(assessed: AssessedLine, { scope, regime }: Assessed): LineExplanation {
  const { line, rate, dutiablePrice } = assessed;
  const specific = specificTax(rate, line) ?? fraction(0n);
  const exact = exactTaxes(rate, { price: dutiablePrice.units, specific }, scope);
  const share = chargedShare(scope, regime);
  const whole = fraction(scope === 'full' ? 1n : 0n);
  // Within the limits the tariff rate is 0 by law, so the statutory amount is shown from the full
  // rate.
  const statutoryTariff = exactTaxes(rate, { price: dutiablePrice.units, specific }, 'full').tariff;
  return {
    hsCode: line.hsCode,
    price: formatMoney(line.price),
    charges: formatUnits(dutiablePrice.units - line.price.units),
    dutiablePrice: formatMoney(dutiablePrice),
    base: inCny(exact.base),
    rates: ratesText(assessed),
    tariff: step(statutoryTariff, whole, formatMoney(assessed.tariff)),
    consumptionTax: step(exact.consumptionTax, share, formatMoney(assessed.consumptionTax)),
    valueAddedTax: step(exact.valueAddedTax, share, formatMoney(assessed.valueAddedTax)),
    total: formatMoney(assessed.total),
  };
}

function step(statutory: Fraction, share: Fraction, afterRounding: string): TaxStep {
  const charged = fraction(
    statutory.numerator * share.numerator,
    statutory.denominator * share.denominator,
  );
  return {
    statutory: inCny(statutory),
    share: formatFraction(share),
    beforeRounding: inCny(charged),
    afterRounding,
  };
}

/** An exact amount in units as CNY. */
function inCny(units: Fraction): string {
  return formatFraction(fraction(units.numerator, units.denominator * 100_000n));
}

function ratesText({ rate }: AssessedLine): RatesText {
  const { ctSpecific, ctThreshold } = rate;
  return {
    hsCode: rate.hsCode,
    tariff: formatPercent(rate.mfnRate),
    consumptionTax: formatPercent(rate.ctRate),
    consumptionTaxSpecific: ctSpecific
      ? `${formatFraction(ctSpecific.cny)} CNY / ${ctSpecific.unit}`
      : null,
    consumptionTaxThreshold: ctThreshold
      ? `${formatFraction(ctThreshold.cny)} CNY / ${ctThreshold.unit}`
      : null,
    valueAddedTax: formatPercent(rate.vatRate),
    validFrom: rate.validFrom,
    validUntil: rate.validUntil ?? null,
    source: rate.source,
  };
}
