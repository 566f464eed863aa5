import { assert } from '@pilotzone/kernel/errors';
import type { Money } from '@pilotzone/kernel/money';
import { cny, parseUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { parsePlainDate } from '@pilotzone/kernel/time';
import { parseFraction, parsePercent, ZERO } from './fraction.ts';
import type { RateRow } from './rates.ts';
import type { Quantity, TaxableLine, TaxableList } from './taxable.ts';

/** Builders for the tests of this package and of its users. All amounts are written as decimals. */

/** A day, which must exist. */
export function onDay(text: string): PlainDate {
  const day = parsePlainDate(text);
  assert(day, `${text} is no day`);
  return day;
}

/** CNY. */
export function yuan(text: string): Money {
  const units = parseUnits(text);
  assert(units !== undefined, `${text} is no amount`);
  return cny(units);
}

/** "0.02 035" is 20 g in kg. */
export function quantity(text: string): Quantity {
  const [amount = '', unit = ''] = text.split(' ');
  return { units: yuan(amount).units, unit };
}

/** A line: one bottle weighing 1 kg unless told otherwise. */
export function lineOf(
  hsCode: string,
  price: string,
  quantities: { traded?: string; legal1?: string; legal2?: string } = {},
): TaxableLine {
  return {
    hsCode,
    price: yuan(price),
    quantity: quantity(quantities.traded ?? '1 142'),
    legal1: quantity(quantities.legal1 ?? '1 035'),
    legal2: quantities.legal2 === undefined ? undefined : quantity(quantities.legal2),
  };
}

/** A list of these lines; freight and insurance in CNY. */
export function listOf(lines: readonly TaxableLine[], freight = '0', insurance = '0'): TaxableList {
  return { lines, freight: yuan(freight), insurance: yuan(insurance) };
}

/** A rate row that is always in force; rates in percent. */
export function rateRow(
  hsCode: string,
  rates: { t?: string; c?: string; v?: string; specific?: string; threshold?: string },
): RateRow {
  return {
    hsCode,
    nameZh: '测试商品',
    unit1: '035',
    unit2: undefined,
    mfnRate: parsePercent(rates.t ?? '0') ?? ZERO,
    ctRate: parsePercent(rates.c ?? '0') ?? ZERO,
    vatRate: parsePercent(rates.v ?? '13') ?? ZERO,
    ctSpecific: perUnit(rates.specific),
    ctThreshold: perUnit(rates.threshold),
    validFrom: onDay('2016-04-08'),
    validUntil: undefined,
    source: 'test',
  };
}

function perUnit(text: string | undefined): RateRow['ctSpecific'] {
  const [amount, unit] = text?.split(' ') ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return { cny: parseFraction(amount) ?? ZERO, unit };
}
