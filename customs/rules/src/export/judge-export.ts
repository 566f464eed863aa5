import type { PlainDate } from '@pilotzone/kernel/time';
import { formatUnits } from '@pilotzone/kernel/money';
import { exportListRules, exportRouteRules as rules } from '../catalogue/export.ts';
import { findingOf } from '../rule.ts';
import type { RuleFinding } from '../rule.ts';
import { checkExportList } from './check-export-list.ts';
import { checkExportOrder, checkExportWaybill } from './check-export-papers.ts';
import { exportRulesOn } from './dated-rules.ts';
import type { ExportRules } from './dated-rules.ts';
import type { ExportList } from './documents.ts';
import { matchExport } from './match-export.ts';
import type { ExportMatch, ExportSet } from './match-export.ts';

/** What goods demand on a day, by the operator's data. */
type Demands = {
  readonly duty: boolean;
  readonly licence: boolean;
  readonly inspection: boolean;
  readonly source: string;
};

/** The dated data that judge an export list; handed in, because this package holds no rates. */
export type ExportContext = {
  readonly on: PlainDate;
  /** The amount in CNY; `undefined` where no rate is known. */
  toCny(amount: { units: bigint; currency: string }, on: PlainDate): { units: bigint } | undefined;
  demandsOf(hsCode: string, on: PlainDate): Demands | undefined;
  hasWarehouseFiling(merchantCode: string, on: PlainDate): boolean;
};

/** What judging found, and the value of the list and of each line in CNY where rates are known. */
export type ExportJudgement = ExportMatch & {
  readonly valueCny: bigint | undefined;
  readonly lineValues: readonly (bigint | undefined)[];
};

/**
 * All that can be said about an export list and its documents without a database: its fields, its
 * documents, the path it may take on the day (simplified, summed up, or by declaration form).
 */
export function judgeExport(set: ExportSet, context: ExportContext): ExportJudgement {
  const { list, order, waybill } = set;
  const law = exportRulesOn(context.on);
  const match = matchExport(set, law.paymentRequired);
  const lineValues = list.lines.map(
    ({ totalPrice, currency }) => context.toCny({ units: totalPrice, currency }, context.on)?.units,
  );
  const valueCny = lineValues.reduce<bigint | undefined>(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0n,
  );
  const findings = [
    ...checkExportList(list),
    ...(order ? checkExportOrder(order) : []),
    ...(waybill ? checkExportWaybill(waybill) : []),
    ...judgeRoute({ list, law, valueCny }, context),
    ...match.findings,
  ];
  return { findings, missing: match.missing, valueCny, lineValues };
}

type Routed = {
  readonly list: ExportList;
  readonly law: ExportRules;
  readonly valueCny: bigint | undefined;
};

/**
 * Which path the list may take. Sources: reference/policy/modes.md, 9610 export and 9710 / 9810;
 * specification 202205, statisticsFlag.
 */
function judgeRoute(routed: Routed, context: ExportContext): RuleFinding[] {
  const { list, law } = routed;
  const { tradeMode, ebcCode } = list.head;
  const { on } = context;
  if (!law.modes.has(tradeMode)) {
    const values = [tradeMode, on, [...law.modes].join(', ')];
    return [findingOf(exportListRules.mode, 'InventoryHead.tradeMode', values)];
  }
  const isWarehouse = tradeMode === '9810' && law.warehouseFilingRequired;
  const lacksFiling = isWarehouse && !context.hasWarehouseFiling(ebcCode, on);
  return [
    ...judgeValue(routed, on),
    ...judgeGoods(list, context),
    ...(lacksFiling ? [findingOf(rules.warehouse, 'InventoryHead.ebcCode', [ebcCode, on])] : []),
  ];
}

/** B2B and overseas warehouse: by list only what is small and free of licence, inspection, tax. */
function isB2b(tradeMode: string): boolean {
  return tradeMode === '9710' || tradeMode === '9810';
}

function judgeValue({ list, law, valueCny }: Routed, on: PlainDate): RuleFinding[] {
  const { tradeMode, statisticsFlag } = list.head;
  const findings: RuleFinding[] = [];
  if (isB2b(tradeMode) && statisticsFlag === 'B') {
    const values = [tradeMode, statisticsFlag];
    findings.push(findingOf(rules.formRefund, 'InventoryHead.statisticsFlag', values));
  }
  const isLimited = isB2b(tradeMode) || statisticsFlag === 'A';
  if (!isLimited) return findings;
  if (valueCny === undefined) {
    const currencies = [...new Set(list.lines.map((line) => line.currency))].join(', ');
    findings.push(findingOf(rules.rate, 'InventoryList.currency', [currencies, on]));
  } else if (valueCny > law.listValueMax) {
    const rule = isB2b(tradeMode) ? rules.formValue : rules.simplifiedValue;
    const values = [formatUnits(valueCny), formatUnits(law.listValueMax), tradeMode];
    findings.push(findingOf(rule, 'InventoryList.totalPrice', values));
  }
  return findings;
}

function judgeGoods(list: ExportList, context: ExportContext): RuleFinding[] {
  const { tradeMode, statisticsFlag, licenseNo } = list.head;
  const isFormOnly = isB2b(tradeMode);
  return list.lines.flatMap(({ gcode }, index) => {
    const demands = context.demandsOf(gcode, context.on);
    const place = `InventoryList[${index}].gcode`;
    const named = namesOf(demands, licenseNo, isFormOnly);
    const source = demands?.source ?? 'licenseNo';
    if (named !== '' && (isFormOnly || statisticsFlag === 'A')) {
      const rule = isFormOnly ? rules.formGoods : rules.simplifiedGoods;
      return [findingOf(rule, place, [gcode, named, source])];
    }
    if (!demands?.licence || licenseNo) return [];
    return [findingOf(rules.licence, place, [gcode, source])];
  });
}

/** The demands that stand in the way of a simple path, in words. */
function namesOf(
  demands: Demands | undefined,
  licenseNo: string | undefined,
  withInspection: boolean,
): string {
  const names: string[] = [];
  if (demands?.duty) names.push('export duty 出口关税');
  if (demands?.licence || licenseNo) names.push('a licence 许可证件');
  if (withInspection && demands?.inspection) names.push('inspection 检验检疫');
  return names.join(', ');
}
