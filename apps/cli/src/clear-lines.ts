import type { Finding } from '@pilotzone/kernel/finding';
import type { ClearLine } from '@pilotzone/server/commands/clear';
import type { RefusedDocument } from '@pilotzone/server/clear/refused-documents';
import { toSummary } from '@pilotzone/single-window/model/summary';

/** A line of `clear --json`: a declaration, or a document that was refused (then with `message`). */
export type ClearResultLine = {
  readonly message?: string;
  readonly outcome: string;
  readonly reasons: readonly Finding[];
} & Readonly<Record<string, unknown>>;

/** The result of one declaration in the shape of the outer contract. */
export function declarationLine(row: ClearLine): ClearResultLine {
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

/** The line of a document that became no declaration. */
export function refusedLine(document: RefusedDocument): ClearResultLine {
  const { message, file, keys, reasons } = document;
  return { message, ...(file === undefined ? {} : { file }), ...keys, outcome: 'refused', reasons };
}
