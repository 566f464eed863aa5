import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from './log.ts';

/** Work that one process does at a time, of all that could. */
export type Turn = {
  /** Whether it is this process's turn, confirmed within the last seconds. */
  isMine(): boolean;
  /** Gives the turn away. */
  stop(): Promise<void>;
};

export type TurnNeeds = {
  readonly url: string;
  readonly zoneCode: string;
  /** What is done by one at a time: "gateway". */
  readonly name: string;
  readonly log: Log;
};

const ASK_EVERY_MS = 1_000;
// Shorter than the server waits for a silent holder: whoever was stopped knows before another one
// has the turn.
const CONFIRMED_FOR_MS = 8_000;
const SILENT_FOR_S = 12;

/**
 * Takes turns with other processes by a lock that lives as long as a connection of its own: a
 * process that dies loses it at once, one that hangs or is cut off within some seconds. Work that
 * must never be done twice has a lease or a key of its own besides.
 */
export function takeTurns(needs: TurnNeeds): Turn {
  let confirmedAt: number | undefined;
  let isStopped = false;
  const stopping = new AbortController();
  const running = run();
  return {
    isMine: () => confirmedAt !== undefined && performance.now() - confirmedAt < CONFIRMED_FOR_MS,
    stop: async () => {
      isStopped = true;
      stopping.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        await hold();
      } catch (error) {
        if (confirmedAt !== undefined)
          needs.log.warn({ err: error, turn: needs.name }, 'the turn was lost with its connection');
      }
      confirmedAt = undefined;
      await rest();
    }
  }

  async function hold(): Promise<void> {
    const client = connectionOf(needs.url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      while (!isStopped) {
        const asked = performance.now();
        if (!(await ask(client))) confirmedAt = undefined;
        else {
          if (confirmedAt === undefined) needs.log.info({ turn: needs.name }, 'it is our turn');
          confirmedAt = asked;
        }
        await rest();
      }
    } finally {
      confirmedAt = undefined;
      await client.end().catch(() => undefined);
    }
  }

  /** A lock is held once, however often it is asked for: it is let go of with the connection. */
  async function ask(client: pg.Client): Promise<boolean> {
    if (confirmedAt !== undefined) {
      await client.query('select 1');
      return true;
    }
    const { rows } = await client.query<{ got: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('turn ' || $1 || ' ' || $2, 0)) as got`,
      [needs.zoneCode, needs.name],
    );
    return rows[0]?.got ?? false;
  }

  async function rest(): Promise<void> {
    if (isStopped) return;
    await sleep(ASK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

function connectionOf(url: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    application_name: 'pilotzone turn',
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    // Asked every second, so silence means that the holder hangs.
    options: `-c idle_session_timeout=${SILENT_FOR_S}s -c tcp_keepalives_idle=5`,
  });
}
