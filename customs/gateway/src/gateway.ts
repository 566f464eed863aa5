import { decodeCeb } from '@pilotzone/ceb/decode';
import type { CebMessage, Decoded } from '@pilotzone/ceb/message';
import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { ApplyingNeeds } from './applying-needs.ts';
import type { DeadLetters } from './dead-letters.ts';
import { isExportReceiptType } from './export-receipts.ts';
import type { ArrivedExportReceipt } from './export-receipts.ts';
import { importReceiptsOf, isImportReceiptType } from './import-receipts.ts';
import type { CustomsLink, LinkState } from './link.ts';
import { dropTaken, lookAtRefused } from './look-at-arrivals.ts';
import type { Arrival } from './look-at-arrivals.ts';
import { createPump } from './pump.ts';
import { OUTBOUND_CHANNEL } from './send-due.ts';
import { insertOutbound, listUnanswered, markAnswered, queueState, requeue } from './store.ts';
import type { DraftSigning } from './sign-drafts.ts';
import type { Outbound, QueueState } from './store.ts';
import { forgetTaken } from './take-once.ts';
import type { Mark } from './take-once.ts';
import { tryReceipts } from './try-receipts.ts';
import type { TriedReceipt } from './try-receipts.ts';

/** A message received from customs, as the exchange log takes it. */
type Inbound = Pick<Arrival, 'messageType' | 'body' | 'refused'>;

