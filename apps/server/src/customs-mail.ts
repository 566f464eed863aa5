import type { Gateway } from '@pilotzone/gateway/gateway';
import type { InformationSharing } from '@pilotzone/information-sharing/index';
import type { Database, Tx } from '@pilotzone/kernel/db';
import type { OutboundMessage } from '@pilotzone/single-window/send-to-customs';
import { createHandover } from './handover.ts';

/** Who stands in the exchange log on the other side. */
const CUSTOMS = 'customs';
/** For whom the draft of a message is that is signed before it is sent. */
const SIGNING = 'signing';

// Some 150 messages of 100 lists: more than ever wait between a commit and the gateway's next turn.
const HANDOVER_BYTES = 64 * 1024 * 1024;

/** What customs matches lists with. */
const FORWARDED: ReadonlySet<string> = new Set([
  ...['CEB311Message', 'CEB411Message', 'CEB511Message', 'CEB513Message'],
]);

/** What the exchange log, the single window and the gateway need of each other. */
export type CustomsMail = {
  /** Logs messages for customs and queues them, in one transaction. Ids in the order given. */
  send(tx: Tx, messages: readonly OutboundMessage[]): Promise<string[]>;
  /**
   * Queues what a trader sent for customs, as it was received; its bytes are in the exchange log
   * already.
   */
  forward(tx: Tx, messages: readonly { exchangeId: string; messageType: string }[]): Promise<void>;
  /** Logs what was signed of drafts, as it goes out; its bytes are read next. */
  logSigned(
    tx: Tx,
    messages: readonly { messageType: string; body: Uint8Array }[],
  ): Promise<string[]>;
  /** Bodies of logged messages. */
  read(ids: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Logs what customs sent. */
  logInbound(
    tx: Tx,
    messages: readonly { messageType: string; body: Uint8Array; refused: boolean }[],
  ): Promise<string[]>;
};

/** Ties the exchange log and the gateway's queue together; both may still be in the making. */
export function createCustomsMail(
  db: Database,
  needs: {
    exchangeLog(): InformationSharing;
    gateway(): Gateway;
    /** True: what is composed here is a draft that the gateway has signed before it sends it. */
    readonly isSignedLater: boolean;
  },
): CustomsMail {
  const handover = createHandover(HANDOVER_BYTES);
  const { isSignedLater } = needs;
  return { send, forward, logSigned, read, logInbound };

  async function send(tx: Tx, messages: readonly OutboundMessage[]): Promise<string[]> {
    const ids = await record(tx, messages, isSignedLater ? SIGNING : CUSTOMS);
    const queued = messages.map((message, i) => {
      return { ...message, exchangeId: ids[i] ?? '', isDraft: isSignedLater };
    });
    await needs.gateway().enqueue(tx, queued);
    for (const { exchangeId, body } of queued) handover.put(exchangeId, body);
    return ids;
  }

  async function logSigned(tx: Tx, messages: Parameters<CustomsMail['logSigned']>[1]) {
    return record(tx, messages, CUSTOMS);
  }

  function record(
    tx: Tx,
    messages: readonly { messageType: string; body: Uint8Array }[],
    counterparty: string,
  ): Promise<string[]> {
    return needs.exchangeLog().recordExchanges(
      tx,
      messages.map(({ messageType, body }) => {
        return { direction: 'out', counterparty, refused: false, messageType, body };
      }),
    );
  }

  async function forward(tx: Tx, messages: Parameters<CustomsMail['forward']>[1]) {
    // Lists go in messages of ours: a trader's message may hold lists that wait or are held.
    const queued = messages.filter(({ messageType }) => FORWARDED.has(messageType));
    if (queued.length === 0) return;
    await needs.gateway().enqueue(
      tx,
      queued.map(({ exchangeId, messageType }) => ({ exchangeId, messageType, subjectIds: [] })),
    );
  }

  async function read(ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const held = handover.take(ids);
    const missing = ids.filter((id) => !held.has(id));
    const stored = await needs.exchangeLog().readExchanges(db, missing);
    return new Map([...held, ...stored]);
  }

  async function logInbound(tx: Tx, messages: Parameters<CustomsMail['logInbound']>[1]) {
    const log = needs.exchangeLog();
    const ids = await log.recordExchanges(
      tx,
      messages.map((message) => ({ ...message, direction: 'in', counterparty: CUSTOMS })),
    );
    const receipts = ids.filter((_, i) => messages[i]?.refused === false);
    if (receipts.length > 0) await log.noteReceipts(tx, receipts);
    return ids;
  }
}
