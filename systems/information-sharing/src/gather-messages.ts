import type { Answer, RawMessage } from './receive-messages.ts';

export type GatherMessagesNeeds = {
  receiveMessages(raw: readonly RawMessage[]): Promise<readonly Answer[]>;
  /** Batches at work at once; more would only wait for database connections. */
  readonly batchesMax: number;
  /** Messages per batch. */
  readonly messagesMax: number;
  /** Bytes per batch; a larger single message is a batch of its own. */
  readonly bytesMax: number;
  /** Told the number of messages of each batch. */
  noteBatch?(messages: number): void;
};

type Waiting = {
  readonly raw: RawMessage;
  readonly resolve: (received: Answer) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Receives single messages in batches without making anyone wait for company: while batches are at
 * work, what arrives is gathered for the next one. When a batch fails, its messages are tried one
 * by one, so that one that breaks the program harms only its sender.
 */
export function createGatherer(needs: GatherMessagesNeeds): (raw: RawMessage) => Promise<Answer> {
  const queue: Waiting[] = [];
  let working = 0;
  return (raw) =>
    new Promise((resolve, reject) => {
      queue.push({ raw, resolve, reject });
      startNext();
    });

  function startNext(): void {
    if (working >= needs.batchesMax || queue.length === 0) return;
    working += 1;
    // Work never rejects: failures go to the senders.
    void work(takeBatch()).finally(() => {
      working -= 1;
      startNext();
    });
  }

  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (const waiting of queue) {
      bytes += waiting.raw.bytes.byteLength;
      if (batch.length > 0 && bytes > needs.bytesMax) break;
      batch.push(waiting);
      if (batch.length === needs.messagesMax) break;
    }
    queue.splice(0, batch.length);
    needs.noteBatch?.(batch.length);
    return batch;
  }

  async function work(batch: readonly Waiting[]): Promise<void> {
    try {
      const received = await needs.receiveMessages(batch.map(({ raw }) => raw));
      for (const [i, waiting] of batch.entries()) {
        const answer = received[i];
        if (answer) waiting.resolve(answer);
        else waiting.reject(new Error('bug: receiveMessages must answer every message'));
      }
    } catch (error) {
      if (batch.length > 1) for (const waiting of batch) await work([waiting]);
      else batch[0]?.reject(error);
    }
  }
}
