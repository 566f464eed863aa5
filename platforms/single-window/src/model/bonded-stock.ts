import type { ListDocument } from '@pilotzone/ceb/message';
import type { Finding } from '@pilotzone/kernel/finding';
import { formatUnits } from '@pilotzone/kernel/money';
import { catalogued } from './findings.ts';

/** What a line of a list takes of the bonded stock. */
export type StockDemand = {
  /** The record's key as text, as the stock knows it. */
  readonly key: string;
  readonly areaCode: string;
  readonly emsNo: string;
  readonly ebcCode: string;
  readonly itemRecordNo: string;
  readonly gnum: number;
  readonly quantity: bigint;
  readonly unit: string;
  readonly field: string;
};

/** What is free of a record; taken from in place. */
export type FreeStock = { readonly available: bigint; readonly unit: string };

/** Goods of these modes lie in a bonded warehouse. */
const BONDED: ReadonlySet<string> = new Set(['1210', '1239']);

/** What a list takes of the bonded stock, line by line; nothing where its goods are not bonded. */
export function stockDemandOf({ head, lines }: ListDocument): StockDemand[] {
  if (!BONDED.has(head.tradeMode)) return [];
  const [areaCode, emsNo, ebcCode] = [head.areaCode ?? '', head.emsNo ?? '', head.ebcCode];
  return lines.map(({ gnum, qty, unit, itemRecordNo = '' }, index) => ({
    ...{ areaCode, emsNo, ebcCode, itemRecordNo, gnum, quantity: qty, unit },
    key: JSON.stringify([areaCode, emsNo, ebcCode, itemRecordNo]),
    field: `InventoryList[${String(index)}].qty`,
  }));
}

/** What would be left of each record after a list, or why it cannot have its goods. */
export function judgeStock(
  free: ReadonlyMap<string, FreeStock>,
  demand: readonly StockDemand[],
): { left: Map<string, FreeStock>; findings: Finding[] } {
  const left = new Map<string, FreeStock>();
  const findings: Finding[] = [];
  for (const line of demand) {
    const known = left.get(line.key) ?? free.get(line.key);
    const finding = faultOf(line, known);
    if (finding) findings.push({ ...finding, field: line.field });
    if (known) left.set(line.key, { ...known, available: known.available - line.quantity });
  }
  return { left, findings };
}

function faultOf(line: StockDemand, known: FreeStock | undefined): Finding | undefined {
  const { itemRecordNo, emsNo, ebcCode, unit, quantity } = line;
  if (!known) return catalogued('PZ-STOCK-UNKNOWN', [itemRecordNo, emsNo, ebcCode]);
  if (known.unit !== unit)
    return catalogued('PZ-STOCK-UNIT', [itemRecordNo, emsNo, unit, known.unit]);
  if (known.available >= quantity) return undefined;
  const [needed, available] = [formatUnits(quantity), formatUnits(known.available)];
  const free = known.available > 0n ? available : '0';
  return catalogued('PZ-STOCK-SHORT', [itemRecordNo, emsNo, needed, free]);
}
