import type { OrderDocument, WaybillDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import type { TaxAmounts } from './declaration.ts';
import type { Case } from './case.ts';
import type { Judgement } from './judge.ts';

/** A lane (风险通道) with the findings that explain it. */
export type Assessment = {
  readonly lane: 'green' | 'amber' | 'red';
  readonly score: number;
  readonly findings: readonly Finding[];
  /** Green, and drawn by chance for an officer's look. */
  readonly draw?: { readonly floorNo: number; readonly share: number } | undefined;
};

/** How a buyer has been buying, the list at hand included: what risk control asks for. */
export type BuyerHabits = {
  readonly declarationsToday: number;
  readonly declarationsYear: number;
  /** Basis points of the yearly allowance: 10 000 is all of it. */
  readonly allowanceUsedShare: number;
};

/**
 * A list on its way through one clearing: what is known of it so far. The steps of
 * clear-declarations.ts move it in place, from `open` to one of the others, because a batch holds
 * thousands and each step decides only for some.
 */
export type Verdict = {
  readonly case: Case;
  readonly order: OrderDocument | undefined;
  readonly waybill: WaybillDocument | undefined;
  readonly judgement: Judgement;
  step: 'open' | 'waiting' | 'held' | 'sent' | 'rejected';
  findings: readonly Finding[];
  assessment: Assessment | undefined;
  /** Whether the buyer's allowance carries this list after this clearing. */
  spends: boolean;
  /** Known as soon as the buyer's allowance was asked for. */
  habits?: BuyerHabits;
};

const NO_FINDINGS: readonly Finding[] = [];

/** What a set of documents comes to before allowance, guarantee and risk are asked. */
export function begin(input: Pick<Verdict, 'case' | 'order' | 'waybill' | 'judgement'>): Verdict {
  const { findings, missing } = input.judgement;
  const rejected = findings.length > 0;
  const step = rejected ? 'rejected' : missing.length > 0 ? 'waiting' : 'open';
  return {
    case: input.case,
    order: input.order,
    waybill: input.waybill,
    judgement: input.judgement,
    step,
    findings: rejected || missing.length > 0 ? [...findings, ...missing] : NO_FINDINGS,
    assessment: undefined,
    spends: false,
  };
}

/** Whether nothing speaks against the list so far. */
export function isOpen(verdict: Verdict): boolean {
  return verdict.step === 'open';
}

/** Stops a list; all its findings are kept. */
export function reject(verdict: Verdict, findings: readonly Finding[]): void {
  verdict.step = 'rejected';
  verdict.findings = [...verdict.findings, ...findings];
}

/** The five amounts of the list in units; `null` when no tax can be assessed. */
export function amountsOf(verdict: Verdict): TaxAmounts | null {
  const { tax } = verdict.judgement;
  if (tax.kind === 'unassessable') return null;
  const { dutiablePrice, tariff, consumptionTax, valueAddedTax, total } = tax.totals;
  return {
    dutiablePrice: dutiablePrice.units,
    tariff: tariff.units,
    consumptionTax: consumptionTax.units,
    valueAddedTax: valueAddedTax.units,
    tax: total.units,
  };
}
