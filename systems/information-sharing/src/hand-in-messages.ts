import { setTimeout as sleep } from 'node:timers/promises';
import { PilotError } from '@pilotzone/kernel/errors';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { Answer, RawMessage } from './receive-messages.ts';
import {
  findInLine,
  insertWaiting,
  takeAnswers,
  withdrawWaiting,
  type StoredAnswer,
} from './store/intake-messages.ts';

export type HandInNeeds = Runtime & {
  /** Says that there is something to clear, so that it need not wait for the next look. */
  wake(): void;
  /** How long a message may wait for a process that clears it. */
  readonly waitMsMax?: number;
};

/** Where a process that does not clear hands in what it took. */
export type Counter = {
  /** As answers name this process. */
  readonly counterId: string;
  /**
   * Hands messages in and waits until each is cleared and committed. Throws INTAKE_UNAVAILABLE when
   * nobody cleared one in time, or when the database lost the line: it was not acknowledged.
   */
  handIn(raw: readonly RawMessage[]): Promise<Answer[]>;
  /** Looks for answers now. */
  look(): void;
};

/** What is kept of a message but its bytes. */
export type Head = Omit<RawMessage, 'bytes'>;

/** An answer without the bytes of its receipt; or what broke. */
export type AnswerHead =
  | (Omit<Answer, 'receipt'> & { readonly receipt: Omit<Answer['receipt'], 'bytes'> })
  | { readonly failed: string };

// Without a wake-up, so that a stopped broker costs a moment and nothing else.
const LOOK_EVERY_MS = 100;
// A client waits for half a minute and more; a line that long says that nobody clears.
const WAIT_MS_MAX = 60_000;

type Waiting = {
  readonly until: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

type Line = Map<string, Waiting>;

/**
 * The counter of a process that takes messages in and does not clear them: they stand in line in
 * the database, which is the only thing that both need. Nobody is told of anything before the
 * transaction that cleared it has committed.
 */
export function createCounter(needs: HandInNeeds): Counter {
  const { db, zoneCode, log } = needs;
  const counterId = needs.ids.newId();
  const line: Line = new Map();
  let alarm = new AbortController();
  let looking = false;
  return { counterId, handIn, look: () => alarm.abort() };

  async function handIn(raw: readonly RawMessage[]): Promise<Answer[]> {
    const messages = raw.map(({ bytes, ...head }) => {
      return { messageId: needs.ids.newId(), handedInBy: counterId, head, body: bytesOf(bytes) };
    });
    await insertWaiting(db, zoneCode, messages);
    needs.wake();
    const until = performance.now() + (needs.waitMsMax ?? WAIT_MS_MAX);
    const answers = messages.map(
      ({ messageId }) =>
        new Promise<Answer>((resolve, reject) => {
          line.set(messageId, { until, resolve, reject });
        }),
    );
    void lookUntilDone();
    const settled = await Promise.allSettled(answers);
    return settled.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  async function lookUntilDone(): Promise<void> {
    if (looking) return;
    looking = true;
    let isFailing = false;
    while (line.size > 0) {
      try {
        await lookOnce(needs, line);
        isFailing = false;
      } catch (error) {
        if (!isFailing) log.error({ err: error }, 'answers could not be looked for; tried again');
        isFailing = true;
        giveUp(line, error);
      }
      if (line.size > 0) await rest();
    }
    looking = false;
  }

  async function rest(): Promise<void> {
    await sleep(LOOK_EVERY_MS, undefined, { signal: alarm.signal }).catch(() => undefined);
    if (alarm.signal.aborted) alarm = new AbortController();
  }
}

async function lookOnce({ db, zoneCode }: HandInNeeds, line: Line): Promise<void> {
  const ids = [...line.keys()];
  const inLine = await findInLine(db, zoneCode, ids);
  for (const found of await takeAnswers(db, zoneCode, ids)) settle(line, found);
  // Not in line before the answers were taken, and no answer of its own: the line was lost.
  for (const id of ids) if (!inLine.has(id)) refuse(line, id, LOST);
  const late = [...line].filter(([, { until }]) => until <= performance.now());
  if (late.length === 0) return;
  const lateIds = late.map(([id]) => id);
  for (const id of await withdrawWaiting(db, zoneCode, lateIds)) refuse(line, id, NOBODY);
}

function settle(line: Line, { messageId, answer, receipt }: StoredAnswer): void {
  const one = line.get(messageId);
  line.delete(messageId);
  const head = answer as AnswerHead;
  if ('failed' in head) one?.reject(new Error(`clearing a message failed: ${head.failed}`));
  else one?.resolve({ ...head, receipt: { ...head.receipt, bytes: receipt ?? Buffer.alloc(0) } });
}

function refuse(line: Line, id: string, text: string): void {
  line.get(id)?.reject(new PilotError('INTAKE_UNAVAILABLE', text));
  line.delete(id);
}

/** The database does not answer, and time is up: what became of these nobody can say. */
function giveUp(line: Line, error: unknown): void {
  for (const [id, { until, reject }] of line) {
    if (until > performance.now()) continue;
    line.delete(id);
    reject(error);
  }
}

const NOBODY =
  'no clearing process took the message in time; it was not filed, send it again in a moment';
const LOST =
  'the database restarted while the message waited; send it again, which files nothing twice';

function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
