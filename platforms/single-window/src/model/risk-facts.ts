import type { RiskTrade } from './risk-trade.ts';
import { amountsOf } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * What the risk system may look at; the shape is its own (systems/risk/src/model/facts.ts). Absent
 * is unknown.
 */
export type RiskFacts = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly tradeMode: string;
  readonly portCode: string;
  readonly tradeCountry: string;
  readonly hsChapters: readonly string[];
  readonly originCountries: readonly string[];
  readonly lineCount: number;
  readonly dutiablePrice: bigint | undefined;
  readonly maxUnitPrice: bigint;
  readonly totalQuantity: bigint;
  readonly grossWeightKg: bigint;
  readonly buyerDeclarationsToday: number | undefined;
  readonly buyerDeclarationsYear: number | undefined;
  readonly allowanceUsedShare: number | undefined;
  readonly merchantGrade: string | undefined;
  readonly platformGrade: string | undefined;
  readonly payerIsBuyer: boolean | undefined;
  readonly consigneeIsBuyer: boolean | undefined;
  readonly declaredHour: number;
  readonly merchantCode: string;
  readonly platformCode: string;
  /** What risk control counts over time. */
  readonly trade?: RiskTrade;
};

/** The facts of one list, from its documents and the grades of its enterprises. */
export function toRiskFacts(
  verdict: Verdict,
  gradeOf: (code: string) => string | undefined,
): RiskFacts {
  const { row, list } = verdict.case;
  const { head, lines } = list;
  const { payment } = verdict.judgement;
  const { order, habits } = verdict;
  let maxUnitPrice = 0n;
  let totalQuantity = 0n;
  for (const line of lines) {
    if (line.price > maxUnitPrice) maxUnitPrice = line.price;
    totalQuantity += line.qty;
  }
  return {
    declarationId: row.declarationId,
    attempt: row.attempt,
    tradeMode: head.tradeMode,
    portCode: head.portCode,
    tradeCountry: head.country,
    hsChapters: unique(lines.map((line) => line.gcode.slice(0, 2))),
    originCountries: unique(lines.map((line) => line.country)),
    lineCount: lines.length,
    dutiablePrice: amountsOf(verdict)?.dutiablePrice,
    maxUnitPrice,
    totalQuantity,
    grossWeightKg: head.grossWeight,
    buyerDeclarationsToday: habits?.declarationsToday,
    buyerDeclarationsYear: habits?.declarationsYear,
    allowanceUsedShare: habits?.allowanceUsedShare,
    merchantGrade: gradeOf(row.ebcCode),
    platformGrade: gradeOf(row.ebpCode),
    payerIsBuyer: payment && payment.head.payerIdNumber === head.buyerIdNumber,
    consigneeIsBuyer: order && order.head.consignee === head.buyerName,
    declaredHour: Number(row.appTime.slice(8, 10)),
    merchantCode: row.ebcCode,
    platformCode: row.ebpCode,
  };
}

function unique(values: readonly string[]): string[] {
  return values.length === 1 ? [...values] : [...new Set(values)];
}
