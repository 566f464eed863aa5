import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { dayOf, formatInstant } from '@pilotzone/kernel/time';
import type { Instant, PlainDate } from '@pilotzone/kernel/time';
import { exportRulesOn } from '@pilotzone/rules/export/dated-rules';
import { summaryDeadline } from '@pilotzone/rules/export/judge-application';
import type { Viewer } from './get-declaration.ts';
import { listAgeingExports, markAgeingExports } from './store/export-alerts.ts';
import type { AgeingExport } from './store/export-alerts.ts';

// Some days before the deadline there is still time to apply.
const SUMMARY_WARNING_DAYS = 5;

/** An alert about an export list; `due` is the day by which it should be summed up. */
export type ExportAlert = {
  readonly kind: 'waiting-too-long' | 'summary-due' | 'summary-overdue';
  readonly direction: 'export';
  readonly declarationId: string;
  readonly ebpCode: string;
  readonly orderNo: string;
  readonly since: string;
  readonly due: string | null;
};

/**
 * Export lists that the viewer may see and that want somebody: they wait too long for a paper, or
 * are to be summed up (701) and are in no declaration form, from some days before the deadline on.
 */
export async function listExportAlerts(
  runtime: Runtime,
  { participantCode }: Viewer,
  { afterMs, limit }: { afterMs: number; limit: number },
): Promise<ExportAlert[]> {
  const now = runtime.clock.now();
  const today = dayOf(now);
  const rows = await listAgeingExports(runtime.db, runtime.zoneCode, {
    filedBefore: now - afterMs,
    closedBefore: warnedBefore(today),
    participantCode,
    limit,
  });
  return rows.map((row) => toAlert(row, today));
}

/** Marks export lists that wait too long or are overdue, once each; for the timer that logs. */
export async function raiseExportAlerts(
  runtime: Runtime,
  tx: Tx,
  { afterMs, limit }: { afterMs: number; limit: number },
): Promise<ExportAlert[]> {
  const now = runtime.clock.now();
  const today = dayOf(now);
  const rows = await markAgeingExports(tx, runtime.zoneCode, {
    filedBefore: now - afterMs,
    closedBefore: overdueBefore(today),
    limit,
    now,
  });
  return rows.map((row) => toAlert(row, today));
}

/** Lists closed before this day are overdue. */
function overdueBefore(today: PlainDate): string {
  return beginningOf(today, Number(today.slice(8)) > exportRulesOn(today).summaryDay ? 0 : -1);
}

/** Lists closed before this day are due within days. */
function warnedBefore(today: PlainDate): string {
  const isNear = Number(today.slice(8)) >= exportRulesOn(today).summaryDay - SUMMARY_WARNING_DAYS;
  return beginningOf(today, isNear ? 0 : -1);
}

/** The first day of a month, so many months from that of `today`. */
function beginningOf(today: PlainDate, months: number): string {
  const count = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.trunc(count / 12), (count % 12) + 1];
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
}

function toAlert(row: AgeingExport, today: PlainDate): ExportAlert {
  const { caseId, ebpCode, subjectKey, filedAt, closedOn } = row;
  const shared = {
    direction: 'export' as const,
    declarationId: caseId,
    ebpCode,
    orderNo: subjectKey.split('|').slice(2).join('|'),
    since: formatInstant(filedAt as Instant),
  };
  if (row.status === 'waiting' || closedOn === null)
    return { kind: 'waiting-too-long', ...shared, due: null };
  const due = summaryDeadline(closedOn, today);
  return { kind: today > due ? 'summary-overdue' : 'summary-due', ...shared, due };
}
