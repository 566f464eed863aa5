import { cny, formatMoney, formatUnits, parseUnits, roundHalfUp } from '@pilotzone/kernel/money';
import type { ExportList } from '@pilotzone/rules/export/documents';
import type { ExportJudgement } from '@pilotzone/rules/export/judge-export';
import type { ReturnedQuantity } from '@pilotzone/rules/export/judge-application';
import type { ExportFacts } from '../contract.ts';

/** What events tell of a judged list; the numbers of customs come with its receipts. */
export function toExportFacts(
  list: ExportList,
  judgement: ExportJudgement,
  declarationId: string,
): ExportFacts {
  const { head, lines } = list;
  return {
    declarationId,
    ebpCode: head.ebpCode,
    ebcCode: head.ebcCode,
    agentCode: head.agentCode,
    assureCode: '',
    payCode: '',
    logisticsCode: head.logisticsCode,
    areaCode: head.iacCode ?? '',
    orderNo: head.orderNo,
    copNo: head.copNo,
    preNo: '',
    invtNo: '',
    logisticsNo: head.logisticsNo,
    tradeMode: head.tradeMode,
    statisticsFlag: head.statisticsFlag,
    customsCode: head.customsCode,
    portCode: head.portCode,
    loctNo: head.loctNo ?? '',
    emsNo: head.emsNo ?? '',
    country: head.country,
    lists: 1,
    grossWeightKg: formatUnits(head.grossWeight),
    value: formatUnits(judgement.valueCny ?? 0n),
    lines: lines.map((line, index) => ({
      lineNo: line.gnum,
      hsCode: line.gcode,
      name: line.gname,
      destinationCountry: line.country,
      quantity: formatUnits(line.qty),
      unit: line.unit,
      quantity1: formatUnits(line.qty1),
      unit1: line.unit1,
      value: formatUnits(judgement.lineValues[index] ?? 0n),
    })),
  };
}

/** What came back of one line: this time, and before. */
export type ReturnedPart = { readonly now: ReturnedQuantity; readonly before: ReturnedQuantity };

/**
 * The part of a list's facts that comes back. Values are shares by quantity, cut so that all parts
 * of a line add up to it exactly; the list itself and its weight count with the last part only.
 */
export function returnedFacts(
  facts: ExportFacts,
  parts: ReadonlyMap<number, ReturnedPart>,
  isLast: boolean,
): ExportFacts {
  const lines = facts.lines.flatMap((line) => {
    const part = parts.get(line.lineNo);
    if (!part || part.now.qty === 0n) return [];
    const share = shareOf(unitsOf(line.value), unitsOf(line.quantity));
    const value = share(part.before.qty + part.now.qty) - share(part.before.qty);
    return [
      {
        ...line,
        quantity: formatUnits(part.now.qty),
        quantity1: formatUnits(part.now.qty1),
        value: formatUnits(value),
      },
    ];
  });
  const value = lines.reduce((total, line) => total + unitsOf(line.value), 0n);
  return {
    ...facts,
    lists: isLast ? 1 : 0,
    grossWeightKg: isLast ? facts.grossWeightKg : '0',
    value: formatUnits(value),
    lines,
  };
}

function shareOf(value: bigint, quantity: bigint): (part: bigint) => bigint {
  return (part) => (quantity === 0n ? 0n : roundHalfUp(value * part, quantity));
}

function unitsOf(text: string): bigint {
  return parseUnits(text) ?? 0n;
}

/** An amount of the database as the API writes it; `null` stays. */
export function amountText(value: string | null): string | null {
  const units = value === null ? undefined : parseUnits(value);
  return units === undefined ? null : formatMoney(cny(units));
}
