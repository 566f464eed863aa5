import type { Finding } from '@pilotzone/kernel/finding';
import type { Money } from '@pilotzone/kernel/money';
import { cny, roundHalfUp, UNITS_PER_FEN } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { Fraction } from './fraction.ts';
import type { Regime } from './limits.ts';
import type { RateRow, Tariff } from './rates.ts';
import { findRate } from './rates.ts';
import type { TaxableLine, TaxableList } from './taxable.ts';
import { dutiablePrices, isSingleItem, quantityConvertedTo } from './taxable.ts';

/**
 * How a list is taxed. `reduced`: within the single-transaction limit, tariff 0 and 70 % of the
 * other taxes. `full`: above it, all taxes in full; allowed for a single item only
 * (`judgeSingleLimit` says so).
 */
export type TaxScope = 'reduced' | 'full';

/** By what a list is taxed. */
export type TaxBasis = {
  /** The day customs receives the list. */
  readonly on: PlainDate;
  readonly tariff: Tariff;
  /** Always `regimeOn(on)`. */
  readonly regime: Regime;
};

/** Taxes in CNY; the parts add up to `total`, which leaves out the dutiable price. */
export type TaxTotals = {
  readonly dutiablePrice: Money;
  readonly tariff: Money;
  readonly consumptionTax: Money;
  readonly valueAddedTax: Money;
  readonly total: Money;
};

export type AssessedLine = TaxTotals & { readonly line: TaxableLine; readonly rate: RateRow };

/**
 * The tax of a list, or why none can be assessed (a code without rates that day). Steps are not in
 * here: `explainTax` computes them from this when somebody asks.
 */
export type TaxAssessment =
  | {
      readonly kind: 'assessed';
      readonly on: PlainDate;
      readonly regime: Regime;
      readonly scope: TaxScope;
      readonly isSingleItem: boolean;
      readonly totals: TaxTotals;
      readonly lines: readonly AssessedLine[];
    }
  | {
      readonly kind: 'unassessable';
      readonly dutiablePrice: Money;
      readonly isSingleItem: boolean;
      readonly findings: readonly Finding[];
    };

/**
 * Tax on a retail import list (跨境电商综合税): exact bases, each tax of each line rounded half-up to 0.01
 * CNY once, after the 70 %.
 * Source: docs/protocols/tax.md §2 to §4.
 */
export function assessTax(list: TaxableList, basis: TaxBasis): TaxAssessment {
  const { on, regime } = basis;
  const prices = dutiablePrices(list);
  const single = isSingleItem(list);
  const scope: TaxScope = prices.total > regime.singleLimit.units ? 'full' : 'reduced';
  const findings: Finding[] = [];
  const lines: AssessedLine[] = [];
  list.lines.forEach((line, index) => {
    const price = prices.lines[index] ?? 0n;
    const assessed = assessLine(line, { price, scope }, basis);
    if ('rate' in assessed) lines.push(assessed);
    else findings.push({ ...assessed, field: `InventoryList[${index}].gcode` });
  });
  if (findings.length > 0) {
    const dutiablePrice = cny(prices.total);
    return { kind: 'unassessable', dutiablePrice, isSingleItem: single, findings };
  }
  const totals = sumOf(lines, prices.total);
  return { kind: 'assessed', on, regime, scope, isSingleItem: single, totals, lines };
}

/**
 * What every tax is computed from: numerators over one denominator, in units of 1/100 000 CNY,
 * exact.
 */
export type ExactTaxes = {
  readonly tariff: Fraction;
  /** Composite base 组成计税价格: (price + tariff + specific tax) / (1 - consumption tax rate). */
  readonly base: Fraction;
  readonly consumptionTax: Fraction;
  readonly valueAddedTax: Fraction;
};

/**
 * The taxes of a dutiable price before the 70 % and before rounding (tax.md §3 formulas 1 to 5).
 * `specific` is the specific consumption tax of the line, in units, zero when there is none.
 */
export function exactTaxes(
  row: Pick<RateRow, 'mfnRate' | 'ctRate' | 'vatRate'>,
  { price, specific }: { price: bigint; specific: Fraction },
  scope: TaxScope,
): ExactTaxes {
  const { numerator: c, denominator: cd } = row.ctRate;
  const { numerator: v, denominator: vd } = row.vatRate;
  const full = scope === 'full' && row.mfnRate.numerator !== 0n;
  const t = full ? row.mfnRate.numerator : 0n;
  const td = full ? row.mfnRate.denominator : 1n;
  const tariff: Fraction = { numerator: price * t, denominator: td };
  // Price with tariff and specific tax over one denominator.
  const m = td * specific.denominator;
  const priceWithTariff = price * (td + t) * specific.denominator;
  const beforeTax = priceWithTariff + specific.numerator * td;
  const base: Fraction = { numerator: beforeTax * cd, denominator: m * (cd - c) };
  // The base holds price, tariff and all consumption tax, so the tax is what it exceeds the first
  // two by.
  const consumptionTax: Fraction = {
    numerator: base.numerator - priceWithTariff * (cd - c),
    denominator: base.denominator,
  };
  const valueAddedTax: Fraction = {
    numerator: base.numerator * v,
    denominator: base.denominator * vd,
  };
  return { tariff, base, consumptionTax, valueAddedTax };
}

