import { createHash } from 'node:crypto';
import type { Database } from '@pilotzone/kernel/db';
import { assert } from '@pilotzone/kernel/errors';
import type { OpenedMessage } from './open-message.ts';
import { readExchanges } from './read-exchanges.ts';
import { findTaken, type MessageMark, type TakenMessage } from './store/received-messages.ts';

/** What is known of a message before it is judged. */
export type Recalled =
  /** It carries no id, or one that is not known. */
  | { readonly kind: 'new'; readonly mark: MessageMark | undefined }
  /** It was taken, byte for byte; this is what was answered. */
  | { readonly kind: 'known'; readonly taken: TakenMessage; readonly receipt: Buffer }
  /** Its id stands for other bytes. */
  | { readonly kind: 'reused'; readonly mark: MessageMark }
  /** The same message stands earlier in this batch, and has to be taken first. */
  | { readonly kind: 'later' };

export type Recallable = {
  readonly bytes: Uint8Array;
  readonly mark: MessageMark | undefined;
};

/**
 * The id of a message: what its envelope says, else what its channel calls it. Ids belong to who
 * sent the message: the holder of the key or channel, or who transmits it.
 */
export function markOf(
  opened: OpenedMessage,
  { source, channelId }: { source: string | undefined; channelId: string | undefined },
): MessageMark | undefined {
  // What cannot be read is answered anew each time; its sender corrects it and may keep the id.
  if (opened.kind !== 'message') return undefined;
  const owner = source ?? opened.transferCode;
  if (opened.envelope) {
    const { senderId, copMsgId } = opened.envelope;
    return { source: owner, messageId: `${senderId} ${copMsgId}` };
  }
  return channelId === undefined ? undefined : { source: owner, messageId: channelId };
}

/** Looks up which messages were taken before. Costs nothing where no message carries an id. */
export async function recallAnswers(
  needs: { readonly zoneCode: string; readonly db: Database },
  messages: readonly Recallable[],
): Promise<Recalled[]> {
  const marks = messages.flatMap(({ mark }) => (mark ? [mark] : []));
  const taken = marks.length === 0 ? [] : await findTaken(needs.db, needs.zoneCode, marks);
  const byMark = new Map(taken.map((row) => [keyOf(row), row]));
  const receipts = await readExchanges(
    needs,
    needs.db,
    taken.map(({ receiptId }) => receiptId),
  );
  const seen = new Set<string>();
  return messages.map(({ bytes, mark }) => {
    if (!mark) return { kind: 'new', mark };
    const key = keyOf(mark);
    const known = byMark.get(key);
    if (!known) {
      if (seen.has(key)) return { kind: 'later' };
      seen.add(key);
      return { kind: 'new', mark };
    }
    if (!known.sha256.equals(hashOf(bytes))) return { kind: 'reused', mark };
    const receipt = receipts.get(known.receiptId);
    assert(receipt, 'the answer to a message that was taken is in the exchange log');
    return { kind: 'known', taken: known, receipt };
  });
}

/** By which a repeat is told from another message under the same id. */
export function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function keyOf({ source, messageId }: MessageMark): string {
  return `${source}\0${messageId}`;
}
