import { UNITS_PER_ONE } from '@pilotzone/kernel/money';
import type { ExportList } from '@pilotzone/rules/export/documents';
import type { ExportCase } from './export-case.ts';

/**
 * What the risk system may look at of an export list; the shape is its own
 * (systems/risk/src/model/facts.ts). Absent is unknown.
 */
export type ExportRiskFacts = {
  readonly declarationId: string;
  readonly attempt: number;
  readonly tradeMode: string;
  readonly portCode: string;
  readonly lineCount: number;
  readonly merchantGrade: string | undefined;
  readonly platformGrade: string | undefined;
  readonly declaredHour: number;
  readonly exportFlag: string;
  readonly exportCountry: string;
  readonly exportChapters: readonly string[];
  readonly exportQuantity: bigint;
  readonly exportValue: bigint | undefined;
  readonly exportValuePerKg: bigint | undefined;
  readonly merchantCode: string;
  readonly platformCode: string;
};

/** The facts of one list that would go to customs; `valueCny` where the day's rates are known. */
export function toExportRiskFacts(
  row: Pick<ExportCase, 'caseId' | 'attempt' | 'appTime' | 'ebcCode' | 'ebpCode'>,
  { list, valueCny }: { readonly list: ExportList; readonly valueCny: bigint | undefined },
  gradeOf: (code: string) => string | undefined,
): ExportRiskFacts {
  const { head, lines } = list;
  const weighs = head.grossWeight > 0n;
  return {
    declarationId: row.caseId,
    attempt: row.attempt,
    tradeMode: head.tradeMode,
    portCode: head.portCode,
    lineCount: lines.length,
    merchantGrade: gradeOf(row.ebcCode),
    platformGrade: gradeOf(row.ebpCode),
    declaredHour: Number(row.appTime.slice(8, 10)),
    exportFlag: head.statisticsFlag,
    exportCountry: head.country,
    exportChapters: [...new Set(lines.map(({ gcode }) => gcode.slice(0, 2)))],
    exportQuantity: lines.reduce((sum, { qty }) => sum + qty, 0n),
    exportValue: valueCny,
    exportValuePerKg:
      valueCny === undefined || !weighs ? undefined : (valueCny * UNITS_PER_ONE) / head.grossWeight,
    merchantCode: row.ebcCode,
    platformCode: row.ebpCode,
  };
}