/**
 * Specific consumption tax of a line, in units; zero without one, `undefined` when the line lacks
 * the quantity.
 */
export function specificTax(row: RateRow, line: TaxableLine): Fraction | undefined {
  if (!row.ctSpecific) return NOTHING;
  const quantity = quantityConvertedTo(line, row.ctSpecific.unit);
  if (!quantity) return undefined;
  const { numerator, denominator } = row.ctSpecific.cny;
  return {
    numerator: quantity.numerator * numerator,
    denominator: quantity.denominator * denominator,
  };
}

/** The share of consumption tax and VAT that is charged: all of it, or the regime's 70 %. */
export function chargedShare(scope: TaxScope, regime: Regime): Fraction {
  return scope === 'full' ? WHOLE : regime.reduction;
}

/**
 * Rounds an exact tax, after the 70 %, half-up to 0.01 CNY: the one rounding of tax. Units of 1/100
 * 000.
 */
export function roundTax(exact: Fraction, share: Fraction): bigint {
  if (exact.numerator === 0n) return 0n;
  const numerator = exact.numerator * share.numerator;
  const denominator = exact.denominator * share.denominator * UNITS_PER_FEN;
  return roundHalfUp(numerator, denominator) * UNITS_PER_FEN;
}

const NOTHING: Fraction = { numerator: 0n, denominator: 1n };
const WHOLE: Fraction = { numerator: 1n, denominator: 1n };

function assessLine(
  line: TaxableLine,
  { price, scope }: { price: bigint; scope: TaxScope },
  { on, tariff, regime }: TaxBasis,
): AssessedLine | Finding {
  const rates = tariff.ratesOf(line.hsCode, on);
  const rate = findRate(rates, line, price);
  if (!rate) return rateMissing(line, on, rates);
  const specific = specificTax(rate, line);
  if (!specific) return quantityMissing(line, rate);
  const exact = exactTaxes(rate, { price, specific }, scope);
  const share = chargedShare(scope, regime);
  const duty = roundTax(exact.tariff, WHOLE);
  const consumptionTax = roundTax(exact.consumptionTax, share);
  const valueAddedTax = roundTax(exact.valueAddedTax, share);
  return {
    line,
    rate,
    dutiablePrice: cny(price),
    tariff: cny(duty),
    consumptionTax: cny(consumptionTax),
    valueAddedTax: cny(valueAddedTax),
    total: cny(duty + consumptionTax + valueAddedTax),
  };
}

function sumOf(lines: readonly AssessedLine[], dutiablePrice: bigint): TaxTotals {
  let [tariff, consumptionTax, valueAddedTax] = [0n, 0n, 0n];
  for (const line of lines) {
    tariff += line.tariff.units;
    consumptionTax += line.consumptionTax.units;
    valueAddedTax += line.valueAddedTax.units;
  }
  return {
    dutiablePrice: cny(dutiablePrice),
    tariff: cny(tariff),
    consumptionTax: cny(consumptionTax),
    valueAddedTax: cny(valueAddedTax),
    total: cny(tariff + consumptionTax + valueAddedTax),
  };
}

function rateMissing(line: TaxableLine, on: PlainDate, rates: readonly RateRow[]): Finding {
  const why =
    rates.length === 0
      ? `The tariff has no rate for HS code ${line.hsCode} on ${on}.`
      : `No rate of HS code ${line.hsCode} applies: each has a threshold that is not reached.`;
  return {
    code: 'PZ-RATE-MISSING',
    source: 'platform',
    field: '',
    message: why,
    messageZh: `商品编码${line.hsCode}在${on}没有适用税率`,
    values: [line.hsCode, on],
    basis: 'Tariff file of this platform; 财关税〔2018〕49号',
    basisZh: '本平台税率文件；财关税〔2018〕49号',
    fix: 'Correct the HS code, or ask the operator to import its rates.',
    fixZh: '请更正商品编码，或请运营方导入其税率。',
  };
}

function quantityMissing(line: TaxableLine, row: RateRow): Finding {
  const unit = row.ctSpecific?.unit ?? '';
  return {
    code: 'PZ-RATE-QUANTITY',
    source: 'platform',
    field: '',
    message: `HS code ${line.hsCode} is taxed per unit ${unit}; the line has no such quantity.`,
    messageZh: `商品编码${line.hsCode}从量计征消费税，缺少计量单位${unit}的数量`,
    values: [line.quantity.unit, line.legal1.unit, line.legal2?.unit ?? '', unit],
    basis: `Specific consumption tax: ${row.source}`,
    fix: `Declare the legal quantity in unit ${unit}.`,
    basisZh: `从量消费税：${row.source}`,
    fixZh: `请以计量单位${unit}填报法定数量。`,
  };
}
