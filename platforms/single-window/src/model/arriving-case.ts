import type { ListDocument } from '@pilotzone/ceb/message';
import type { Instant } from '@pilotzone/kernel/time';
import type { Case } from './case.ts';
import type { DeclarationRow } from './declaration.ts';
import type { DeclarationStatus } from './lifecycle.ts';

/** A list as it arrived, and what decides the state it begins with. */
export type ArrivedList = {
  readonly document: ListDocument;
  readonly body: string;
  readonly exchangeId: string;
  /** The declaration of these numbers; `undefined` for a new one, whose id is `newId`. */
  readonly known: DeclarationRow | undefined;
  readonly newId: string;
  readonly status: Extract<DeclarationStatus, 'filed' | 'staged' | 'cancelled'>;
  readonly buyerKey: string;
  readonly now: Instant;
};

/** The declaration that an arriving list makes or changes, before it is judged. */
export function toCase(arrived: ArrivedList): Case {
  const { document, body, exchangeId, known, now: filedAt } = arrived;
  return { known, list: document, body, exchangeId, filedAt, row: toRow(arrived) };
}

function toRow(arrived: ArrivedList): DeclarationRow {
  const { document, known, newId, status, buyerKey, now } = arrived;
  const { head } = document;
  if (known && status === 'cancelled') return cancelled(known, head);
  const declarationId = known?.declarationId ?? newId;
  const { ebpCode, orderNo, agentCode, ebcCode, assureCode } = head;
  const { logisticsCode, logisticsNo, tradeMode, guid, appTime } = head;
  return {
    declarationId,
    ebpCode,
    orderNo,
    agentCode,
    copNo: head.copNo || ownCopNo(declarationId),
    ebcCode,
    assureCode,
    logisticsCode,
    logisticsNo,
    tradeMode,
    guid,
    appTime,
    appStatus: Number(head.appStatus) || 2,
    attempt: (known?.attempt ?? 0) + 1,
    version: known?.version ?? 0,
    status,
    ...UNDECIDED,
    // 电子口岸已暂存: e-port's own status of a list that is saved and not declared.
    returnStatus: status === 'staged' ? '1' : null,
    buyerKey,
    filedAt: now,
  };
}

/** A deletion ends the list that stands; it says nothing new about it. */
function cancelled(known: DeclarationRow, { guid, appTime }: ListDocument['head']): DeclarationRow {
  const { attempt, version, buyerKey, filedAt, lane, amounts } = known;
  const kept = { attempt, version, buyerKey, filedAt, lane, amounts };
  return { ...known, ...UNDECIDED, ...kept, guid, appTime, status: 'cancelled' };
}

const UNDECIDED = {
  returnStatus: null,
  returnTime: null,
  preNo: null,
  invtNo: null,
  lane: null,
  reasons: null,
  allowanceYear: null,
  amounts: null,
  decidedAt: null,
  releasedOn: null,
} as const;

/**
 * A number for a list whose sender gave none: receipts come back by it. 20 characters, unique like
 * the id.
 */
function ownCopNo(declarationId: string): string {
  return 'PZ' + declarationId.replaceAll('-', '').slice(-18).toUpperCase();
}
