import type { Finding } from '@pilotzone/kernel/finding';
import type { ExportFacts } from '../contract.ts';
import type { ExportKind, ExportStatus } from './export-lifecycle.ts';

/** The message of each kind. */
export const EXPORT_MESSAGES = {
  list: 'CEB603Message',
  cancellation: 'CEB605Message',
  manifest: 'CEB607Message',
  summary: 'CEB701Message',
  return: 'CEB213Message',
  tally: 'CEB215Message',
} as const satisfies Record<ExportKind, string>;

export type { ExportKind };

/** An export case's present state, as stored; the lower half is filled for lists only. */
export type ExportCase = {
  readonly caseId: string;
  readonly kind: ExportKind;
  readonly declarantCode: string;
  readonly copNo: string;
  readonly part: number;
  readonly subjectKey: string;
  readonly guid: string;
  readonly appType: string;
  readonly appTime: string;
  readonly appStatus: string;
  readonly attempt: number;
  readonly version: number;
  readonly status: ExportStatus;
  readonly returnStatus: string | null;
  readonly returnTime: string | null;
  readonly preNo: string | null;
  readonly customsNo: string | null;
  readonly reasons: readonly Finding[] | null;
  readonly body: string;
  readonly earlier: readonly string[];
  readonly exchangeId: string;
  readonly filedAt: number;
  readonly decidedAt: number | null;
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly tradeMode: string;
  readonly statisticsFlag: string;
  /** Decimal text in CNY; `null` where a rate is missing. */
  readonly valueCny: string | null;
  readonly facts: ExportFacts | null;
  /** Risk lane of the present attempt; `null` before it was scored. */
  readonly lane: 'green' | 'amber' | 'red' | null;
  readonly releasedOn: string | null;
  readonly closedOn: string | null;
  readonly closedAt: string | null;
  readonly billNo: string | null;
};

/** The order number of a list, the last part of its key. */
export function orderNoOf(list: ExportCase): string {
  return list.subjectKey.split('|').slice(2).join('|');
}

/** Key of an export order and of the list that declares it. */
export function exportOrderKey(head: {
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly orderNo: string;
}): string {
  return `${head.ebpCode}|${head.ebcCode}|${head.orderNo}`;
}
