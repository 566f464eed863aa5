import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, requestOf, type Answer, type Connection } from './connection.ts';
import type { Letter, Supply } from './supply.ts';

/** How traders send for a while. */
export type Rush = {
  readonly seconds: number;
  /** Connections in use, of those there are. */
  readonly traders: number;
  /**
   * Messages a second of all together, come what may: whoever is refused sends again at the next
   * beat and does not look at Retry-After. Absent: each sends as soon as it has its answer.
   */
  readonly perSecond?: number | undefined;
  /** Others who ask at the same time. */
  readonly beside?: Beside | undefined;
};

/** Somebody who asks for pages or reports, one after the other on each connection. */
export type Beside = {
  readonly urls: readonly string[];
  /** Of those who ask; the connections are theirs in turn. */
  readonly headers: readonly Readonly<Record<string, string>>[];
  readonly connections: number;
};

/** What traders saw; times in milliseconds, of messages that were taken. */
export type RushReport = {
  readonly seconds: number;
  readonly sent: number;
  readonly taken: number;
  /** Number of answers by status; "0" are broken connections. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of refusals. */
  readonly refusedP99Ms: number;
  readonly withoutRetryAfter: number;
  /** Answers to those who asked beside them, by status. */
  readonly beside: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly cpuMicros: number;
};

/** Programs of small traders: each has a connection, and sends its declarations' documents. */
export type Traders = {
  rush(how: Rush): Promise<RushReport>;
  /** Of every message acknowledged so far. */
  acknowledged(): readonly string[];
  close(): void;
};

export type TradersNeeds = {
  readonly address: URL;
  /** An API key by trader and sender. */
  keyOf(trader: number, sender: string): string;
  readonly supply: Supply;
  readonly traders: number;
};

type Trader = { readonly connection: Connection; readonly no: number; letters: Letter[] };

/**
 * Traders that send the documents of a declaration one by one, each when the one before it was
 * acknowledged, and the same message again when it was not.
 */
export function createTraders({ address, keyOf, supply, traders }: TradersNeeds): Traders {
  const all = Array.from({ length: traders }, (_, no): Trader => {
    return { connection: createConnection(address), no, letters: [] };
  });
  const acknowledged: string[] = [];
  return {
    rush: async (how) => {
      const tally = createTally();
      const cpu = process.cpuUsage();
      const started = performance.now();
      const until = started + how.seconds * 1000;
      const those = all.slice(0, how.traders);
      const beside = how.beside && askBeside(address, how.beside, until);
      await Promise.all(those.map((trader) => sendUntil(trader, { until, how, tally })));
      const used = process.cpuUsage(cpu);
      const seconds = (performance.now() - started) / 1000;
      const cpuMicros = used.user + used.system;
      return { ...tally.report(), beside: (await beside) ?? {}, seconds, cpuMicros };
    },
    acknowledged: () => acknowledged,
    close: () => {
      for (const { connection } of all) connection.close();
    },
  };

  async function sendUntil(
    trader: Trader,
    { until, how, tally }: { until: number; how: Rush; tally: Tally },
  ): Promise<void> {
    const beat = how.perSecond === undefined ? 0 : (how.traders / how.perSecond) * 1000;
    // Each on a beat of its own, spread evenly.
    let due = performance.now() + (beat * trader.no) / how.traders;
    for (;;) {
      const early = due - performance.now();
      if (early > 1) await sleep(early);
      if (performance.now() >= until) return;
      due = Math.max(due + beat, performance.now());
      const answer = await sendNext(trader);
      tally.note(answer.answer, answer.bytes);
      if (beat === 0 && answer.answer.status !== 200)
        await sleep(1000 * Math.max(answer.answer.retryAfter, 0.1));
    }
  }

  async function sendNext(trader: Trader): Promise<{ answer: Answer; bytes: number }> {
    if (trader.letters.length === 0) trader.letters = [...supply.next()];
    const [letter] = trader.letters;
    if (!letter) throw new Error('bug: a declaration without messages');
    const request = requestOf(address, keyOf(trader.no, letter.sender), letter.bytes);
    const answer = await trader.connection.send(request);
    if (answer.status === 200) {
      trader.letters.shift();
      acknowledged.push(answer.exchangeId);
    }
    return { answer, bytes: letter.bytes.length };
  }
}

async function askBeside(
  to: URL,
  { urls, headers, connections }: Beside,
  until: number,
): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  const askAll = async (_: unknown, no: number) => {
    const own = { headers: headers[no % headers.length] ?? {} };
    for (let i = no; performance.now() < until; i += 1) {
      const url = new URL(urls[i % urls.length] ?? '/', to);
      // Whoever still waits when the rush ends goes away.
      const signal = AbortSignal.timeout(Math.max(1, Math.ceil(until - performance.now())));
      const asked = fetch(url, { ...own, signal });
      const status = await asked.then(readAll).catch(() => 0);
      statuses[status] = (statuses[status] ?? 0) + 1;
      // As people do who read Retry-After, if hastily.
      if (status >= 429) await sleep(200);
    }
  };
  await Promise.all(Array.from({ length: connections }, askAll));
  return statuses;
}

/** The status of an answer, once all of it has come. */
async function readAll(answer: Response): Promise<number> {
  await answer.body?.pipeTo(new WritableStream());
  return answer.status;
}

type Tally = ReturnType<typeof createTally>;

function createTally() {
  const statuses: Record<string, number> = {};
  const taken: number[] = [];
  const refused: number[] = [];
  let [bytes, withoutRetryAfter] = [0, 0];
  return {
    note: (answer: Answer, length: number) => {
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      (answer.status === 200 ? taken : refused).push(answer.ms);
      if (answer.status === 200) bytes += length;
      else if (answer.retryAfter === 0) withoutRetryAfter += 1;
    },
    report: () => ({
      sent: taken.length + refused.length,
      taken: taken.length,
      statuses,
      ...{ p50Ms: shareOf(taken, 0.5), p99Ms: shareOf(taken, 0.99) },
      refusedP99Ms: shareOf(refused, 0.99),
      ...{ withoutRetryAfter, bytes },
    }),
  };
}

/** What a share of the values reached at most, to a tenth; 0 without any. */
function shareOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return Math.round(10 * (sorted[Math.ceil(sorted.length * share) - 1] ?? 0)) / 10;
}
