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

export type DecisionContext = {
  readonly now: Instant;
  readonly tariff: Tariff;
  readonly inspected: boolean;
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
  if (context.inspected) return { returnStatus: '500', returnInfo: '查验' };
  return { returnStatus: '800', returnInfo: '[Code:2600;Desc:放行]' };
}
