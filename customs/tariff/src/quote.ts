import type { Finding } from '@pilotzone/kernel/finding';
import { formatMoney } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import type { LineExplanation, TaxTotalsText } from './explain-tax.ts';
import { explainTax } from './explain-tax.ts';
import { judgeSingleLimit, regimeOn } from './limits.ts';
import { judgePositiveList } from './positive-list.ts';
import type { Tariff } from './rates.ts';
import type { TaxScope } from './tax.ts';
import { assessTax } from './tax.ts';
import type { TaxableList } from './taxable.ts';

/**
 * A basket to be quoted: a list before there are documents. `price` of a line is for the whole
 * line.
 */
export type Basket = {
  readonly tradeMode: string;
  readonly day: PlainDate;
  readonly list: TaxableList;
};

/**
 * The answer of `tax quote`. `tax` is `null` when a code has no rate. `findings` stop such a list
 * at customs; `warnings` are remarks of the positive list. The buyer's annual limit is not looked
 * at: a basket has no buyer.
 */
export type Quote = {
  readonly tradeMode: string;
  readonly day: PlainDate;
  readonly scope: TaxScope | null;
  readonly basis: string;
  readonly tax: TaxTotalsText | null;
  readonly dutiablePrice: string;
  readonly lines: readonly LineExplanation[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
};

/** Tax of a basket with every step, and what would keep it from clearing. */
export function quote({ tradeMode, day, list }: Basket, tariff: Tariff): Quote {
  const regime = regimeOn(day);
  const assessment = assessTax(list, { on: day, tariff, regime });
  const isAssessed = assessment.kind === 'assessed';
  const dutiablePrice = isAssessed ? assessment.totals.dutiablePrice : assessment.dutiablePrice;
  const { isSingleItem } = assessment;
  const overLimit = judgeSingleLimit({ dutiablePrice, isSingleItem, listNo: '*' }, regime);
  const listed = list.lines.map(({ hsCode }, index) =>
    judgePositiveList({ hsCode, tradeMode, field: `lines[${index}].hsCode` }, day, tariff),
  );
  const explained = isAssessed ? explainTax(assessment) : undefined;
  return {
    tradeMode,
    day,
    scope: explained?.scope ?? null,
    basis: regime.source,
    tax: explained?.totals ?? null,
    dutiablePrice: formatMoney(dutiablePrice),
    lines: explained?.lines ?? [],
    findings: [
      ...(isAssessed ? [] : assessment.findings.map(inBasket)),
      ...(overLimit ? [{ ...overLimit, field: 'lines' }] : []),
      ...listed.flatMap((judgement) => judgement.errors),
    ],
    warnings: listed.flatMap((judgement) => judgement.warnings),
  };
}

function inBasket(finding: Finding): Finding {
  return {
    ...finding,
    field: finding.field.replace(/^InventoryList(\[\d+\]).*/, 'lines$1.hsCode'),
  };
}
