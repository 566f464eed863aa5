import type { Log } from '@pilotzone/kernel/log';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { describeMachine, durabilityOf, enrolCompanies, round } from '../bench/about.ts';
import { generateBatches, takeBatches } from '../bench/batches.ts';
import type { Batch } from '../bench/batches.ts';
import { percentile } from '../bench/latencies.ts';
import type { Latency } from '../bench/latencies.ts';
import { createMeter } from '../bench/meter.ts';
import type { Meter } from '../bench/meter.ts';
import { preloadCopies } from '../bench/preload.ts';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { settle } from '../settle.ts';

export type BenchOptions = {
  /** How many are measured; or `seconds`, how long. */
  readonly declarations: number;
  readonly seconds: number | undefined;
  /** Declarations in one transaction. */
  readonly batch: number;
  /** Declarations that stand in the database before the clock starts, beside the warm-up. */
  readonly preload: number;
  /** They come without their texts (bodies of documents and messages): a third of the room. */
  readonly bare: boolean;
  readonly seed: number;
  /** The customs simulator in a thread of its own, as in `up`. */
  readonly threads: boolean;
  readonly dataDir: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly masterKeyFile?: string | undefined;
  readonly log: Log;
};

/** One line of `bench clearance --json`; CPU in microseconds, -1 where it cannot be seen. */
export type BenchResult = {
  readonly declarations: number;
  readonly seconds: number;
  readonly declarationsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly durable: boolean;
  readonly fsync: string;
  readonly released: number;
  readonly rejected: number;
  readonly held: number;
  readonly cpuMicrosPerDeclaration: { readonly node: number; readonly database: number };
  readonly walBytesPerDeclaration: number;
  readonly preloaded: number;
  readonly server: string;
  readonly machine: string;
};

export type BenchHandlers = {
  progress(phase: 'preloading' | 'loading' | 'clearing', done: number, total: number): void;
};

// Two writer transactions at once, one per core; more only wait (docs/performance.md).
const LANES = 2;
// Code that is not hot yet is not what a day of clearing runs on.
const WARM_UP_DECLARATIONS = 4_000;
// Messages of so many declarations are made ahead, with the clock stopped: some 80 MB.
const STRETCH_DECLARATIONS = 10_000;
// So many are cleared; the others are copies of them, made inside the database.
const ORIGINALS = 10_000;

/**
 * Measures the clearing path: from raw XML bytes of the four documents to the release committed
 * with its receipts, and all events delivered; everything on, durable. The clock and the meters
 * stand still while messages are made. CPU of the database covers all its processes.
 */
export async function benchClearance(
  options: BenchOptions,
  handlers: BenchHandlers,
): Promise<BenchResult> {
  const { seed } = options;
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: false, judge: true, seed, inspectShare: 0 };
  const { log, threads } = options;
  const open = await openPlatform({ place: options, config, log, threads });
  try {
    await enrolCompanies(open.platform);
    const day = dayOf(systemClock.now());
    const source = generateBatches(options.batch, { seed, day });
    await preload(open, source, { options, handlers });
    return await measure(open, source, { options, handlers });
  } finally {
    await open.close();
  }
}

type Run = { readonly options: BenchOptions; readonly handlers: BenchHandlers };

async function preload(
  open: OpenPlatform,
  source: Generator<Batch>,
  { options, handlers }: Run,
): Promise<void> {
  const originals = Math.min(options.preload, ORIGINALS);
  const total = originals + WARM_UP_DECLARATIONS;
  for (let done = 0; done < total;) {
    const batches = takeBatches(source, Math.min(STRETCH_DECLARATIONS, total - done));
    await clearBatches(open, batches, () => undefined);
    done += countOf(batches);
    handlers.progress('preloading', Math.min(done, total), total);
  }
  const copies = Math.round((options.preload - originals) / total);
  if (copies === 0) return;
  const day = dayOf(systemClock.now());
  await preloadCopies(open.platform.runtime.db, { copies, day, bare: options.bare }, (rows) => {
    handlers.progress('loading', rows, rows);
  });
}

async function measure(
  open: OpenPlatform,
  source: Generator<Batch>,
  { options, handlers }: Run,
): Promise<BenchResult> {
  const before = await open.platform.singleWindow.countAll();
  const meter = await createMeter(open.platform.runtime.db);
  const latencies: Latency[] = [];
  const limit = options.seconds === undefined ? options.declarations : Number.POSITIVE_INFINITY;
  let done = 0;
  while (done < limit && meter.reading().seconds < (options.seconds ?? Number.POSITIVE_INFINITY)) {
    const batches = takeBatches(source, Math.min(STRETCH_DECLARATIONS, limit - done));
    await meter.run(() => clearBatches(open, batches, (latency) => latencies.push(latency)));
    done += countOf(batches);
    handlers.progress('clearing', done, Number.isFinite(limit) ? limit : done);
  }
  return report(open, { before, meter, latencies, done });
}

function countOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + batch.declarations, 0);
}

/** Clears batches in lanes, and delivers all events before it returns. */
async function clearBatches(
  { platform }: OpenPlatform,
  batches: readonly Batch[],
  note: (latency: Latency) => void,
): Promise<void> {
  let next = 0;
  platform.dispatcher.start();
  await Promise.all(Array.from({ length: LANES }, lane));
  await settle(platform);

  async function lane(): Promise<void> {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const started = performance.now();
      await platform.informationSharing.receiveMessages(
        batch.messages.map((bytes) => ({ bytes, transport: 'http' as const })),
      );
      await platform.gateway.settle();
      note({ ms: performance.now() - started, size: batch.declarations });
      platform.dispatcher.kick();
    }
  }
}

type Measured = {
  readonly before: Awaited<ReturnType<OpenPlatform['platform']['singleWindow']['countAll']>>;
  readonly meter: Meter;
  readonly latencies: readonly Latency[];
  readonly done: number;
};

async function report(
  open: OpenPlatform,
  { before, meter, latencies, done }: Measured,
): Promise<BenchResult> {
  const after = await open.platform.singleWindow.countAll();
  const { seconds, nodeMicros, databaseMicros, walBytes } = meter.reading();
  const count = (outcome: string) =>
    (after.outcomes[outcome] ?? 0) - (before.outcomes[outcome] ?? 0);
  return {
    declarations: done,
    seconds: round(seconds, 2),
    declarationsPerSecond: Math.round(done / seconds),
    p50Ms: Math.round(percentile(latencies, 0.5)),
    p99Ms: Math.round(percentile(latencies, 0.99)),
    ...(await durabilityOf(open.platform.runtime.db)),
    released: count('released'),
    rejected: count('rejected'),
    held: count('held'),
    cpuMicrosPerDeclaration: {
      node: round(nodeMicros / done, 1),
      database: meter.seesDatabase ? round(databaseMicros / done, 1) : -1,
    },
    walBytesPerDeclaration: Math.round(walBytes / done),
    preloaded: Object.values(before.outcomes).reduce((sum, one) => sum + one, 0),
    server: open.server,
    machine: describeMachine(),
  };
}
