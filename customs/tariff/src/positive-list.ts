import type { Finding } from '@pilotzone/kernel/finding';
import { formatUnits } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { PositiveListEntry } from './positive-list-entry.ts';
import type { RateRow, Tariff } from './rates.ts';
import type { Quantity, TaxableLine } from './taxable.ts';
import { quantityIn } from './taxable.ts';

/** What a line asks the list. `field` is the path of its HS code, for the findings. */
export type ListedGoods = {
  readonly hsCode: string;
  readonly tradeMode: string;
  readonly field: string;
};

/** `errors` stop the list; `warnings` are told (a remark that only a person can check). */
export type PositiveListJudgement = {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
};

const BASIS = '跨境电子商务零售进口商品清单 (positive list) and its remarks';
const CLEAN: PositiveListJudgement = { errors: [], warnings: [] };

/** Whether the goods may come in as a retail import in this mode on this day. */
export function judgePositiveList(
  goods: ListedGoods,
  on: PlainDate,
  tariff: Tariff,
): PositiveListJudgement {
  const entry = tariff.entryOf(goods.hsCode, on);
  if (!entry) return { errors: [notListed(goods, on)], warnings: [] };
  const isModeAllowed = entry.modes.length === 0 || entry.modes.includes(goods.tradeMode);
  if (isModeAllowed && entry.remark === '') return CLEAN;
  return {
    errors: isModeAllowed ? [] : [modeNotAllowed(goods, entry)],
    warnings: entry.remark === '' ? [] : [remarkToHeed(goods, entry)],
  };
}

/**
 * The most one person may buy of this code in the calendar year of `on`; `undefined` without such a
 * remark.
 */
export function quotaOf(hsCode: string, on: PlainDate, tariff: Tariff): Quantity | undefined {
  return tariff.entryOf(hsCode, on)?.quota;
}

/**
 * The quantity per person and year. `usedUnits` is what the person bought of the same code earlier
 * in the year, in 1/100 000 of the quota's unit. A line without a quantity in that unit cannot be
 * judged and is refused.
 */
export function judgeQuota(
  line: TaxableLine,
  quota: Quantity,
  use: { readonly usedUnits: bigint; readonly field: string },
): Finding | undefined {
  const quantity = quantityIn(line, quota.unit);
  const total = use.usedUnits + (quantity?.units ?? 0n);
  if (quantity && total <= quota.units) return undefined;
  const [totalText, limitText] = [formatUnits(total), formatUnits(quota.units)];
  const message = quantity
    ? `One person may buy ${limitText} (unit ${quota.unit}) of ${line.hsCode} a year; ` +
      `this makes ${totalText}.`
    : `The yearly quantity of ${line.hsCode} is counted in unit ${quota.unit}; the line has none.`;
  return {
    code: 'PZ-POSITIVE-LIST-QUOTA',
    source: 'platform',
    field: use.field,
    message,
    messageZh: `商品编码${line.hsCode}超过每人每年限量${limitText}（计量单位${quota.unit}）`,
    values: quantity ? [totalText, limitText] : [quota.unit],
    basis: BASIS,
    fix: quantity ? 'Lower the quantity.' : `Declare the legal quantity in unit ${quota.unit}.`,
    fixZh: quantity ? '请减少数量。' : `请以计量单位${quota.unit}填报法定数量。`,
  };
}

/**
 * Entries for codes that a tariff file brings along: with `--tariff` a code of the file counts as
 * on the positive list, in every mode and without remarks, for as long as its rates run.
 */
export function positiveListOf(rows: readonly RateRow[]): PositiveListEntry[] {
  return rows.map((row) => ({
    hsCode: row.hsCode,
    nameZh: row.nameZh,
    modes: [],
    quota: undefined,
    remark: '',
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    source: row.source,
  }));
}

function notListed(goods: ListedGoods, on: PlainDate): Finding {
  return {
    code: 'PZ-POSITIVE-LIST',
    source: 'platform',
    field: goods.field,
    message: `HS code ${goods.hsCode} is not on the positive list on ${on}.`,
    messageZh: `商品编码${goods.hsCode}不在跨境电子商务零售进口商品清单内`,
    values: [goods.hsCode, on],
    basis: BASIS,
    fix: 'Correct the HS code, or declare the goods as general trade.',
    fixZh: '请更正商品编码，或按一般贸易申报。',
  };
}

function modeNotAllowed(goods: ListedGoods, entry: PositiveListEntry): Finding {
  const modes = entry.modes.join(', ');
  return {
    code: 'PZ-POSITIVE-LIST-MODE',
    source: 'platform',
    field: goods.field,
    message: `HS code ${goods.hsCode} may come in under ${modes} only, not ${goods.tradeMode}.`,
    messageZh: `商品编码${goods.hsCode}仅限监管方式${modes}，不得以${goods.tradeMode}进口`,
    values: [goods.tradeMode, modes],
    basis: `${BASIS}: ${entry.source}`,
    fix: `Declare the goods under ${modes}.`,
    fixZh: `请以监管方式${modes}申报该商品。`,
  };
}

function remarkToHeed(goods: ListedGoods, entry: PositiveListEntry): Finding {
  return {
    code: 'PZ-POSITIVE-LIST-REMARK',
    source: 'platform',
    field: goods.field,
    message: `The positive list limits HS code ${goods.hsCode}: ${entry.remark}`,
    messageZh: `清单备注：${entry.remark}`,
    values: [goods.hsCode, entry.remark],
    basis: `${BASIS}: ${entry.source}`,
    fix: 'Make sure that the goods are within the remark.',
    fixZh: '请确认商品符合备注要求。',
  };
}
