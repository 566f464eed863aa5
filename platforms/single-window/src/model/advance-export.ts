import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { parseCustomsTime, dayOf } from '@pilotzone/kernel/time';
import { explainReturn } from '@pilotzone/rules/verdict';
import type { ExportCase } from './export-case.ts';
import {
  compareExportReceipts,
  exportStatusOf,
  isExportAtCustoms,
  mayFollowExport,
} from './export-lifecycle.ts';
import type { ExportStatus } from './export-lifecycle.ts';

/** A receipt about an export case, whatever its message. */
export type ExportReceipt = {
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
  readonly preNo: string | undefined;
  readonly customsNo: string | undefined;
};

/**
 * The state of a case after some receipts of its present attempt; `undefined` when they change
 * nothing. They may be repeated and in any order: the one that counts most decides. A case that is
 * cancelled or has come back follows no receipt any more.
 */
export function advanceExport(
  row: ExportCase,
  receipts: readonly ExportReceipt[],
  at: { now: Instant; today: PlainDate },
): ExportCase | undefined {
  if (!isExportAtCustoms(row.status)) return undefined;
  const { kind } = row;
  let next = row;
  for (const receipt of [...receipts].sort((a, b) => compareExportReceipts(kind, a, b)))
    next = applyOne(next, receipt, at);
  if (next === row) return undefined;
  return next.status === row.status ? next : { ...next, version: row.version + 1 };
}

function applyOne(
  row: ExportCase,
  receipt: ExportReceipt,
  at: { now: Instant; today: PlainDate },
): ExportCase {
  const numbered = withNumbers(row, receipt);
  if (!countsMore(receipt, row)) return numbered;
  const status = exportStatusOf(row.kind, receipt.returnStatus) ?? row.status;
  if (!mayFollowExport(row.kind, row.status, status)) return numbered;
  return {
    ...numbered,
    ...daysOf(row, { status, receipt, today: at.today }),
    status,
    returnStatus: receipt.returnStatus,
    returnTime: receipt.returnTime,
    reasons:
      status === 'rejected' || status === 'customs-held'
        ? explainReturn(receipt.returnStatus, receipt.returnInfo)
        : null,
    decidedAt: status === row.status ? row.decidedAt : at.now,
  };
}

function daysOf(
  row: ExportCase,
  news: { status: ExportStatus; receipt: ExportReceipt; today: PlainDate },
): Pick<ExportCase, 'releasedOn' | 'closedOn' | 'closedAt'> {
  const { status, receipt, today } = news;
  const isOut = status === 'released' || status === 'closed';
  const releasedOn = row.releasedOn ?? (isOut ? today : null);
  if (status !== 'closed' || row.closedOn !== null)
    return { releasedOn, closedOn: row.closedOn, closedAt: row.closedAt };
  const at = parseCustomsTime(receipt.returnTime);
  const closedOn = at === undefined ? today : dayOf(at);
  return { releasedOn, closedOn, closedAt: receipt.returnTime.slice(0, 14) };
}

function countsMore(receipt: ExportReceipt, row: ExportCase): boolean {
  const { kind, returnStatus, returnTime } = row;
  if (returnStatus === null || returnTime === null) return true;
  return compareExportReceipts(kind, receipt, { returnStatus, returnTime }) > 0;
}

/** Numbers that customs issues count from whichever receipt brings them. */
function withNumbers(row: ExportCase, receipt: ExportReceipt): ExportCase {
  const preNo = row.preNo ?? (receipt.preNo || null);
  // Before it has examined a list customs repeats the declarant's own number.
  const issued =
    receipt.customsNo && receipt.customsNo !== receipt.preNo ? receipt.customsNo : null;
  const customsNo = row.customsNo ?? issued;
  return preNo === row.preNo && customsNo === row.customsNo ? row : { ...row, preNo, customsNo };
}
