import type { DocumentByType } from '@pilotzone/ceb/message';
import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { findReturnStatus } from '@pilotzone/rules/codes/return-statuses';
import type { ArrivalReport, ArrivalStatus } from './model/arrival-report.ts';
import { lockArrivalReports, saveArrivalReports } from './store/arrival-reports.ts';
import { appendParcelMovements } from './store/parcel-movements.ts';

type ReceiptHead = DocumentByType['CEB712Message']['head'];

/**
 * Applies customs' receipts of arrival reports (712), repeated and in any order. Once customs has
 * closed a report its parcels have arrived. Returns how many receipts are about no report of ours,
 * and which arrivals customs has closed just now.
 */
export async function applyArrivalReceipts(
  needs: Pick<Runtime, 'zoneCode' | 'clock'>,
  tx: Tx,
  heads: readonly ReceiptHead[],
): Promise<{ unknown: number; closed: ClosedArrival[] }> {
  if (heads.length === 0) return { unknown: 0, closed: [] };
  const rows = await lockArrivalReports(tx, needs.zoneCode, heads.map(keyOf));
  const standing = new Map(rows.map((row) => [textOf(row), row]));
  const decided = new Map<string, ArrivalReport>();
  let unknown = 0;
  for (const head of heads) {
    const key = textOf(keyOf(head));
    const known = standing.get(key);
    if (!known) unknown += 1;
    const status = statusOf(head.returnStatus);
    if (!known || !status || known.status !== 'sent') continue;
    const { returnStatus, returnInfo } = head;
    const rkdNo = head.rkdNo || null;
    const decidedAt = needs.clock.now();
    const row = { ...known, status, returnStatus, returnInfo, rkdNo, decidedAt };
    standing.set(key, row);
    decided.set(key, row);
  }
  const ended = [...decided.values()];
  await saveArrivalReports(tx, needs.zoneCode, ended);
  await appendParcelMovements(tx, needs.zoneCode, ended.flatMap(arrivalsOf));
  return { unknown, closed: ended.flatMap(closedOf) };
}

/** An arrival that customs has closed: who reported it, and under which bill. */
export type ClosedArrival = {
  readonly operatorCode: string;
  readonly billNo: string;
  readonly rkdNo: string;
};

function closedOf(report: ArrivalReport): ClosedArrival[] {
  const { status, body, operatorCode, rkdNo, copNo } = report;
  if (status !== 'closed') return [];
  const { head } = unpackDocument('CEB711Message', body, report);
  return [{ operatorCode, billNo: head.billNo, rkdNo: rkdNo ?? copNo }];
}

function statusOf(returnStatus: string): ArrivalStatus | undefined {
  if (returnStatus === '399') return 'closed';
  return findReturnStatus(returnStatus)?.outcome === 'rejected' ? 'rejected' : undefined;
}

function arrivalsOf(report: ArrivalReport) {
  const { status, body, reportId, rkdNo, copNo, decidedAt } = report;
  if (status !== 'closed' || decidedAt === null) return [];
  const { head, lines } = unpackDocument('CEB711Message', body, report);
  return lines.map(({ logisticsNo }) => ({
    logisticsCode: head.logisticsCode,
    logisticsNo,
    kind: 'arrived' as const,
    subjectId: reportId,
    step: 0,
    occurredAt: decidedAt,
    reference: rkdNo ?? copNo,
    place: [head.operatorName, head.unloadLocation].filter(Boolean).join(' '),
  }));
}

function keyOf(head: Pick<ReceiptHead, 'operatorCode' | 'copNo'>) {
  return { operatorCode: head.operatorCode ?? '', copNo: head.copNo ?? '' };
}

function textOf({ operatorCode, copNo }: { operatorCode: string; copNo: string }): string {
  return `${operatorCode}|${copNo}`;
}
