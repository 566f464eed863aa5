import type { Runtime } from '@pilotzone/kernel/runtime';
import type { CustomsLink, LinkState } from './link.ts';
import { claimDue, markFailed, markSent } from './store.ts';

export type PumpNeeds = Runtime & {
  readonly link: CustomsLink;
  readExchanges(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
};

export type Pump = {
  kick(): void;
  start(): void;
  stop(): Promise<void>;
  /** Sends until nothing is due. */
  drain(): Promise<void>;
  state(): LinkState;
};

// Messages per turn: 50 messages of 100 lists are about 20 MB, what one turn should hold in memory
// at most.
const CLAIM_LIMIT = 50;
// A process that is lost in the middle of sending is replaced after a minute.
const LEASE_MS = 60_000;
// Customs away: 1 s, 2 s, 4 s … at most a minute between tries.
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;
// The timer only serves retries and lost leases; new messages kick.
const POLL_MS = 1_000;

/** Sends queued messages in order, at least once, and resumes by itself when customs is back. */
export function createPump(needs: PumpNeeds): Pump {
  let state: LinkState = {
    link: needs.link.name,
    state: 'up',
    since: needs.clock.now(),
    lastError: undefined,
  };
  let running: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  return { kick, start, stop, drain, state: () => state };

  function kick(): void {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      if (again) kick();
    });
  }

  async function run(): Promise<void> {
    while (again && !stopped) {
      again = false;
      try {
        while (!stopped && (await sendBatch()) === CLAIM_LIMIT);
      } catch (error) {
        needs.log.error({ err: error }, 'the queue to customs could not be served; trying again');
      }
    }
  }

  function start(): void {
    timer = setInterval(kick, POLL_MS);
    kick();
  }

  async function stop(): Promise<void> {
    stopped = true;
    clearInterval(timer);
    await running;
  }

  async function drain(): Promise<void> {
    kick();
    while (running) await running;
  }

  async function sendBatch(): Promise<number> {
    const now = needs.clock.now();
    const claimed = await claimDue(needs.db, needs.zoneCode, {
      now,
      leaseUntil: now + LEASE_MS,
      limit: CLAIM_LIMIT,
    });
    if (claimed.length === 0) return 0;
    const ids = claimed.map((message) => message.exchangeId);
    try {
      const bodies = await needs.readExchanges(ids);
      await needs.link.send(
        claimed.flatMap(({ exchangeId, messageType }) => {
          const body = bodies.get(exchangeId);
          return body ? [{ messageType, body }] : [];
        }),
      );
    } catch (error) {
      await fail(ids, { attempts: claimed[0]?.attempts ?? 1, error });
      return 0;
    }
    await markSent(needs.db, needs.zoneCode, { ids, now: needs.clock.now() });
    note('up', undefined);
    return claimed.length;
  }

  async function fail(
    ids: readonly string[],
    { attempts, error }: { attempts: number; error: unknown },
  ): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    const wait = Math.min(BACKOFF_FIRST_MS * 2 ** (attempts - 1), BACKOFF_MAX_MS);
    if (state.state === 'up')
      needs.log.warn({ reason: text }, 'customs cannot be reached; messages queue up');
    note('down', text);
    await markFailed(needs.db, needs.zoneCode, {
      ids,
      nextAt: needs.clock.now() + wait,
      error: text,
    });
  }

  function note(next: 'up' | 'down', lastError: string | undefined): void {
    if (next === 'up' && state.state === 'down') needs.log.info('customs can be reached again');
    state =
      next === state.state
        ? { ...state, lastError }
        : { ...state, state: next, since: needs.clock.now(), lastError };
  }
}
