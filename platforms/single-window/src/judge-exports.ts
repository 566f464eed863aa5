import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { formatUnits } from '@pilotzone/kernel/money';
import type { Finding } from '@pilotzone/kernel/finding';
import { dayOf, formatReturnTime } from '@pilotzone/kernel/time';
import type { ExportOrder } from '@pilotzone/rules/export/documents';
import { judgeExport } from '@pilotzone/rules/export/judge-export';
import type { ExportJudgement } from '@pilotzone/rules/export/judge-export';
import type { ExportSet } from '@pilotzone/rules/export/match-export';
import { errorsOf, warningsOf } from '@pilotzone/rules/rule';
import { returnInfoOf, returnStatusOf } from '@pilotzone/rules/verdict';
import { assessExports } from './assess-exports.ts';
import type { ExportNeeds } from './export-needs.ts';
import { exportOrderKey, orderNoOf } from './model/export-case.ts';
import type { ExportCase } from './model/export-case.ts';
import { toExportFacts } from './model/export-facts.ts';
import { isLiveExport } from './model/export-lifecycle.ts';
import { exportContext } from './model/export-references.ts';
import { catalogued } from './model/findings.ts';
import { saveMovedExports } from './save-export-cases.ts';
import type { MovedExport } from './save-export-cases.ts';
import { sendExports } from './send-exports.ts';
import type { ExportOutbound } from './send-exports.ts';
import { lockListsByWaybill } from './store/export-cases.ts';
import { lockExportOrders } from './store/export-orders.ts';
import { saveExportReceipts } from './store/export-receipts.ts';
import { publishExportsConcluded } from './tell-exports.ts';

/** A list to be judged: as it stood (locked), and as its filing made it. */
export type OpenExport = {
  readonly known: ExportCase | undefined;
  readonly row: ExportCase;
};

/**
 * Judges export lists against their order, waybill and receipt of payment: each is sent to customs
 * with its papers, held by risk control, waits for a missing paper, or is rejected with every
 * reason. One transaction, set-based; cases in the order given.
 */
export async function judgeExports(
  needs: ExportNeeds,
  tx: Tx,
  open: readonly OpenExport[],
): Promise<ExportCase[]> {
  if (open.length === 0) return [];
  const on = dayOf(needs.clock.now());
  const context = exportContext(needs.exportReferences(), on);
  const sets = await gatherExports(
    needs,
    tx,
    open.map(({ row }) => row),
  );
  const occupied = await findOccupied(needs, tx, open);
  const judged = open.map((item, index) => {
    const set = sets[index];
    if (!set) throw new Error('bug: a set was gathered for every list');
    const judgement = judgeExport(set, context);
    const others = occupied.get(waybillText(item.row)) ?? item.row.caseId;
    const used = others === item.row.caseId ? [] : [waybillUsed(item.row)];
    const row = judgeOne(needs, item, { set, judgement, used });
    if (row.status === 'sent') occupied.set(waybillText(item.row), item.row.caseId);
    return { item, set, judgement, row };
  });
  const scored = await score(needs, tx, judged);
  const moved = scored.map(({ item, row }): MovedExport => {
    return { known: item.known, row, cause: causeOf(row), actor: null };
  });
  await sendExports(
    needs,
    tx,
    scored.flatMap(({ row, set }) => (row.status === 'sent' ? papersOf(row, set) : [])),
  );
  await saveMovedExports(needs, tx, moved);
  const rows = scored.map(({ row }) => row);
  await tellRejected(
    needs,
    tx,
    rows.filter((row) => row.status === 'rejected'),
  );
  const held = rows.filter((row) => row.status === 'held');
  await publishExportsConcluded(needs, tx, held);
  return rows;
}

type Judged = {
  readonly item: OpenExport;
  readonly set: ExportSet;
  readonly judgement: ExportJudgement;
  readonly row: ExportCase;
};

/** Lanes for the lists that nothing stands in the way of; red ones may be held. */
async function score(needs: ExportNeeds, tx: Tx, judged: readonly Judged[]): Promise<Judged[]> {
  const free = judged.filter(({ row }) => row.status === 'sent');
  const rows = await assessExports(
    needs,
    tx,
    free.map(({ row, set, judgement }) => ({ row, list: set.list, valueCny: judgement.valueCny })),
  );
  const byId = new Map(rows.map((row) => [row.caseId, row]));
  return judged.map((one) => ({ ...one, row: byId.get(one.row.caseId) ?? one.row }));
}

