import type { DocumentByType } from '@pilotzone/ceb/message';
import { packDocument } from '@pilotzone/ceb/pack';
import { exportOrderKey } from './export-case.ts';
import type { ExportCase, ExportKind, EXPORT_MESSAGES } from './export-case.ts';

/** A filed list or application with its kind. */
export type ExportDocument = {
  [K in ExportKind]: {
    readonly kind: K;
    readonly document: DocumentByType[(typeof EXPORT_MESSAGES)[K]];
  };
}[ExportKind];

/** What of a case its document says; the rest is what becomes of it. */
export type ExportIdentity = Pick<
  ExportCase,
  | 'kind'
  | 'declarantCode'
  | 'copNo'
  | 'part'
  | 'subjectKey'
  | 'guid'
  | 'appType'
  | 'appTime'
  | 'appStatus'
  | 'body'
  | 'ebpCode'
  | 'ebcCode'
  | 'logisticsCode'
  | 'logisticsNo'
  | 'tradeMode'
  | 'statisticsFlag'
>;

/** A case's own columns out of its document. */
export function identityOf(filed: ExportDocument): ExportIdentity {
  const { guid, appType, appTime, appStatus } = filed.document.head;
  return { ...NOTHING, ...{ guid, appType, appTime, appStatus }, ...ownOf(filed) };
}

const NOTHING = {
  part: 1,
  ebpCode: '',
  ebcCode: '',
  logisticsCode: '',
  logisticsNo: '',
  tradeMode: '',
  statisticsFlag: '',
};

type Own = Pick<ExportCase, 'kind' | 'declarantCode' | 'copNo' | 'subjectKey' | 'body'> &
  Partial<ExportIdentity>;

function ownOf(filed: ExportDocument): Own {
  switch (filed.kind) {
    case 'list': {
      const { head } = filed.document;
      const { ebpCode, ebcCode, logisticsCode, logisticsNo, tradeMode, statisticsFlag } = head;
      return {
        kind: 'list',
        declarantCode: head.agentCode,
        copNo: head.copNo,
        subjectKey: exportOrderKey(head),
        body: packDocument('CEB603Message', filed.document),
        ...{ ebpCode, ebcCode, logisticsCode, logisticsNo, tradeMode, statisticsFlag },
      };
    }
    case 'cancellation': {
      const { agentCode, copNo, invtNo, ebcCode } = filed.document.head;
      const body = packDocument('CEB605Message', filed.document);
      return {
        ...{ kind: 'cancellation', declarantCode: agentCode, copNo, subjectKey: invtNo },
        ...{ body, ebcCode },
      };
    }
    case 'manifest': {
      const { agentCode, copNo, billNo, msgSeqNo, logisticsCode } = filed.document.head;
      const body = packDocument('CEB607Message', filed.document);
      return {
        ...{ kind: 'manifest', declarantCode: agentCode, copNo, subjectKey: billNo },
        ...{ body, part: msgSeqNo, logisticsCode },
      };
    }
    case 'summary': {
      const { agentCode, copNo, msgSeqNo, ebcCode } = filed.document.head;
      const body = packDocument('CEB701Message', filed.document);
      return {
        ...{ kind: 'summary', declarantCode: agentCode, copNo, subjectKey: copNo },
        ...{ body, part: msgSeqNo, ebcCode },
      };
    }
    case 'return': {
      const { agentCode, coElNo, invtNo, ebpCode, ebcCode } = filed.document.head;
      const { logisticsCode, logisticsNo, tradeMode = '' } = filed.document.head;
      const body = packDocument('CEB213Message', filed.document);
      return {
        ...{ kind: 'return', declarantCode: agentCode, copNo: coElNo, subjectKey: invtNo },
        ...{ body, ebpCode, ebcCode, logisticsCode, logisticsNo, tradeMode },
      };
    }
    case 'tally': {
      const { operatorCode, coElNo, logisticsCode, logisticsNo } = filed.document.head;
      const body = packDocument('CEB215Message', filed.document);
      return {
        ...{ kind: 'tally', declarantCode: operatorCode, copNo: coElNo, subjectKey: logisticsNo },
        ...{ body, logisticsCode, logisticsNo },
      };
    }
  }
}
