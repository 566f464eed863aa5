import { setTimeout as sleep } from 'node:timers/promises';
import { explainDatabaseFailure } from '@pilotzone/kernel/database-failure';
import type { Database, Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { AnswerHead, Head } from './hand-in-messages.ts';
import type { Answer, RawMessage } from './receive-messages.ts';
import {
  claimOne,
  claimWaiting,
  writeAnswers,
  type StoredAnswer,
  type WaitingMessage,
} from './store/intake-messages.ts';

export type ClearHandedInNeeds = Runtime & {
  /** Receives a batch by the transactions of `db`; see receive-messages.ts. */
  receiveMessages(db: Database, raw: readonly RawMessage[]): Promise<readonly Answer[]>;
  /** Tells the processes that wait, and whoever has work to do after a batch. */
  told(counterIds: ReadonlySet<string>): void;
};

/** Clears what other processes have handed in, in the background. */
export type Clearer = {
  start(): void;
  /** Looks at the line now. */
  look(): void;
  /** Resolves when a lane has nothing to do. */
  isFree(): Promise<void>;
  stop(): Promise<void>;
};

// As one process gathers of its own (apps/server/src/http-server.ts).
const BATCH = { limit: 250, bytesMax: 16 * 1024 * 1024 };
// Two writer transactions at once are the knee on two cores (docs/performance.md).
const LANES = 2;
const LOOK_EVERY_MS = 200;
const AFTER_FAILURE_MS = 1_000;

/** Takes from the line whatever nobody else has, two batches at a time. */
export function createClearer(needs: ClearHandedInNeeds): Clearer {
  let alarm = new AbortController();
  let isStopped = false;
  let lanes: Promise<void>[] = [];
  let resting = 0;
  const askers: (() => void)[] = [];
  return { start, look, isFree, stop };

  function start(): void {
    lanes = Array.from({ length: LANES }, () => run());
  }

  function look(): void {
    const ringing = alarm;
    alarm = new AbortController();
    ringing.abort();
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        const count = await clearWaiting(needs);
        if (count === 0) await rest(LOOK_EVERY_MS);
      } catch (error) {
        needs.log.error({ err: error }, 'what was handed in could not be cleared; tried again');
        await rest(AFTER_FAILURE_MS);
      }
    }
  }

  async function rest(ms: number): Promise<void> {
    if (isStopped) return;
    resting += 1;
    for (const asker of askers.splice(0)) asker();
    await sleep(ms, undefined, { signal: alarm.signal }).catch(() => undefined);
    resting -= 1;
  }

  async function isFree(): Promise<void> {
    if (resting > 0 || isStopped) return;
    await new Promise<void>((resolve) => askers.push(resolve));
  }

  async function stop(): Promise<void> {
    isStopped = true;
    for (const asker of askers.splice(0)) asker();
    look();
    await Promise.all(lanes);
  }
}

/**
 * Clears one batch and returns how many messages it had. Claim, filing and answers are one
 * transaction: a process that dies in it has done nothing, and another one takes the messages. A
 * batch that fails is tried message by message, so that one that breaks the program harms only its
 * sender.
 */
export async function clearWaiting(needs: ClearHandedInNeeds): Promise<number> {
  let claimed: readonly WaitingMessage[] = [];
  try {
    await needs.db.transaction(async (tx) => {
      claimed = [];
      claimed = await claimWaiting(tx, needs.zoneCode, BATCH);
      await clearClaimed(needs, tx, claimed);
    });
  } catch (error) {
    if (claimed.length === 0 || explainDatabaseFailure(error)) throw error;
    needs.log.warn({ err: error, count: claimed.length }, 'a batch failed; one by one now');
    for (const { messageId } of claimed) await clearOne(needs, messageId);
  }
  if (claimed.length > 0) needs.told(new Set(claimed.map(({ handedInBy }) => handedInBy)));
  return claimed.length;
}

async function clearOne(needs: ClearHandedInNeeds, messageId: string): Promise<void> {
  try {
    await needs.db.transaction(async (tx) => {
      await clearClaimed(needs, tx, await claimOne(tx, needs.zoneCode, messageId));
    });
  } catch (error) {
    if (explainDatabaseFailure(error)) throw error;
    needs.log.error({ err: error, messageId }, 'a message could not be cleared');
    const failed = error instanceof Error ? error.message : String(error);
    const answer: AnswerHead = { failed };
    await writeAnswers(needs.db, needs.zoneCode, [{ messageId, answer, receipt: null }]);
  }
}

async function clearClaimed(
  needs: ClearHandedInNeeds,
  tx: Tx,
  claimed: readonly WaitingMessage[],
): Promise<void> {
  if (claimed.length === 0) return;
  const raw = claimed.map(({ head, body }) => ({ ...(head as Head), bytes: body }));
  const answers = await needs.receiveMessages(within(needs.db, tx), raw);
  await writeAnswers(
    tx,
    needs.zoneCode,
    claimed.map(({ messageId }, i) => storedAnswer(messageId, answers[i])),
  );
}

/** A database whose transactions are parts of `tx`; questions see what is committed. */
function within(db: Database, tx: Tx): Database {
  return {
    query: (...question) => db.query(...question),
    seal: (values) => db.seal(values),
    transaction: async (work) => {
      await tx.run('savepoint handed_in');
      try {
        const result = await work(tx);
        await tx.run('release savepoint handed_in');
        return result;
      } catch (error) {
        await tx.run('rollback to savepoint handed_in');
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
}

function storedAnswer(messageId: string, answer: Answer | undefined): StoredAnswer {
  if (!answer) throw new Error('bug: receiveMessages must answer every message');
  const { receipt, documents, ...rest } = answer;
  const { bytes, ...receiptHead } = receipt;
  // Of the documents only what became of them: whoever handed them in has them.
  const outcomes = documents.map(({ outcome }) => ({ outcome }));
  const head: AnswerHead = { ...rest, documents: outcomes, receipt: receiptHead };
  return { messageId, answer: head, receipt: bytes };
}