export type GatewayNeeds = Runtime &
  ApplyingNeeds & {
    readonly link: CustomsLink;
    readonly deadLetters: DeadLetters;
    /** Signs drafts before they are sent; absent where messages are signed as composed. */
    readonly signing?: DraftSigning | undefined;
    /** Bodies of logged messages. */
    readExchanges(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
    /** Logs what customs sent, in the transaction that applies it. Ids in the order given. */
    logInbound(tx: Tx, messages: readonly Inbound[]): Promise<readonly string[]>;
  };

export type Gateway = {
  /**
   * Queues logged messages; call in the transaction that logged them, and `kick` after its commit.
   */
  enqueue(tx: Tx, messages: readonly Outbound[]): Promise<void>;
  /** Sends what is due now, without waiting for the timer. */
  kick(): void;
  start(): void;
  stop(): Promise<void>;
  /** Resolves when nothing is due any more and everything received so far is applied. */
  settle(): Promise<void>;
  /**
   * Sent before `before` and not yet looked after: the caller sends what is still unanswered again.
   */
  listUnanswered(before: number): Promise<{ exchangeId: string; subjectIds: string[] }[]>;
  markAnswered(exchangeIds: readonly string[]): Promise<void>;
  /** Whether each receipt of a message is about something of ours; nothing is kept. */
  tryReceipts(message: CebMessage): Promise<TriedReceipt[] | undefined>;
  /** Forgets which messages were taken before `before`: one repeated later counts as new. */
  forgetTaken(before: number): Promise<void>;
  state(): Promise<LinkState & QueueState & { signing: LinkState | undefined }>;
};

const UNANSWERED_LIMIT = 500;

/**
 * The customs gateway (海关网关): sends what is queued, takes in what customs answers, and knows how
 * the link stands.
 */
export function createGateway(needs: GatewayNeeds): Gateway {
  const pump = createPump(needs);
  let receiving: Promise<void> = Promise.resolve();
  needs.deadLetters.register(OUTBOUND_CHANNEL, async ({ exchangeId = '' }) => {
    await requeue(needs.db, needs.zoneCode, { exchangeId, now: needs.clock.now() });
    pump.kick();
  });
  needs.link.onMessages((bodies, marks) => {
    // One after the other: receipts of one list must not race each other. A batch that fails is
    // its sender's to tell and to repeat; it does not stand in the way of the next one.
    const received = receiving.then(() => receive(needs, bodies, marks));
    receiving = received.catch(() => undefined);
    return received;
  });
  return {
    enqueue: (tx, messages) =>
      insertOutbound(tx, needs.zoneCode, { messages, now: needs.clock.now() }),
    kick: pump.kick,
    start: pump.start,
    stop: async () => {
      await pump.stop();
      await needs.link.close();
      await receiving;
    },
    settle: async () => {
      await pump.drain();
      await needs.link.settled();
      await receiving;
    },
    listUnanswered: (before) =>
      listUnanswered(needs.db, needs.zoneCode, { before, limit: UNANSWERED_LIMIT }),
    tryReceipts: (message) => tryReceipts(needs, message),
    markAnswered: (ids) => markAnswered(needs.db, needs.zoneCode, ids),
    forgetTaken: (before) => forgetTaken(needs.db, needs.zoneCode, before),
    state: async () => ({
      ...pump.state(),
      ...(await queueState(needs.db, needs.zoneCode)),
      signing: pump.signingState(),
    }),
  };
}

/**
 * Logs and applies a batch of messages from customs in one transaction. What cannot be read is
 * logged as refused, and where it came through a channel, kept as a dead letter too; what was taken
 * before is left out.
 */
async function receive(
  needs: GatewayNeeds,
  bodies: readonly Uint8Array[],
  marks?: readonly Mark[],
): Promise<void> {
  const arrivals = bodies.map((body, i): Arrival => {
    const result = decodeCeb(body);
    const refused = result.kind !== 'message' || !isReceipt(result.message.type);
    return { body, result, messageType: typeOf(result), refused, mark: marks?.[i] };
  });
  await needs.db.transaction(async (tx) => {
    const decoded = marks ? await dropTaken(needs, tx, arrivals) : arrivals;
    const ids = await needs.logInbound(
      tx,
      decoded.map(({ messageType, body, refused }) => ({ messageType, body, refused })),
    );
    await lookAtRefused(needs, tx, decoded);
    const receipts = decoded.flatMap(({ result }, index) => {
      const exchangeId = ids[index];
      if (!exchangeId || result.kind !== 'message' || result.message.type !== 'CEB622Message')
        return [];
      return result.message.documents.map(({ head }) => ({ head, exchangeId }));
    });
    const { unknown } = await needs.applyReceipts(tx, receipts);
    const exported = decoded.flatMap(({ result }, index) => exportReceiptsOf(result, ids[index]));
    const others =
      exported.length > 0 ? await needs.applyExportReceipts?.(tx, exported) : undefined;
    const imports = decoded.flatMap(({ result }, index) => importReceiptsOf(result, ids[index]));
    const more = imports.length > 0 ? await needs.applyImportReceipts?.(tx, imports) : undefined;
    const strange = unknown.length + (others?.unknown ?? 0) + (more?.unknown ?? 0);
    if (strange > 0) needs.log.warn({ count: strange }, 'receipts for lists that are not ours');
  });
}

/** Customs' answers to what was passed on to it for matching; logged, nothing follows. */
const PAPER_RECEIPTS: ReadonlySet<string> = new Set([
  ...['CEB312Message', 'CEB412Message', 'CEB512Message', 'CEB514Message'],
]);

function isReceipt(type: string): boolean {
  return (
    type === 'CEB622Message' ||
    PAPER_RECEIPTS.has(type) ||
    isExportReceiptType(type) ||
    isImportReceiptType(type)
  );
}

/** The documents of a message about exports, each with its type and exchange record. */
function exportReceiptsOf(
  decoded: Decoded,
  exchangeId: string | undefined,
): ArrivedExportReceipt[] {
  if (decoded.kind !== 'message' || !exchangeId) return [];
  const { type, documents } = decoded.message;
  if (!isExportReceiptType(type)) return [];
  // Type and documents of one message belong together.
  return documents.map((document) => ({ type, document, exchangeId }) as ArrivedExportReceipt);
}

function typeOf(decoded: Decoded): string {
  if (decoded.kind === 'message') return decoded.message.type;
  return (decoded.kind === 'invalid' && decoded.type) || 'Unknown';
}
