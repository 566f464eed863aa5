import type { Finding } from '@pilotzone/kernel/finding';
import type { Money } from '@pilotzone/kernel/money';
import { cny, formatMoney, formatUnits, UNITS_PER_ONE } from '@pilotzone/kernel/money';
import { assert, PilotError } from '@pilotzone/kernel/errors';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parsePlainDate } from '@pilotzone/kernel/time';
import type { Fraction } from './fraction.ts';
import { isInForce } from './rates.ts';

/** The limits (限值) of a period and what share of consumption tax and VAT is charged within them. */
export type Regime = {
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate | undefined;
  /** Single-transaction limit 单次交易限值. */
  readonly singleLimit: Money;
  /** Limit per person and calendar year 个人年度交易限值. */
  readonly annualLimit: Money;
  /**
   * Share of the statutory consumption tax and VAT charged within the limits; the tariff is 0
   * there.
   */
  readonly reduction: Fraction;
  readonly source: string;
};

const SEVENTY_PERCENT: Fraction = { numerator: 7n, denominator: 10n };

/** All periods since retail imports are taxed as goods; both ends of a period belong to it. */
export const REGIMES: readonly Regime[] = [
  {
    validFrom: day('2016-04-08'),
    validUntil: day('2018-12-31'),
    singleLimit: cny(2_000n * UNITS_PER_ONE),
    annualLimit: cny(20_000n * UNITS_PER_ONE),
    reduction: SEVENTY_PERCENT,
    source: '财关税〔2016〕18号',
  },
  {
    validFrom: day('2019-01-01'),
    validUntil: undefined,
    singleLimit: cny(5_000n * UNITS_PER_ONE),
    annualLimit: cny(26_000n * UNITS_PER_ONE),
    reduction: SEVENTY_PERCENT,
    source: '财关税〔2018〕49号',
  },
];

/**
 * The regime of a day. Throws TARIFF_REGIME_UNKNOWN before 2016-04-08, when such goods were taxed
 * as articles.
 */
export function regimeOn(on: PlainDate): Regime {
  const regime = REGIMES.find((period) => isInForce(period, on));
  if (regime) return regime;
  throw new PilotError(
    'TARIFF_REGIME_UNKNOWN',
    `retail imports are taxed as goods since 2016-04-08; there is no regime for ${on}`,
  );
}

/** What the single-transaction limit looks at; a `TaxAssessment` of either kind gives it. */
export type SingleTransaction = {
  readonly dutiablePrice: Money;
  readonly isSingleItem: boolean;
  /** What customs' text calls the list by: its copNo, or its order number. */
  readonly listNo: string;
};

/**
 * The single-transaction limit on the dutiable price, without tax: above it a list passes only as a
 * single item, taxed in full. Code -621005 is e-port's own, with its text.
 */
export function judgeSingleLimit(list: SingleTransaction, regime: Regime): Finding | undefined {
  if (list.dutiablePrice.units <= regime.singleLimit.units || list.isSingleItem) return undefined;
  const price = formatMoney(list.dutiablePrice);
  const limit = formatMoney(regime.singleLimit);
  return {
    code: '-621005',
    source: 'eport',
    field: 'InventoryHead',
    message: `The dutiable price ${price} exceeds the single-transaction limit of ${limit}.`,
    messageZh: `清单[${list.listNo}]的购买金额超过单笔限额`,
    values: [price, limit],
    basis: `${regime.source}: single-transaction limit; the exception is one line of quantity 1`,
    basisZh: `${regime.source}：单次交易限值；清单仅一项且数量为1的除外`,
    fix: 'Split the purchase into orders within the limit, or declare it as general trade.',
    fixZh: '请拆分为限额内的订单，或按一般贸易申报。',
  };
}

/**
 * The annual limit of a person: what was used before, in the calendar year, plus this list's
 * dutiable price, without tax. Code 1313 and its text are customs' own.
 */
export function judgeAnnualLimit(
  use: { readonly usedBefore: Money; readonly dutiablePrice: Money },
  regime: Regime,
): Finding | undefined {
  const total = use.usedBefore.units + use.dutiablePrice.units;
  if (total <= regime.annualLimit.units) return undefined;
  const [totalText, limitText] = [grouped(total), grouped(regime.annualLimit.units)];
  return {
    code: '1313',
    source: 'customs',
    field: 'InventoryHead.buyerIdNumber',
    message: `The buyer's year would reach ${totalText}, above the limit of ${limitText}.`,
    messageZh:
      '订购人购买超过年度限额,超过个人年度购买额度;' +
      `totalPrice：${totalText} > limitPrice: ${limitText};`,
    values: [totalText, limitText],
    basis: `${regime.source}: annual limit per person and calendar year`,
    basisZh: `${regime.source}：个人年度交易限值（自然年）`,
    fix: 'Cancel the order or declare general trade; the buyer can buy again next year.',
    fixZh: '请取消订单或按一般贸易申报；订购人次年可再购买。',
  };
}

/** With thousands separators, as customs writes it: 26,114.44; whole amounts without a point. */
function grouped(units: bigint): string {
  const [whole = '0', places] = formatUnits(units).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return places === undefined ? separated : `${separated}.${places.padEnd(2, '0')}`;
}

function day(text: string): PlainDate {
  const parsed = parsePlainDate(text);
  assert(parsed, `${text} is no day`);
  return parsed;
}
