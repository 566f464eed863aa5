import { describeMachine, durabilityOf, round } from '../bench/about.ts';
import { createMeter, type Meter } from '../bench/meter.ts';
import { readHistogram, serveTraders, type Served, type ServedOptions } from '../bench/served.ts';
import type { RushReport } from '../bench/traders/rush.ts';
import { settle } from '../settle.ts';

export type BenchIntakeOptions = ServedOptions & {
  readonly seconds: number;
};

/** One line of `bench intake --json`; CPU in microseconds, -1 where it cannot be seen. */
export type BenchIntakeResult = {
  readonly messages: number;
  readonly seconds: number;
  readonly messagesPerSecond: number;
  /** How long clearing went on after the last message was answered. */
  readonly settleSeconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly connections: number;
  readonly messagesPerBatch: number;
  readonly bytesPerMessage: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly released: number;
  readonly cpuMicrosPerMessage: {
    readonly server: number;
    readonly database: number;
    readonly client: number;
  };
  readonly walBytesPerMessage: number;
  readonly durable: boolean;
  readonly server: string;
  readonly machine: string;
};

/** What a person at the terminal is told. */
export type BenchIntakeHandlers = { notice(phase: 'preparing' | 'warming up' | 'sending'): void };

const WARM_UP_SECONDS = 5;
// More than a machine of two cores takes; what is not needed is thrown away.
const PREPARED_PER_SECOND = 700;

/**
 * Measures small messages: one document each over HTTP with keep-alive, from traders in another
 * process to the platform as `up` serves it, each answered when it is committed. Clearing, receipts
 * and events go on beside it; their processor time counts, also what is left over after the last
 * answer.
 */
export async function benchIntake(
  options: BenchIntakeOptions,
  handlers: BenchIntakeHandlers,
): Promise<BenchIntakeResult> {
  const served = await serveTraders(options);
  try {
    handlers.notice('preparing');
    await served.traders.prepare((WARM_UP_SECONDS + options.seconds) * PREPARED_PER_SECOND);
    handlers.notice('warming up');
    await served.traders.rush({ seconds: WARM_UP_SECONDS, traders: options.traders });
    await settle(served.up.platform);
    handlers.notice('sending');
    return await measure(served, options);
  } finally {
    await served.close();
  }
}

const BATCHES = 'pilotzone_intake_batch_messages';

async function measure(served: Served, options: BenchIntakeOptions): Promise<BenchIntakeResult> {
  const { platform, address } = served.up;
  const meter = await createMeter(platform.runtime.db);
  const [before, batchesBefore] = [
    await countReleased(served),
    await readHistogram(address, BATCHES),
  ];
  let rush: RushReport | undefined;
  await meter.run(async () => {
    rush = await served.traders.rush({ seconds: options.seconds, traders: options.traders });
    await settle(platform);
  });
  const batches = await readHistogram(address, BATCHES);
  if (!rush) throw new Error('bug: the traders sent nothing');
  return {
    ...figuresOf(rush, meter),
    connections: options.traders,
    messagesPerBatch: round(
      (batches.sum - batchesBefore.sum) / (batches.count - batchesBefore.count),
      1,
    ),
    released: (await countReleased(served)) - before,
    durable: (await durabilityOf(platform.runtime.db)).durable,
    server: served.up.server,
    machine: describeMachine(),
  };
}

function figuresOf(rush: RushReport, meter: Meter) {
  const { seconds, nodeMicros, databaseMicros, walBytes } = meter.reading();
  const each = (value: number) => round(value / rush.taken, 1);
  return {
    messages: rush.taken,
    seconds: round(rush.seconds, 2),
    messagesPerSecond: Math.round(rush.taken / rush.seconds),
    settleSeconds: round(seconds - rush.seconds, 2),
    ...{ p50Ms: rush.p50Ms, p99Ms: rush.p99Ms },
    bytesPerMessage: Math.round(rush.bytes / rush.taken),
    statuses: rush.statuses,
    cpuMicrosPerMessage: {
      server: each(nodeMicros),
      database: meter.seesDatabase ? each(databaseMicros) : -1,
      client: each(rush.cpuMicros),
    },
    walBytesPerMessage: Math.round(walBytes / rush.taken),
  };
}

async function countReleased({ up }: Served): Promise<number> {
  return (await up.platform.singleWindow.countAll()).outcomes['released'] ?? 0;
}
