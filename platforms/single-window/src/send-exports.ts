import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { DocumentByType } from '@pilotzone/ceb/message';
import { unpackDocument } from '@pilotzone/ceb/pack';
import type { Tx } from '@pilotzone/kernel/db';
import { EXPORT_MESSAGES } from './model/export-case.ts';
import type { ExportCase } from './model/export-case.ts';
import type { OutboundMessage, SendingNeeds } from './send-to-customs.ts';

/** Messages about exports that go to customs. */
export type ExportMessageType =
  | 'CEB303Message'
  | 'CEB403Message'
  | 'CEB505Message'
  | 'CEB507Message'
  | 'CEB509Message'
  | (typeof EXPORT_MESSAGES)[keyof typeof EXPORT_MESSAGES];

/** A document on its way to customs; `caseId` names the case whose answer is awaited. */
export type ExportOutbound = {
  [T in ExportMessageType]: {
    readonly type: T;
    readonly document: DocumentByType[T];
    readonly caseId?: string;
  };
}[ExportMessageType];

// The schema's limit of documents per message.
const DOCUMENTS_PER_MESSAGE = 100;
// Papers before the lists that need them.
const ORDER: readonly ExportMessageType[] = [
  'CEB303Message',
  'CEB505Message',
  'CEB403Message',
  'CEB507Message',
  'CEB603Message',
  'CEB607Message',
  'CEB509Message',
  'CEB605Message',
  'CEB701Message',
  'CEB213Message',
  'CEB215Message',
];

/**
 * Sends documents about exports to customs in messages of the platform's own, up to 100 of one type
 * together, logged and queued within `tx`.
 */
export async function sendExports(
  needs: SendingNeeds,
  tx: Tx,
  documents: readonly ExportOutbound[],
): Promise<void> {
  const messages: OutboundMessage[] = [];
  for (const type of ORDER) {
    const own = documents.filter((item) => item.type === type);
    for (let from = 0; from < own.length; from += DOCUMENTS_PER_MESSAGE)
      messages.push(encode(needs, type, own.slice(from, from + DOCUMENTS_PER_MESSAGE)));
  }
  if (messages.length > 0) await needs.sendMessages(tx, messages);
}

function encode(
  needs: SendingNeeds,
  type: ExportMessageType,
  items: readonly ExportOutbound[],
): OutboundMessage {
  const message = {
    type,
    guid: needs.ids.newId().toUpperCase(),
    version: '1.0',
    documents: items.map(({ document }) => document),
    transfer: needs.transfer,
    subscribes: [],
    // All items are of this type.
  } as unknown as OutgoingMessage;
  return {
    messageType: type,
    body: needs.encodeSigned?.(message) ?? encodeCeb(message),
    subjectIds: items.flatMap(({ caseId }) => caseId ?? []),
  };
}

/** The document of a case as customs gets it: always an addition, always declared. */
export function outboundOf(row: ExportCase): ExportOutbound {
  const submission = { guid: row.guid, appType: '1', appTime: row.appTime };
  const type = EXPORT_MESSAGES[row.kind];
  const document = unpackDocument(type, row.body, submission);
  // Type and document of one row belong together.
  return { type, document, caseId: row.caseId } as ExportOutbound;
}
