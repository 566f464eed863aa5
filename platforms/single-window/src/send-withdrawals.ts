import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import { unpackDocument } from '@pilotzone/ceb/pack';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { WithdrawalRow } from './model/withdrawal.ts';
import type { OutboundMessage, SendingNeeds } from './send-to-customs.ts';
import { findUnanswered } from './store/withdrawals.ts';

// The schema's limit of requests per message.
const REQUESTS_PER_MESSAGE = 100;

/** Encodes requests as messages of the platform's own and hands them to the gateway in `tx`. */
export async function sendWithdrawals(
  needs: SendingNeeds,
  tx: Tx,
  rows: readonly WithdrawalRow[],
): Promise<void> {
  const messages: OutboundMessage[] = [];
  for (const kind of ['cancellation', 'return'] as const) {
    const ofKind = rows.filter((row) => row.kind === kind);
    for (let from = 0; from < ofKind.length; from += REQUESTS_PER_MESSAGE) {
      messages.push(encode(needs, kind, ofKind.slice(from, from + REQUESTS_PER_MESSAGE)));
    }
  }
  if (messages.length > 0) await needs.sendMessages(tx, messages);
}

/** Sends requests again that customs has not answered; it knows what it has and repeats itself. */
export async function resendWithdrawals(
  needs: Runtime & SendingNeeds,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await needs.db.transaction(async (tx) => {
    await sendWithdrawals(needs, tx, await findUnanswered(tx, needs.zoneCode, ids));
  });
}

function encode(
  needs: SendingNeeds,
  kind: WithdrawalRow['kind'],
  rows: readonly WithdrawalRow[],
): OutboundMessage {
  const frame = {
    guid: needs.ids.newId().toUpperCase(),
    version: '1.0',
    transfer: needs.transfer,
    subscribes: [],
  };
  const message: OutgoingMessage =
    kind === 'cancellation'
      ? {
          ...frame,
          type: 'CEB623Message',
          documents: rows.map((row) => {
            const { head, lines } = unpackDocument('CEB623Message', row.body, as(row));
            return { head: { ...head, copNo: row.copNo }, lines };
          }),
        }
      : {
          ...frame,
          type: 'CEB625Message',
          documents: rows.map((row) => {
            const { head, lines } = unpackDocument('CEB625Message', row.body, as(row));
            return { head: { ...head, copNo: row.copNo }, lines };
          }),
        };
  const body =
    needs.encodeSigned?.(message) ?? encodeCeb(message, unsignedSignature(needs.transfer.copCode));
  return { messageType: message.type, body, subjectIds: rows.map((row) => row.withdrawalId) };
}

/** Always as a new request: customs never saw what a change between trader and platform changed. */
function as({ guid, appTime }: WithdrawalRow) {
  return { guid, appTime, appType: '1' };
}