function causeOf({ status, lane, returnStatus, reasons }: ExportCase): string {
  if (status === 'waiting') return (reasons ?? []).map(({ code }) => code).join(' ');
  if (status === 'held') return `risk lane ${lane ?? ''}`;
  return status === 'rejected' ? `receipt ${returnStatus ?? ''}` : 'sent to customs';
}

/** Which live list has each of these waybills: a parcel is declared once. */
async function findOccupied(
  needs: ExportNeeds,
  tx: Tx,
  open: readonly OpenExport[],
): Promise<Map<string, string>> {
  const rows = open.map(({ row }) => row);
  const lists = await lockListsByWaybill(tx, needs.zoneCode, rows);
  const live = lists.filter(({ status }) => isLiveExport(status));
  return new Map(live.map((list) => [waybillText(list), list.caseId]));
}

function waybillText({ logisticsCode, logisticsNo }: ExportCase): string {
  return `${logisticsCode}|${logisticsNo}`;
}

function waybillUsed({ logisticsCode, logisticsNo }: ExportCase): Finding {
  return catalogued('PZ-WAYBILL-USED', [logisticsNo, logisticsCode]);
}

/** The documents of lists as they stand: declared ones only. */
export async function gatherExports(
  needs: ExportNeeds,
  tx: Tx,
  rows: readonly ExportCase[],
): Promise<ExportSet[]> {
  const lists = rows.map((row) => unpackDocument('CEB603Message', row.body, row));
  const keys = rows.map((row) => ({
    ebpCode: row.ebpCode,
    ebcCode: row.ebcCode,
    orderNo: orderNoOf(row),
  }));
  const orders = new Map<string, ExportOrder>();
  for (const order of await lockExportOrders(tx, needs.zoneCode, keys)) {
    if (order.deleted || order.appStatus === '1') continue;
    orders.set(exportOrderKey(order), unpackDocument('CEB303Message', order.body, order));
  }
  const payments = await needs.findExportPayments(tx, keys);
  const waybills = await needs.findExportWaybills(tx, rows);
  return lists.map((list, index) => ({
    list,
    order: orders.get(exportOrderKey(list.head)),
    payment: payments[index],
    waybill: waybills[index],
  }));
}

function judgeOne(
  needs: ExportNeeds,
  { row }: OpenExport,
  about: { set: ExportSet; judgement: ExportJudgement; used: readonly Finding[] },
): ExportCase {
  const { set, judgement, used } = about;
  const errors = [...errorsOf(judgement.findings), ...used];
  const waitsOnly = judgement.missing.length > 0 && errors.length === judgement.missing.length;
  const now = needs.clock.now();
  const next = {
    ...row,
    version: row.version + 1,
    valueCny: judgement.valueCny === undefined ? null : formatUnits(judgement.valueCny),
    facts: toExportFacts(set.list, judgement, row.caseId),
    reasons: errors,
  };
  // A warning goes along until customs has answered.
  const warnings = warningsOf(judgement.findings);
  const noted = warnings.length > 0 ? warnings : null;
  if (errors.length === 0) return { ...next, status: 'sent', reasons: noted };
  if (waitsOnly) return { ...next, status: 'waiting' };
  const returnStatus = returnStatusOf(errors);
  const returnTime = formatReturnTime(now);
  return { ...next, status: 'rejected', returnStatus, returnTime, decidedAt: now };
}

/** A list with its papers, so that customs can match them. */
export function papersOf(row: ExportCase, set: ExportSet): ExportOutbound[] {
  const { list, order, waybill, payment } = set;
  const { head, lines } = list;
  const forCustoms = { head: { ...head, appType: '1' }, lines };
  return [
    ...(order ? [{ type: 'CEB303Message' as const, document: order }] : []),
    ...(waybill ? [{ type: 'CEB505Message' as const, document: waybill }] : []),
    ...(payment ? [{ type: 'CEB403Message' as const, document: payment }] : []),
    { type: 'CEB603Message', document: forCustoms, caseId: row.caseId },
  ];
}

/** Receipts of the platform's own, and the event for credit. */
export async function tellRejected(
  needs: ExportNeeds,
  tx: Tx,
  rows: readonly ExportCase[],
): Promise<void> {
  if (rows.length === 0) return;
  await saveExportReceipts(
    tx,
    needs.zoneCode,
    rows.map((row) => ({
      caseId: row.caseId,
      returnStatus: row.returnStatus ?? '100',
      returnTime: row.returnTime ?? '',
      returnInfo: returnInfoOf(row.reasons ?? []),
      source: 'platform' as const,
      exchangeId: null,
      receivedAt: needs.clock.now(),
    })),
  );
  await publishExportsConcluded(
    needs,
    tx,
    rows.filter((row) => row.kind === 'list'),
  );
}
