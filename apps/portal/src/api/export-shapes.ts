import type { Finding } from '@pilotzone/kernel/finding';
import type { Lane, ShownDocument } from './shapes.ts';

export const EXPORT_STATUSES = [
  'staged',
  'filed',
  'waiting',
  'held',
  'sent',
  'examined',
  'customs-held',
  'released',
  'closed',
  'accepted',
  'rejected',
  'cancelled',
  'returned',
] as const;

export type ExportStatus = (typeof EXPORT_STATUSES)[number];

export const EXPORT_MODES = ['9610', '1210', '9710', '9810'] as const;

/** One line of GET /exports. */
export type ExportSummary = {
  readonly exportId: string;
  readonly ebpCode: string;
  readonly ebcCode: string;
  readonly agentCode: string;
  readonly logisticsCode: string;
  readonly logisticsNo: string;
  readonly orderNo: string;
  readonly copNo: string;
  readonly preNo: string | null;
  readonly invtNo: string | null;
  readonly tradeMode: string;
  readonly statisticsFlag: string;
  readonly status: ExportStatus;
  readonly valueCny: string | null;
  readonly lane: Lane | null;
  readonly reasons: readonly Finding[];
  readonly filedAt: string;
  readonly releasedOn: string | null;
  readonly closedOn: string | null;
  readonly billNo: string | null;
};

/** GET /exports/{id} */
export type ExportObject = ExportSummary & {
  readonly documents: { readonly list: ShownDocument };
  readonly returns: { readonly returnUntil: string; readonly taxFreeUntil: string };
  readonly summaries: readonly {
    readonly declSeqNo: string;
    readonly entryId: string | null;
    readonly lineNo: number;
    readonly formLineNo: number;
  }[];
  readonly applications: readonly {
    readonly caseId: string;
    readonly kind: 'cancellation' | 'manifest' | 'summary' | 'return' | 'tally';
    readonly copNo: string;
    readonly status: ExportStatus;
  }[];
  readonly receipts: readonly {
    readonly returnStatus: string;
    readonly returnTime: string;
    readonly returnInfo: string;
    readonly source: string;
    readonly exchangeId: string | null;
  }[];
  readonly timeline: readonly {
    readonly version: number;
    readonly to: ExportStatus;
    readonly at: string;
    readonly cause: string;
  }[];
};
