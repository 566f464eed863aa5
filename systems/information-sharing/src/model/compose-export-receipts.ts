import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { ExportType } from '@pilotzone/ceb/export-types';
import type { UnfiledExport } from './export-filing.ts';

/** What every receipt says of its document. */
type Result = {
  readonly guid: string;
  readonly returnStatus: string;
  readonly returnTime: string;
  readonly returnInfo: string;
};

/** A document about exports with its receipt's words; `preNo` where its receipt has one. */
export type AnsweredExport = UnfiledExport & { readonly result: Result; readonly preNo: string };

/** Documents whose receipt carries a preNo, which the platform makes where e-port has none yet. */
export const NUMBERED_EXPORTS: ReadonlySet<string> = new Set<ExportType>([
  'CEB507Message',
  'CEB509Message',
  'CEB603Message',
  'CEB605Message',
  'CEB607Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
]);

const RECEIPT_OF = {
  CEB303Message: 'CEB304Message',
  CEB403Message: 'CEB404Message',
  CEB505Message: 'CEB506Message',
  CEB507Message: 'CEB508Message',
  CEB509Message: 'CEB510Message',
  CEB603Message: 'CEB604Message',
  CEB605Message: 'CEB606Message',
  CEB607Message: 'CEB608Message',
  CEB701Message: 'CEB702Message',
  CEB213Message: 'CEB214Message',
  CEB215Message: 'CEB216Message',
} as const satisfies Record<ExportType, string>;

/** The receipt of one message about exports: a return per document, in their order. */
export function composeExportReceipt(
  type: ExportType,
  answered: readonly AnsweredExport[],
  frame: { readonly guid: string; readonly version: string },
): OutgoingMessage {
  const documents = answered.map((item) => ({ head: headOf(item), lines: [] }));
  // The receipt of a type has heads of that type.
  return { ...frame, type: RECEIPT_OF[type], documents } as unknown as OutgoingMessage;
}

function headOf(item: AnsweredExport): object {
  const { type, document, result, preNo } = item;
  switch (type) {
    case 'CEB303Message': {
      const { ebpCode, ebcCode, orderNo } = document.head;
      return { ebpCode, ebcCode, orderNo, ...result };
    }
    case 'CEB403Message': {
      const { ebcCode, orderNo, payNo } = document.head;
      return { ebcCode, orderNo, payNo, ...result };
    }
    case 'CEB505Message': {
      const { logisticsCode, logisticsNo } = document.head;
      return { logisticsCode, logisticsNo, ...result };
    }
    case 'CEB507Message': {
      const { operatorCode, logisticsCode, copNo, billNo = '', msgSeqNo } = document.head;
      return { operatorCode, logisticsCode, preNo, copNo, billNo, msgSeqNo, ...result };
    }
    case 'CEB509Message': {
      const { logisticsCode, copNo, msgSeqNo } = document.head;
      return { logisticsCode, copNo, preNo, msgSeqNo, ...result };
    }
    default:
      return caseHeadOf(item);
  }
}

function caseHeadOf({ type, document, result, preNo }: AnsweredExport): object {
  switch (type) {
    case 'CEB603Message': {
      const { agentCode, copNo, ebcCode, ebpCode, orderNo, statisticsFlag } = document.head;
      const numbers = { preNo, invtNo: '' };
      return { agentCode, copNo, ...numbers, ebcCode, ebpCode, orderNo, statisticsFlag, ...result };
    }
    case 'CEB605Message': {
      const { agentCode, copNo, invtNo } = document.head;
      return { agentCode, copNo, preNo, invtNo, ...result };
    }
    case 'CEB607Message': {
      const { agentCode, logisticsCode, copNo, billNo, msgSeqNo } = document.head;
      return { agentCode, logisticsCode, copNo, preNo, billNo, msgSeqNo, ...result };
    }
    case 'CEB701Message': {
      const { agentCode, ebcCode, copNo, msgSeqNo } = document.head;
      return { agentCode, ebcCode, copNo, preNo, sumNo: undefined, msgSeqNo, ...result };
    }
    case 'CEB213Message': {
      const { ebpCode, ebcCode, agentCode, coElNo, invtNo } = document.head;
      return { ebpCode, ebcCode, agentCode, coElNo, preNo, invtNo, ...result };
    }
    case 'CEB215Message': {
      const { operatorCode, logisticsCode, logisticsNo, coElNo } = document.head;
      return { operatorCode, logisticsCode, logisticsNo, coElNo, preNo, ...result };
    }
    default:
      throw new Error(`bug: ${type} is no export case`);
  }
}
