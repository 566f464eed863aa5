import type { PaymentDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { PlainDate } from '@pilotzone/kernel/time';
import { judgeDocuments } from '@pilotzone/rules/judge';
import { paymentOf } from '@pilotzone/rules/match';
import type { DocumentSet } from '@pilotzone/rules/match';
import { errorsOf } from '@pilotzone/rules/rule';
import { judgeSingleLimit, regimeOn } from '@pilotzone/tariff/limits';
import { judgePositiveList } from '@pilotzone/tariff/positive-list';
import type { Tariff } from '@pilotzone/tariff/rates';
import { judgeSupervisionMode } from '@pilotzone/tariff/supervision-modes';
import type { SupervisionModeRow } from '@pilotzone/tariff/supervision-modes';
import { assessTax } from '@pilotzone/tariff/tax';
import type { TaxAssessment } from '@pilotzone/tariff/tax';
import { taxableOf } from '@pilotzone/tariff/taxable-list';

/**
 * What the rules say about a set of documents, before allowance, guarantee and risk. `missing`
 * names documents that have not arrived; a list with nothing else against it waits for them.
 */
export type Judgement = {
  readonly findings: readonly Finding[];
  readonly missing: readonly Finding[];
  readonly payment: PaymentDocument | undefined;
  readonly tax: TaxAssessment;
};

/** By which rules a list is judged: those of the day on which customs receives it. */
export type JudgeContext = {
  readonly on: PlainDate;
  readonly tariff: Tariff;
  readonly zoneCode: string;
  readonly supervisionModes: readonly SupervisionModeRow[];
};

const MISSING_PREFIX = 'PZ-MISSING-';

/**
 * Checks, matches and taxes one declaration by the rules of day `on`. Pure: the pre-flight check
 * and the real thing both come here. All findings are reported, not the first.
 */
export function judgeDeclaration(set: DocumentSet, context: JudgeContext): Judgement {
  const { on, tariff } = context;
  const { head, lines } = set.list;
  const said = errorsOf(judgeDocuments(set, { day: on }).findings);
  const regime = regimeOn(on);
  const tax = assessTax(taxableOf(set.list), { on, tariff, regime });
  const dutiablePrice = tax.kind === 'assessed' ? tax.totals.dutiablePrice : tax.dutiablePrice;
  const { isSingleItem } = tax;
  const listNo = head.copNo || head.orderNo;
  const limit = judgeSingleLimit({ dutiablePrice, isSingleItem, listNo }, regime);
  const { tradeMode } = head;
  const mode = judgeSupervisionMode(
    context.supervisionModes,
    { mode: tradeMode, zoneCode: context.zoneCode },
    on,
  );
  const listed = lines.flatMap((line, index) => {
    const field = `InventoryList[${index}].gcode`;
    return judgePositiveList({ hsCode: line.gcode, tradeMode, field }, on, tariff).errors;
  });
  return {
    findings: [
      ...said.filter((finding) => !finding.code.startsWith(MISSING_PREFIX)),
      ...(mode ? [mode] : []),
      ...listed,
      ...(tax.kind === 'unassessable' ? tax.findings : []),
      ...(limit ? [limit] : []),
    ],
    missing: said.filter((finding) => finding.code.startsWith(MISSING_PREFIX)),
    payment: paymentOf(set.order, set.payments),
    tax,
  };
}
