import { describeMachine, durabilityOf, round } from '../bench/about.ts';
import { readGauge, serveTraders, type Served, type ServedOptions } from '../bench/served.ts';
import { settle } from '../settle.ts';

export type BenchOverloadOptions = ServedOptions & {
  /** Of each of the three stretches. */
  readonly seconds: number;
  /** So many times the capacity is offered. */
  readonly times: number;
};

/** One line of `bench overload --json`. */
export type BenchOverloadResult = {
  readonly capacityPerSecond: number;
  readonly offeredPerSecond: number;
  readonly goodputPerSecond: number;
  /** Of the capacity. */
  readonly goodputShare: number;
  readonly afterPerSecond: number;
  /** Of messages that were taken: before, during, after. */
  readonly p99Ms: readonly [number, number, number];
  readonly refused: number;
  readonly refusedAfter: number;
  readonly refusedWithoutRetryAfter: number;
  readonly refusedP99Ms: number;
  readonly brokenConnections: number;
  /** The most that waited at once, of messages. */
  readonly waitingMax: number;
  /** Of the server, in MiB: before, at most during, after. */
  readonly memory: readonly [number, number, number];
  readonly acknowledged: number;
  /** Acknowledged messages that are not in the exchange log. */
  readonly lost: number;
  readonly durable: boolean;
  readonly server: string;
  readonly machine: string;
};

/** What a person at the terminal is told. */
export type BenchOverloadHandlers = { notice(phase: string): void };

// So many at once measure the capacity without being refused.
const CALM_TRADERS = 128;
const WARM_UP_SECONDS = 5;
const PREPARED_PER_SECOND = 700;
const LOOK_EVERY_MS = 100;

/**
 * Offers several times what the platform can take, from programs that do not heed Retry-After, and
 * shows what it takes before, during and after; then looks for every message acknowledged.
 */
export async function benchOverload(
  options: BenchOverloadOptions,
  { notice }: BenchOverloadHandlers,
): Promise<BenchOverloadResult> {
  const { seconds } = options;
  const served = await serveTraders(options);
  try {
    const { platform } = served.up;
    const traders = Math.min(CALM_TRADERS, options.traders);
    notice('warming up');
    await served.traders.prepare((WARM_UP_SECONDS + 3 * seconds) * PREPARED_PER_SECOND);
    await served.traders.rush({ seconds: WARM_UP_SECONDS, traders });
    await settle(platform);
    notice('measuring the capacity');
    const calm = await served.traders.rush({ seconds, traders });
    const perSecond = (options.times * calm.taken) / calm.seconds;
    notice(`offering ${Math.round(perSecond)} messages a second`);
    const before = memory();
    const watch = watchServer(served);
    const rush = await served.traders.rush({ seconds, traders: options.traders, perSecond });
    const most = await watch.end();
    notice('after the rush');
    const after = await served.traders.rush({ seconds, traders });
    await settle(platform);
    notice('looking for what was acknowledged');
    const rate = (one: typeof calm) => Math.round(one.taken / one.seconds);
    const [acknowledged, lost] = await countLost(served);
    return {
      capacityPerSecond: rate(calm),
      offeredPerSecond: Math.round(rush.sent / rush.seconds),
      goodputPerSecond: rate(rush),
      goodputShare: round(rush.taken / rush.seconds / (calm.taken / calm.seconds), 3),
      afterPerSecond: rate(after),
      p99Ms: [calm.p99Ms, rush.p99Ms, after.p99Ms],
      refused: rush.sent - rush.taken,
      refusedAfter: after.sent - after.taken,
      refusedWithoutRetryAfter: rush.withoutRetryAfter,
      refusedP99Ms: rush.refusedP99Ms,
      brokenConnections: rush.statuses['0'] ?? 0,
      waitingMax: most.waiting,
      memory: [before, most.memory, memory()],
      ...{ acknowledged, lost },
      durable: (await durabilityOf(platform.runtime.db)).durable,
      server: served.up.server,
      machine: describeMachine(),
    };
  } finally {
    await served.close();
  }
}

function memory(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

/** The most memory and the longest queue until it is ended. */
function watchServer({ up }: Served) {
  const most = { memory: 0, waiting: 0 };
  const look = async () => {
    most.memory = Math.max(most.memory, memory());
    const waiting = await readGauge(up.address, 'pilotzone_intake_waiting');
    most.waiting = Math.max(most.waiting, waiting);
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_EVERY_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await looking;
      return most;
    },
  };
}

const IDS_A_READ = 1_000;

/** How many messages were acknowledged, and how many of them the exchange log does not hold. */
async function countLost({ up, traders }: Served): Promise<[number, number]> {
  const { informationSharing, runtime } = up.platform;
  const ids = await traders.acknowledged();
  let found = 0;
  for (let from = 0; from < ids.length; from += IDS_A_READ) {
    const some = ids.slice(from, from + IDS_A_READ);
    found += (await informationSharing.readExchanges(runtime.db, some)).size;
  }
  return [ids.length, ids.length - found];
}
