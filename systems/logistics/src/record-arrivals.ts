import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { packDocument, unpackDocument } from '@pilotzone/ceb/pack';
import type { BaseTransfer } from '@pilotzone/ceb/tables/frame';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { FiledDocument, RecordOutcome } from './contract.ts';
import { copNoOf, planArrival } from './model/arrival-report.ts';
import type { ArrivalDocument, ArrivalReport } from './model/arrival-report.ts';
import { findUnanswered, lockArrivalReports, saveArrivalReports } from './store/arrival-reports.ts';

/** How reports reach customs. */
export type ReportingNeeds = Pick<Runtime, 'zoneCode' | 'clock' | 'ids' | 'db'> & {
  /** How the zone's own platform signs as the transmitter of what it forwards. */
  readonly transfer: BaseTransfer;
  /** The bytes of a message, signed; without it reports carry a placeholder. */
  readonly encodeSigned?: ((message: OutgoingMessage) => Buffer) | undefined;
  sendMessages(
    tx: Tx,
    messages: readonly {
      readonly messageType: string;
      readonly body: Uint8Array;
      readonly subjectIds: readonly string[];
    }[],
  ): Promise<readonly string[]>;
};

/**
 * Files reports of parcels that arrived at a supervised place (711), in order, and sends those that
 * are declared on to customs in the same transaction.
 */
export async function recordArrivals(
  needs: ReportingNeeds,
  tx: Tx,
  reports: readonly FiledDocument<ArrivalDocument>[],
): Promise<RecordOutcome[]> {
  if (reports.length === 0) return [];
  const keys = reports.map(({ document }) => keyOf(document));
  const locked = await lockArrivalReports(tx, needs.zoneCode, keys);
  const standing = new Map(locked.map((row) => [textOf(row), row]));
  const changed = new Map<string, ArrivalReport>();
  const outcomes = reports.map(({ document, exchangeId }): RecordOutcome => {
    const key = textOf(keyOf(document));
    const known = standing.get(key);
    const body = packDocument('CEB711Message', document);
    const plan = planArrival(document, body, known);
    if (plan === 'unchanged') return { kind: 'unchanged' };
    if (typeof plan !== 'string') return { kind: 'refused', finding: plan };
    const row = {
      ...fileOf(needs, document, { body, exchangeId }),
      reportId: known?.reportId ?? needs.ids.newId(),
      status: plan,
    };
    standing.set(key, row);
    changed.set(key, row);
    return { kind: plan === 'sent' ? 'stored' : plan };
  });
  const rows = [...changed.values()];
  await saveArrivalReports(tx, needs.zoneCode, rows);
  await sendReports(
    needs,
    tx,
    rows.filter(({ status }) => status === 'sent'),
  );
  return outcomes;
}

/** Sends reports again that customs has not answered. */
export async function resendArrivals(needs: ReportingNeeds, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await needs.db.transaction(async (tx) => {
    await sendReports(needs, tx, await findUnanswered(tx, needs.zoneCode, ids));
  });
}

async function sendReports(
  needs: ReportingNeeds,
  tx: Tx,
  rows: readonly ArrivalReport[],
): Promise<void> {
  if (rows.length === 0) return;
  // A message holds one report.
  const messages = rows.map((row) => {
    const { guid, appTime, copNo } = row;
    const report = unpackDocument('CEB711Message', row.body, { guid, appTime, appType: '1' });
    const message: OutgoingMessage = {
      type: 'CEB711Message',
      guid: needs.ids.newId().toUpperCase(),
      version: '1.0',
      transfer: needs.transfer,
      subscribes: [],
      documents: [{ head: { ...report.head, copNo }, lines: report.lines }],
    };
    const body =
      needs.encodeSigned?.(message) ??
      encodeCeb(message, unsignedSignature(needs.transfer.copCode));
    return { messageType: 'CEB711Message', body, subjectIds: [row.reportId] };
  });
  await needs.sendMessages(tx, messages);
}

function fileOf(
  needs: ReportingNeeds,
  document: ArrivalDocument,
  { body, exchangeId }: { body: string; exchangeId: string },
) {
  const { appTime, guid } = document.head;
  return {
    ...keyOf(document),
    ...{ appTime, guid, body, exchangeId },
    returnStatus: null,
    returnInfo: null,
    rkdNo: null,
    filedAt: needs.clock.now(),
    decidedAt: null,
  };
}

type ReportKey = { readonly operatorCode: string; readonly copNo: string };

function keyOf(document: ArrivalDocument): ReportKey {
  return { operatorCode: document.head.operatorCode, copNo: copNoOf(document) };
}

function textOf({ operatorCode, copNo }: ReportKey): string {
  return `${operatorCode}|${copNo}`;
}
