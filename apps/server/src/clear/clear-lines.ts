import type { Finding } from '@pilotzone/kernel/finding';
import { toExportSummary } from '@pilotzone/single-window/model/export-summary';
import { toSummary } from '@pilotzone/single-window/model/summary';
import type { Platform } from '../compose.ts';
import type { RefusedDocument } from './refused-documents.ts';

type ClearedExport = Awaited<ReturnType<Platform['singleWindow']['listExportResults']>>[number];
type ClearedRow = Awaited<ReturnType<Platform['singleWindow']['listResults']>>[number];

/**
 * A line of `clear --json`: a declaration, or a document that was refused (then with `message`).
 */
export type ClearResultLine = {
  readonly message?: string;
  readonly outcome: string;
  readonly reasons: readonly Finding[];
} & Readonly<Record<string, unknown>>;

/** The result of one declaration in the shape of the outer contract. */
export function declarationLine(row: ClearedRow): ClearResultLine {
  const summary = toSummary(row);
  return {
    ebpCode: summary.ebpCode,
    orderNo: summary.orderNo,
    copNo: summary.copNo,
    preNo: summary.preNo,
    invtNo: summary.invtNo,
    tradeMode: summary.tradeMode,
    outcome: summary.outcome,
    returnStatus: summary.returnStatus,
    tax: summary.tax,
    lane: summary.lane,
    reasons: summary.reasons,
    receipts: row.receipts,
  };
}

/** The result of one export list, or of one application about export lists. */
export function exportLine(row: ClearedExport): ClearResultLine {
  const summary = toExportSummary(row);
  const { copNo, preNo, outcome, returnStatus, reasons } = summary;
  const shared = { copNo, preNo, outcome, returnStatus, reasons, receipts: row.receipts ?? [] };
  if (row.kind !== 'list') {
    const { declarantCode, kind, customsNo } = row;
    return {
      direction: 'export',
      application: kind,
      agentCode: declarantCode,
      customsNo,
      ...shared,
    };
  }
  const { ebpCode, ebcCode, orderNo, invtNo, tradeMode, statisticsFlag, valueCny } = summary;
  return {
    direction: 'export',
    ...{ ebpCode, ebcCode, orderNo, invtNo, tradeMode, statisticsFlag, valueCny },
    ...shared,
  };
}

/** The line of a document that became no declaration. */
export function refusedLine(document: RefusedDocument): ClearResultLine {
  const { message, file, keys, reasons } = document;
  return { message, ...(file === undefined ? {} : { file }), ...keys, outcome: 'refused', reasons };
}
