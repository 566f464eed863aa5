import type { Queryable, Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { addDays, dayOf, type Instant, type PlainDate } from '@pilotzone/kernel/time';
import { positionOf, toVector, type FactVector, type RiskFacts } from './model/facts.ts';
import { createNameReader } from './model/restricted-names.ts';
import { emptySeenLog, forgetDead, noteSeen } from './model/seen-log.ts';
import { countedTrade, type CountedTrade } from './model/trade.ts';
import {
  BUSINESS_DAYS,
  countReturn,
  countTrade,
  emptyWindows,
  type Windows,
} from './model/trade-windows.ts';
import { carrierWeightShare, completeVector } from './model/windowed-facts.ts';
import { appendTrades, readTrades, type CountedReturn, type ReadEntry } from './store/trade-log.ts';

export type WatchNeeds = Pick<Runtime, 'zoneCode' | 'clock'> & {
  /** The zone's keyed hash of a text, as a UUID text; without it nothing is counted. */
  readonly pseudonymOf?: ((text: string) => string) | undefined;
};

/** The zone's memory of trades (ADR 0080): read from the committed log, kept in the process. */
export type TradeWatch = {
  /**
   * The facts of a batch, in its order, completed by what the windows say; adds the batch to the
   * log in `tx`.
   */
  watch(tx: Tx, facts: readonly RiskFacts[]): Promise<readonly FactVector[]>;
  /** The same without adding: for the pre-flight check. */
  look(q: Queryable, facts: readonly RiskFacts[]): Promise<readonly FactVector[]>;
  addReturns(tx: Tx, returns: readonly CountedReturn[]): Promise<void>;
};

const ENTRIES_A_READ = 500;

/** Windows of one process over the log of all. */
export function createTradeWatch(needs: WatchNeeds): TradeWatch {
  const { zoneCode, clock, pseudonymOf } = needs;
  const seen = emptySeenLog();
  const settled = emptyWindows();
  const namesIn = createNameReader();
  let reading: Promise<void> | undefined;
  return { watch, look, addReturns };

  async function watch(tx: Tx, facts: readonly RiskFacts[]): Promise<readonly FactVector[]> {
    const at = clock.now();
    const { completed, counted } = await complete(tx, facts, at);
    if (counted.length > 0) {
      await appendTrades(tx, zoneCode, { ...entryAt(at), kind: 'trades', rows: counted });
    }
    return completed;
  }

  async function look(q: Queryable, facts: readonly RiskFacts[]): Promise<readonly FactVector[]> {
    return (await complete(q, facts, clock.now())).completed;
  }

  async function addReturns(tx: Tx, rows: readonly CountedReturn[]): Promise<void> {
    if (rows.length === 0) return;
    await appendTrades(tx, zoneCode, { ...entryAt(clock.now()), kind: 'returns', rows });
  }

  function entryAt(at: Instant) {
    return { at, day: dayOf(at), seenUntil: seen.last, unseen: [...seen.gaps.keys()] };
  }

  async function complete(q: Queryable, facts: readonly RiskFacts[], at: Instant) {
    if (!pseudonymOf || !facts.some(({ trade }) => trade)) {
      return { completed: facts.map(toVector), counted: [] };
    }
    await catchUp(q, dayOf(at));
    return completeFacts([settled, emptyWindows({ keepsGoods: false })], facts, {
      at,
      pseudonymOf,
      namesIn,
    });
  }

  /** Two batches of one process take the log in turn, each with its own connection. */
  async function catchUp(q: Queryable, today: PlainDate): Promise<void> {
    // What went wrong in the other one's transaction is its own affair.
    while (reading) await reading.catch(() => undefined);
    reading = readOn(q, today).finally(() => (reading = undefined));
    await reading;
  }

  async function readOn(q: Queryable, today: PlainDate): Promise<void> {
    const from = addDays(today, -BUSINESS_DAYS);
    for (let isMore = true; isMore;) {
      const gaps = [...seen.gaps.keys()];
      const page = { after: seen.last, gaps, from, limit: ENTRIES_A_READ };
      const { entries, nextTransaction, oldestRunning } = await readTrades(q, zoneCode, page);
      for (const entry of entries) {
        takeEntry(settled, entry);
        noteSeen(seen, entry.position, nextTransaction);
      }
      forgetDead(seen, oldestRunning);
      isMore = entries.length >= ENTRIES_A_READ;
    }
  }
}

function takeEntry(settled: Windows, entry: ReadEntry): void {
  if (entry.kind === 'trades') {
    for (const trade of entry.rows) countTrade(settled, trade, entry.at);
  } else for (const returned of entry.rows) countReturn(settled, returned, entry.at);
}

type Completing = {
  readonly at: number;
  readonly pseudonymOf: (text: string) => string;
  readonly namesIn: (name: string) => readonly string[];
};

/**
 * Lets each list of a batch see the log and what stands before it in the batch. Pure but for the
 * second layer, which grows.
 */
export function completeFacts(
  layers: readonly [settled: Windows, batch: Windows],
  facts: readonly RiskFacts[],
  { at, pseudonymOf, namesIn }: Completing,
): { completed: FactVector[]; counted: CountedTrade[] } {
  const counted: CountedTrade[] = [];
  const completed = facts.map((known) => {
    const { trade } = known;
    const vector = toVector(known);
    if (!trade) return vector;
    const row = countedTrade(known, trade, pseudonymOf);
    completeVector(vector, layers, { trade: row, instant: at });
    countTrade(layers[1], row, at);
    counted.push(row);
    vector[CARRIER_WEIGHT] = carrierWeightShare(trade.carrierWeight, known.grossWeightKg);
    vector[RESTRICTED] = namedKinds(trade.lines, namesIn);
    return vector;
  });
  return { completed, counted };
}

const CARRIER_WEIGHT = positionOf('carrierWeightShare');
const RESTRICTED = positionOf('restrictedNames');

function namedKinds(
  lines: readonly { readonly name: string }[],
  namesIn: (name: string) => readonly string[],
): readonly string[] {
  let kinds: readonly string[] = [];
  for (const { name } of lines) {
    const found = namesIn(name);
    if (found.length > 0) kinds = [...new Set([...kinds, ...found])];
  }
  return kinds;
}
