import type { Finding } from '@pilotzone/kernel/finding';
import { formatInstant } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import { orderNoOf } from './export-case.ts';
import type { ExportCase } from './export-case.ts';
import { amountText } from './export-facts.ts';
import { exportOutcomeOf } from './export-lifecycle.ts';
import { catalogued } from './findings.ts';

/** One export list in a list of them: as in a result of `clear`, with id and times. */
export function toExportSummary(row: ExportCase) {
  return {
    exportId: row.caseId,
    direction: 'export' as const,
    ebpCode: row.ebpCode,
    ebcCode: row.ebcCode,
    agentCode: row.declarantCode,
    logisticsCode: row.logisticsCode,
    logisticsNo: row.logisticsNo,
    orderNo: orderNoOf(row),
    copNo: row.copNo,
    preNo: row.preNo,
    invtNo: row.customsNo,
    tradeMode: row.tradeMode,
    statisticsFlag: row.statisticsFlag,
    status: row.status,
    outcome: exportOutcomeOf(row.status),
    returnStatus: row.returnStatus,
    valueCny: amountText(row.valueCny),
    lane: row.lane,
    reasons: exportReasonsOf(row),
    attempt: row.attempt,
    appTime: row.appTime,
    filedAt: formatInstant(row.filedAt as Instant),
    decidedAt: row.decidedAt === null ? null : formatInstant(row.decidedAt as Instant),
    releasedOn: row.releasedOn,
    closedOn: row.closedOn,
    billNo: row.billNo,
  };
}

/** An application about export lists: what it asks about and what became of it. */
export function toApplicationSummary(row: ExportCase) {
  return {
    exportId: row.caseId,
    direction: 'export' as const,
    application: row.kind,
    agentCode: row.declarantCode,
    copNo: row.copNo,
    part: row.part,
    subject: row.subjectKey,
    preNo: row.preNo,
    customsNo: row.customsNo,
    status: row.status,
    outcome: exportOutcomeOf(row.status),
    returnStatus: row.returnStatus,
    reasons: exportReasonsOf(row),
    appTime: row.appTime,
  };
}

/** A case by its kind. */
export function toExportLine(row: ExportCase) {
  return row.kind === 'list' ? toExportSummary(row) : toApplicationSummary(row);
}

/** Why a case is not through; one at customs says so. */
export function exportReasonsOf(row: ExportCase): readonly Finding[] {
  if (row.reasons && row.reasons.length > 0) return row.reasons;
  if (row.status === 'sent') return [catalogued('PZ-AT-CUSTOMS', [])];
  if (row.status === 'filed') return [catalogued('PZ-NOT-JUDGED', [])];
  if (row.status === 'examined') return [catalogued('PZ-EXPORT-ARRIVAL', [row.logisticsNo])];
  if (row.status === 'customs-held')
    return [catalogued('PZ-CUSTOMS-HOLD', [row.returnStatus ?? ''])];
  return [];
}
