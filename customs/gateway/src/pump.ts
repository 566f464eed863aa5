import type { LinkState } from './link.ts';
import { LINK_WORDS, SIGNING_WORDS, watchLink } from './link-watch.ts';
import { sendDue } from './send-due.ts';
import type { SendingNeeds } from './send-due.ts';

export type Pump = {
  kick(): void;
  start(): void;
  stop(): Promise<void>;
  /** Sends until nothing is due. */
  drain(): Promise<void>;
  state(): LinkState;
  /** How the signing service stands; absent where messages are signed in this process. */
  signingState(): LinkState | undefined;
};

// The timer only serves retries and lost leases; new messages kick.
const POLL_MS = 1_000;

/** Sends queued messages in order, at least once, and resumes by itself when customs is back. */
export function createPump(needs: SendingNeeds): Pump {
  const watch = watchLink(needs, { name: needs.link.name, words: LINK_WORDS });
  const signing =
    needs.signing && watchLink(needs, { name: needs.signing.name, words: SIGNING_WORDS });
  let running: Promise<void> | undefined;
  let isKicked = false;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return { kick, start, stop, drain, state: watch.state, signingState: () => signing?.state() };

  function kick(): void {
    if (isStopped) return;
    isKicked = true;
    running ??= run().finally(() => {
      running = undefined;
      // Kicked after the last look at the queue.
      if (isKicked) kick();
    });
  }

  async function run(): Promise<void> {
    while (isKicked && !isStopped) {
      isKicked = false;
      try {
        await sendAllDue();
      } catch (error) {
        needs.log.error({ err: error }, 'the queue to customs could not be served; trying again');
      }
    }
  }

  async function sendAllDue(): Promise<void> {
    let isMore = true;
    while (isMore && !isStopped) isMore = await sendDue(needs, { link: watch, signing });
  }

  function start(): void {
    timer = setInterval(kick, POLL_MS);
    kick();
  }

  async function stop(): Promise<void> {
    isStopped = true;
    clearInterval(timer);
    await running;
  }

  async function drain(): Promise<void> {
    kick();
    for (let turn = running; turn; turn = running) await turn;
  }
}
