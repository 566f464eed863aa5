import type { ListDocument, OrderDocument, PaymentDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { cny } from '@pilotzone/kernel/money';
import type { PlainDate } from '@pilotzone/kernel/time';
import { checkList } from '@pilotzone/rules/check-list';
import { checkOrder } from '@pilotzone/rules/check-order';
import { checkPayment } from '@pilotzone/rules/check-payment';
import { checkWaybill } from '@pilotzone/rules/check-waybill';
import { matchDocuments } from '@pilotzone/rules/match';
import { errorsOf } from '@pilotzone/rules/rule';
import { judgeSingleLimit, regimeOn } from '@pilotzone/tariff/limits';
import { checkPositiveList } from '@pilotzone/tariff/positive-list';
import type { Tariff } from '@pilotzone/tariff/rates';
import { assessTax } from '@pilotzone/tariff/tax';
import type { TaxAssessment } from '@pilotzone/tariff/tax';
import type { TaxableList } from '@pilotzone/tariff/taxable';

/** The documents of one declaration, as far as they have arrived. */
export type DeclarationSet = {
  readonly list: ListDocument;
  readonly order: OrderDocument | undefined;
  readonly payments: readonly PaymentDocument[];
  readonly waybill: WaybillDocument | undefined;
};

/**
 * What the rules say about a set of documents, before allowance, guarantee and risk. `missing` names documents that
 * have not arrived; a list with nothing else against it waits for them.
 */
export type Judgement = {
  readonly findings: readonly Finding[];
  readonly missing: readonly Finding[];
  readonly payment: PaymentDocument | undefined;
  readonly tax: TaxAssessment;
};

export type JudgeContext = { readonly on: PlainDate; readonly tariff: Tariff };

/**
 * Checks, matches and taxes one declaration by the rules of day `on`. Pure: the pre-flight check and the real thing
 * both come here. All findings are reported, not the first.
 */
export function judgeDeclaration(set: DeclarationSet, context: JudgeContext): Judgement {
  const { on, tariff } = context;
  const { list, order, payments, waybill } = set;
  const matched = matchDocuments({ list, order, payments, waybill });
  const taxable = toTaxable(list);
  const regime = regimeOn(on);
  const tax = assessTax(taxable, on, tariff, regime);
  const isSingleItem = tax.isSingleItem;
  const dutiablePrice = tax.kind === 'assessed' ? tax.totals.dutiablePrice : tax.dutiablePrice;
  const listNo = list.head.copNo || list.head.orderNo;
  const limit = judgeSingleLimit({ dutiablePrice, isSingleItem, listNo }, regime);
  const findings = [
    ...errorsOf(checkList(list, { day: on })),
    ...(order ? errorsOf(checkOrder(order, { day: on, prefix: true })) : []),
    ...(matched.payment ? errorsOf(checkPayment(matched.payment, { day: on, prefix: true })) : []),
    ...(waybill ? errorsOf(checkWaybill(waybill, { day: on, prefix: true })) : []),
    ...errorsOf(matched.findings),
    ...checkPositiveList(list, { on, tariff }),
    ...(tax.kind === 'unassessable' ? tax.findings : []),
    ...(limit ? [limit] : []),
  ];
  return { findings, missing: errorsOf(matched.missing), payment: matched.payment, tax };
}

/** The list as tax looks at it. */
export function toTaxable(list: ListDocument): TaxableList {
  return {
    freight: cny(list.head.freight),
    insurance: cny(list.head.insuredFee),
    lines: list.lines.map((line) => ({
      hsCode: line.gcode,
      price: cny(line.totalPrice),
      quantity: { units: line.qty, unit: line.unit },
      legal1: { units: line.qty1, unit: line.unit1 },
      legal2: line.unit2 && line.qty2 !== undefined ? { units: line.qty2, unit: line.unit2 } : undefined,
    })),
  };
}
