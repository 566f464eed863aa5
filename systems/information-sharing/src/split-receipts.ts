import { createHash } from 'node:crypto';
import { decodeCeb } from '@pilotzone/ceb/decode';
import { encodeCeb, type OutgoingMessage } from '@pilotzone/ceb/encode';
import type { CebMessage } from '@pilotzone/ceb/message';
import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { readExchanges } from './read-exchanges.ts';
import { recordExchanges } from './record-exchanges.ts';
import {
  findOrigins,
  insertReturned,
  insertReturns,
  takeReceiptsDue,
  type Origin,
} from './store/returns.ts';

export type SplittingNeeds = Runtime & {
  /**
   * For each document of a message of customs the message of a trader that it answers, as the owner
   * of the document knows it.
   */
  readonly findAnswered: (
    q: Queryable,
    message: CebMessage,
  ) => Promise<readonly (string | undefined)[]>;
};

// Messages of customs a transaction sorts; each holds up to 100 receipts.
const MESSAGES_MAX = 20;
// The schema's limit of documents per message.
const RECEIPTS_MAX = 100;

/**
 * Sorts receipts of customs by the traders they go back to, and queues a message for each trader
 * and channel. What customs repeats goes back once. Returns how many messages of customs were
 * sorted: zero when none is due.
 */
export async function splitReceipts(needs: SplittingNeeds): Promise<number> {
  return needs.db.transaction(async (tx) => {
    const due = await takeReceiptsDue(tx, needs.zoneCode, MESSAGES_MAX);
    if (due.length === 0) return 0;
    const bodies = await readExchanges(needs, tx, due);
    const parts = new Map<string, Part>();
    for (const message of readByType(due.map((id) => bodies.get(id))))
      await sort(needs, tx, { message, parts });
    await queue(needs, tx, await withoutRepeats(needs, tx, [...parts.values()]));
    return due.length;
  });
}

/** Messages of one type as one: what is asked about each is asked once. */
function readByType(bodies: readonly (Uint8Array | undefined)[]): CebMessage[] {
  const byType = new Map<string, CebMessage>();
  for (const body of bodies) {
    const decoded = decodeCeb(body ?? new Uint8Array());
    if (decoded.kind !== 'message') continue;
    const { message } = decoded;
    const earlier = byType.get(message.type);
    const documents = [...(earlier?.documents ?? []), ...message.documents];
    // Type and documents of one message belong together.
    byType.set(message.type, { ...message, documents } as unknown as CebMessage);
  }
  return [...byType.values()];
}

type Receipt = CebMessage['documents'][number];

/** What goes to one trader by one channel. */
type Part = {
  readonly to: Omit<Origin, 'exchangeId'>;
  readonly type: CebMessage['type'];
  readonly receipts: Receipt[];
};

async function sort(
  needs: SplittingNeeds,
  tx: Tx,
  { message, parts }: { message: CebMessage; parts: Map<string, Part> },
): Promise<void> {
  const answered = await needs.findAnswered(tx, message);
  const ids = new Set(answered.filter((id) => id !== undefined));
  if (ids.size === 0) return;
  const origins = await findOrigins(tx, needs.zoneCode, [...ids]);
  for (const [i, receipt] of message.documents.entries()) {
    const origin = origins.get(answered[i] ?? '');
    if (!origin) continue;
    const { participantCode, channel, senderId } = origin;
    const { type } = message;
    const key = [participantCode, channel, senderId ?? '', type].join('\0');
    const part = parts.get(key) ?? {
      to: { participantCode, channel, senderId },
      type,
      receipts: [],
    };
    part.receipts.push(receipt);
    parts.set(key, part);
  }
}

async function withoutRepeats(
  { zoneCode, clock }: Runtime,
  tx: Tx,
  parts: readonly Part[],
): Promise<Part[]> {
  const digests = parts.map((part) => part.receipts.map((receipt) => digestOf(part, receipt)));
  const what = { digests: digests.flat(), now: clock.now() };
  const fresh = await insertReturned(tx, zoneCode, what);
  return parts.flatMap((part, p) => {
    const receipts = part.receipts.filter((_, i) => {
      // The first of two equal ones in this batch goes, the second does not.
      return fresh.delete(digests[p]?.[i]?.toString('hex') ?? '');
    });
    return receipts.length > 0 ? [{ ...part, receipts }] : [];
  });
}

/** A receipt has a new guid each time it is sent. */
function digestOf({ to, type }: Part, { head, lines }: Receipt): Buffer {
  const content = { ...to, type, head: { ...head, guid: undefined }, lines };
  const text = JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return createHash('sha256').update(text).digest();
}

async function queue(needs: Runtime, tx: Tx, parts: readonly Part[]): Promise<void> {
  const messages = parts.flatMap(({ to, type, receipts }) =>
    chunksOf(receipts).map((documents) => {
      const guid = needs.ids.newId().toUpperCase();
      // Type and documents of one message belong together.
      const message = { type, guid, version: '1.0', documents } as unknown as OutgoingMessage;
      return { to, type, body: encodeCeb(message) };
    }),
  );
  if (messages.length === 0) return;
  const ids = await recordExchanges(
    needs,
    tx,
    messages.map(({ to, type, body }) => ({
      ...{ direction: 'out' as const, messageType: type, refused: false, body },
      counterparty: to.participantCode,
    })),
  );
  const rows = messages.map(({ to: { senderId, ...to }, type }, i) => {
    return { ...to, exchangeId: ids[i] ?? '', receiverId: senderId, messageType: type };
  });
  await insertReturns(tx, needs.zoneCode, { messages: rows, now: needs.clock.now() });
}

function chunksOf(receipts: readonly Receipt[]): Receipt[][] {
  const chunks: Receipt[][] = [];
  for (let from = 0; from < receipts.length; from += RECEIPTS_MAX)
    chunks.push(receipts.slice(from, from + RECEIPTS_MAX));
  return chunks;
}
