import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { identityOf } from './model/arriving-export.ts';
import type { ExportDocument } from './model/arriving-export.ts';
import { EXPORT_MESSAGES, exportOrderKey } from './model/export-case.ts';
import type { ExportCase, ExportKind } from './model/export-case.ts';
import { isExportFiling } from './model/filing.ts';
import type { ExportFiling, Filing } from './model/filing.ts';
import { lockCasesByNumber, lockListsByOrder, lockListsByWaybill } from './store/export-cases.ts';

/**
 * The export lists and applications that these documents declare, and the lists whose order,
 * receipt of payment, waybill, arrival or departure they are; each once.
 */
export async function findFiledExports(
  runtime: Runtime,
  tx: Tx,
  filings: readonly Filing[],
): Promise<ExportCase[]> {
  const exported = filings.filter(isExportFiling);
  if (exported.length === 0) return [];
  const { zoneCode } = runtime;
  const found: ExportCase[] = [];
  const orders = exported.flatMap(orderKeyOf);
  if (orders.length > 0) found.push(...(await lockListsByOrder(tx, zoneCode, orders)));
  found.push(...(await lockListsByWaybill(tx, zoneCode, exported.flatMap(waybillsOf))));
  for (const [kind, type] of Object.entries(EXPORT_MESSAGES)) {
    const own = exported.filter((filing) => filing.type === type);
    const numbers = own.map(({ document }) => identityOf({ kind, document } as ExportDocument));
    const batch = { kind: kind as ExportKind, numbers };
    if (kind !== 'list') found.push(...(await lockCasesByNumber(tx, zoneCode, batch)));
  }
  return [...new Map(found.map((row) => [row.caseId, row])).values()];
}

function orderKeyOf({ type, document }: ExportFiling): string[] {
  const isAboutOrder =
    type === 'CEB303Message' || type === 'CEB403Message' || type === 'CEB603Message';
  return isAboutOrder ? [exportOrderKey(document.head)] : [];
}

function waybillsOf({ type, document }: ExportFiling) {
  if (type === 'CEB505Message') return [document.head];
  if (type !== 'CEB507Message' && type !== 'CEB509Message') return [];
  const { logisticsCode } = document.head;
  return document.lines.map(({ logisticsNo }) => ({ logisticsCode, logisticsNo }));
}
