import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { BaseTransfer } from '@pilotzone/ceb/tables/frame';
import { unsignedSignature } from '@pilotzone/ceb/unsigned-signature';
import type { Tx } from '@pilotzone/kernel/db';
import type { IdSource } from '@pilotzone/kernel/ids';
import type { ListDocument } from '@pilotzone/ceb/message';

/** A message for customs, ready to be logged and sent. */
export type OutboundMessage = {
  readonly messageType: string;
  readonly body: Uint8Array;
  /** The declarations inside. */
  readonly subjectIds: readonly string[];
};

export type SendingNeeds = {
  readonly ids: IdSource;
  /** How the zone's own platform signs as the transmitter of what it forwards. */
  readonly transfer: BaseTransfer;
  /** The bytes of a message, signed; without it lists carry a placeholder. Stays in the process. */
  readonly encodeSigned?: ((message: OutgoingMessage) => Buffer) | undefined;
  sendMessages(tx: Tx, messages: readonly OutboundMessage[]): Promise<readonly string[]>;
};

/** A list that goes out; by its copNo its receipts come back. */
export type OutboundList = {
  readonly list: ListDocument;
  readonly row: { readonly declarationId: string; readonly copNo: string };
};

// The schema's limit of lists per CEB621 message.
const LISTS_PER_MESSAGE = 100;

/**
 * sent: encodes lists as CEB621 messages of the platform's own and hands them to the gateway within
 * `tx`. The trader's signed message cannot be forwarded as it came, because it may hold lists that
 * wait or are held.
 */
export async function sendToCustoms(
  needs: SendingNeeds,
  tx: Tx,
  lists: readonly OutboundList[],
): Promise<void> {
  const messages: OutboundMessage[] = [];
  for (let from = 0; from < lists.length; from += LISTS_PER_MESSAGE) {
    messages.push(encodeLists(needs, lists.slice(from, from + LISTS_PER_MESSAGE)));
  }
  if (messages.length > 0) await needs.sendMessages(tx, messages);
}

function encodeLists(needs: SendingNeeds, lists: readonly OutboundList[]): OutboundMessage {
  const message: OutgoingMessage = {
    type: 'CEB621Message',
    guid: needs.ids.newId().toUpperCase(),
    version: '1.0',
    documents: lists.map(({ list, row }) => forCustoms(list, row.copNo)),
    transfer: needs.transfer,
    subscribes: [],
    asReceived: true,
  };
  const body =
    needs.encodeSigned?.(message) ?? encodeCeb(message, unsignedSignature(needs.transfer.copCode));
  return {
    messageType: 'CEB621Message',
    body,
    subjectIds: lists.map(({ row }) => row.declarationId),
  };
}

/**
 * As customs gets it: with the number by which receipts come back, and always as a declaration. A
 * list that says so already goes out in the bytes it came in.
 */
function forCustoms(list: ListDocument, copNo: string): ListDocument {
  const { head, lines } = list;
  if (head.copNo === copNo && head.appType === '1') return list;
  // A change (appType 2) is between trader and platform: customs never saw what it changes.
  return { head: { ...head, copNo, appType: '1' }, lines };
}
