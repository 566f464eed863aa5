import { formatUnits } from '@pilotzone/kernel/money';
import type { DeclarationFacts, ReleasedLine } from '../contract.ts';
import { amountsOf } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * What events tell about a list once customs released it; numbers that customs issues are still
 * empty.
 */
export function toFacts(verdict: Verdict): DeclarationFacts {
  const { row, list } = verdict.case;
  const { head } = list;
  const amounts = amountsOf(verdict);
  return {
    declarationId: row.declarationId,
    orderNo: row.orderNo,
    copNo: row.copNo,
    preNo: '',
    invtNo: '',
    ebpCode: row.ebpCode,
    ebcCode: row.ebcCode,
    agentCode: row.agentCode,
    assureCode: row.assureCode,
    payCode: verdict.judgement.payment?.head.payCode ?? '',
    logisticsCode: row.logisticsCode,
    logisticsNo: row.logisticsNo,
    areaCode: head.areaCode ?? '',
    tradeMode: row.tradeMode,
    customsCode: head.customsCode,
    portCode: head.portCode,
    loctNo: head.loctNo ?? '',
    emsNo: head.emsNo ?? '',
    buyerKey: row.buyerKey,
    consigneeDistrict: verdict.order?.head.consigneeDistrict ?? '',
    grossWeightKg: formatUnits(head.grossWeight),
    dutiablePrice: formatUnits(amounts?.dutiablePrice ?? 0n),
    tariff: formatUnits(amounts?.tariff ?? 0n),
    consumptionTax: formatUnits(amounts?.consumptionTax ?? 0n),
    valueAddedTax: formatUnits(amounts?.valueAddedTax ?? 0n),
    tax: formatUnits(amounts?.tax ?? 0n),
    lane: verdict.assessment?.lane ?? 'green',
    lines: toLines(verdict),
  };
}

const NO_NUMBERS = '"preNo":"","invtNo":""';

/**
 * Stored facts with the numbers that customs issued. Within a value of JSON a quotation mark has a
 * backslash before it, so what is looked for is the two fields.
 */
export function withNumbers(
  text: string,
  { preNo, invtNo }: { readonly preNo: string | null; readonly invtNo: string | null },
): string {
  const numbers = { preNo: preNo ?? '', invtNo: invtNo ?? '' };
  const at = text.indexOf(NO_NUMBERS);
  // Stored by an earlier version, perhaps, in another order.
  if (at < 0) return JSON.stringify({ ...(JSON.parse(text) as object), ...numbers });
  const written = JSON.stringify(numbers).slice(1, -1);
  return text.slice(0, at) + written + text.slice(at + NO_NUMBERS.length);
}

function toLines(verdict: Verdict): ReleasedLine[] {
  const { tax } = verdict.judgement;
  if (tax.kind === 'unassessable') return [];
  return verdict.case.list.lines.map((line, index) => {
    const assessed = tax.lines[index];
    return {
      lineNo: line.gnum,
      hsCode: line.gcode,
      name: line.gname,
      originCountry: line.country,
      quantity: formatUnits(line.qty),
      unit: line.unit,
      quantity1: formatUnits(line.qty1),
      unit1: line.unit1,
      dutiablePrice: formatUnits(assessed?.dutiablePrice.units ?? 0n),
      tariff: formatUnits(assessed?.tariff.units ?? 0n),
      consumptionTax: formatUnits(assessed?.consumptionTax.units ?? 0n),
      valueAddedTax: formatUnits(assessed?.valueAddedTax.units ?? 0n),
    };
  });
}
