import type { ListDocument } from '@pilotzone/ceb/message';
import { dayOf } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { checkList } from '@pilotzone/rules/check-list';
import { errorsOf } from '@pilotzone/rules/rule';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import { judgeSingleLimit, regimeOn } from '@pilotzone/tariff/limits';
import type { Tariff } from '@pilotzone/tariff/rates';
import { assessTax } from '@pilotzone/tariff/tax';
import { taxableOf } from '@pilotzone/tariff/taxable-list';

/** 300: a person looks at the papers (人工审核); 500: at the goods (查验). */
export type Hold = '300' | '500';

const HOLD_TEXTS: Readonly<Record<Hold, string>> = { 300: '人工审核', 500: '查验' };

export type DecisionContext = {
  readonly now: Instant;
  readonly tariff: Tariff;
  /** How customs holds the list if nothing is against it; absent: it does not. */
  readonly hold: Hold | undefined;
};

/**
 * Customs' decision on a list by what the list itself shows: its fields, its tax, the
 * single-transaction limit. Pure. The simulator does not hold orders, payments and waybills, so
 * matching is the platform's (a later issue gives it all documents).
 */
export function decideList(
  list: ListDocument,
  context: DecisionContext,
): { returnStatus: string; returnInfo: string } {
  const on = dayOf(context.now);
  const regime = regimeOn(on);
  const tax = assessTax(taxableOf(list), { on, tariff: context.tariff, regime });
  const { isSingleItem } = tax;
  const dutiablePrice = tax.kind === 'assessed' ? tax.totals.dutiablePrice : tax.dutiablePrice;
  const limit = judgeSingleLimit(
    { dutiablePrice, isSingleItem, listNo: list.head.copNo ?? '' },
    regime,
  );
  const findings = [
    ...errorsOf(checkList(list, { day: on })),
    ...(tax.kind === 'unassessable' ? tax.findings : []),
    ...(limit ? [limit] : []),
  ];
  if (findings.length > 0)
    return { returnStatus: returnStatusOf(findings), returnInfo: returnInfoOf(findings) };
  if (context.hold) return { returnStatus: context.hold, returnInfo: HOLD_TEXTS[context.hold] };
  return { returnStatus: '800', returnInfo: '[Code:2600;Desc:放行]' };
}
