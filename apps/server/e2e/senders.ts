import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from '@pilotzone/gateway/channel/channel';
import type { LoadMessage } from './load.ts';

/** Messages that wait to be sent, and those that were acknowledged. */
export type Mail = {
  readonly waiting: LoadMessage[];
  readonly acknowledged: LoadMessage[];
  repeated: number;
};

export type Doors = {
  /** Where the platform serves, and the key that may send for all. */
  readonly address: string;
  readonly key: string;
  /** The trader's queue; absent where no broker is. */
  readonly queue: Channel | undefined;
};

export type Senders = {
  /** Resolves when everything that waits was acknowledged. */
  drained(): Promise<void>;
  stop(): Promise<void>;
};

const SENDERS = 4;
const IDLE_MS = 20;
const REFUSED_PAUSE_MS = 100;
const ANSWER_MS_MAX = 30_000;

/**
 * Sends what waits, now and later. A message counts as acknowledged when its answer was 200, or
 * when the broker has it; one whose answer did not come is sent again by whoever is next.
 */
export function startSenders(mail: Mail, doors: Doors): Senders {
  let isStopped = false;
  let atWork = 0;
  let failure: Error | undefined;
  const working = Promise.all(Array.from({ length: SENDERS }, work)).catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  return { drained, stop };

  async function work(): Promise<void> {
    while (!isStopped) {
      const message = mail.waiting.shift();
      if (!message) {
        await sleep(IDLE_MS);
        continue;
      }
      atWork += 1;
      const isTaken = await send(message, doors).finally(() => (atWork -= 1));
      if (isTaken) mail.acknowledged.push(message);
      else {
        mail.waiting.push(message);
        mail.repeated += 1;
        await sleep(REFUSED_PAUSE_MS);
      }
    }
  }

  async function drained(): Promise<void> {
    while ((mail.waiting.length > 0 || atWork > 0) && !failure) await sleep(IDLE_MS);
    if (failure) throw failure;
  }

  async function stop(): Promise<void> {
    isStopped = true;
    await working;
    if (failure) throw failure;
  }
}

async function send(message: LoadMessage, { address, key, queue }: Doors): Promise<boolean> {
  if (message.way !== 'queue') return (await post(message.bytes, { address, key })) === 200;
  if (!queue) throw new Error('a message for a queue, and no broker');
  return queue.send([{ id: message.id, body: message.bytes }]).then(
    () => true,
    () => false,
  );
}

/** The status of the answer, 0 when there was none. Fails on an answer that must not come. */
async function post(
  bytes: Buffer,
  { address, key }: { address: string; key: string },
): Promise<number> {
  let answer: Response;
  try {
    answer = await fetch(`${address}/api/v1/ceb`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/xml' },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    await answer.arrayBuffer();
  } catch {
    return 0;
  }
  if (answer.status < 500 && answer.status !== 200 && answer.status !== 429)
    throw new Error(`a message was answered with ${String(answer.status)}`);
  return answer.status;
}
