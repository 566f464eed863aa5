import type { Log } from '@pilotzone/kernel/log';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { describeMachine, durabilityOf, enrolCompanies, round } from '../bench/about.ts';
import { generateBatches, takeBatches } from '../bench/batches.ts';
import type { Batch } from '../bench/batches.ts';
import { clearHere, clearInThreads } from '../bench/clearers.ts';
import type { Clearers } from '../bench/clearers.ts';
import { percentile, rates } from '../bench/latencies.ts';
import type { Latency } from '../bench/latencies.ts';
import { createMeter } from '../bench/meter.ts';
import type { Meter } from '../bench/meter.ts';
import { preloadCopies } from '../bench/preload.ts';
import { spread } from '../bench/profile.ts';
import type { Shares } from '../bench/profile.ts';
import { sampleStatements } from '../bench/sample-statements.ts';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { OpenPlatform } from '../open-platform.ts';

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
  /** Threads that clear; none: this one does, the customs simulator beside it, as in `up`. */
  readonly threads: number;
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
  /** Declarations a second in each ten seconds. */
  readonly perTenSeconds: readonly number[];
  readonly cpuMicrosPerDeclaration: { readonly node: number; readonly database: number };
  /** The same by stage of ours and by table, largest first, as samples of a later stretch say. */
  readonly budget: { readonly node: Shares; readonly database: Shares };
  readonly walBytesPerDeclaration: number;
  readonly preloaded: number;
  readonly server: string;
  readonly machine: string;
};

export type BenchHandlers = {
  progress(phase: 'preloading' | 'loading' | 'clearing', done: number, total: number): void;
};

// Code that is not hot yet is not what a day of clearing runs on.
const WARM_UP_DECLARATIONS = 4_000;
// Messages of so many declarations are made ahead, with the clock stopped: some 80 MB.
const STRETCH_DECLARATIONS = 10_000;
// Cleared once more after the figures are taken, under a profiler.
const BUDGET_DECLARATIONS = 4_000;
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
  const { log } = options;
  const open = await openPlatform({ place: options, config, log, threads: options.threads === 0 });
  const { databaseUrl, masterKey } = open;
  const needs = { zoneCode: DEMO_ZONE_CODE, databaseUrl, masterKey, log };
  const clearers =
    options.threads > 0 ? clearInThreads(options.threads, needs, config) : clearHere(open);
  const bench = { open, clearers, options, handlers };
  try {
    await enrolCompanies(open.platform);
    const day = dayOf(systemClock.now());
    const source = generateBatches(options.batch, { seed, day });
    await preload(bench, source);
    return await measure(bench, source);
  } finally {
    await clearers.close();
    await open.close();
  }
}

type Bench = {
  readonly open: OpenPlatform;
  readonly clearers: Clearers;
  readonly options: BenchOptions;
  readonly handlers: BenchHandlers;
};

async function preload(bench: Bench, source: Generator<Batch>): Promise<void> {
  const { open, clearers, options, handlers } = bench;
  const originals = Math.min(options.preload, ORIGINALS);
  const total = originals + WARM_UP_DECLARATIONS;
  for (let done = 0; done < total;) {
    const batches = takeBatches(source, Math.min(STRETCH_DECLARATIONS, total - done));
    await clearBatches(clearers, batches, () => undefined);
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

async function measure(bench: Bench, source: Generator<Batch>): Promise<BenchResult> {
  const { open, clearers, options, handlers } = bench;
  const before = await open.platform.singleWindow.countAll();
  const meter = await createMeter(open.platform.runtime.db);
  const latencies: Latency[] = [];
  const limit = options.seconds === undefined ? options.declarations : Number.POSITIVE_INFINITY;
  let done = 0;
  while (done < limit && meter.reading().seconds < (options.seconds ?? Number.POSITIVE_INFINITY)) {
    const batches = takeBatches(source, Math.min(STRETCH_DECLARATIONS, limit - done));
    const [begun, from] = [performance.now(), meter.reading().seconds];
    const now = () => from + (performance.now() - begun) / 1000;
    await meter.run(() =>
      clearBatches(clearers, batches, (one) => latencies.push({ ...one, at: now() })),
    );
    done += countOf(batches);
    handlers.progress('clearing', done, Number.isFinite(limit) ? limit : done);
  }
  const after = await open.platform.singleWindow.countAll();
  const split = await takeBudget(bench, source);
  return report(open, { before, after, meter, latencies, done, split });
}

function countOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, batch) => sum + batch.declarations, 0);
}

/** Clears batches in lanes, and delivers all events before it returns. */
async function clearBatches(
  clearers: Clearers,
  batches: readonly Batch[],
  note: (latency: Omit<Latency, 'at'>) => void,
): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: clearers.lanes }, (_, i) => lane(i)));
  await clearers.settle();

  async function lane(number: number): Promise<void> {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const started = performance.now();
      await clearers.clear(number, batch.messages);
      note({ ms: performance.now() - started, size: batch.declarations });
    }
  }
}

/** Where the microseconds go: of some more declarations, that the figures do not count. */
async function takeBudget({ open, clearers }: Bench, source: Generator<Batch>): Promise<Split> {
  const batches = takeBatches(source, BUDGET_DECLARATIONS);
  const statements = sampleStatements(open.platform.runtime.db);
  await clearers.startProfile();
  await clearBatches(clearers, batches, () => undefined);
  return { node: await clearers.stopProfile(), database: await statements.stop() };
}

type Split = { readonly node: Shares; readonly database: Shares };

type Counts = Awaited<ReturnType<OpenPlatform['platform']['singleWindow']['countAll']>>;

type Measured = {
  readonly before: Counts;
  readonly after: Counts;
  readonly meter: Meter;
  readonly latencies: readonly Latency[];
  readonly done: number;
  readonly split: Split;
};

async function report(
  open: OpenPlatform,
  { before, after, meter, latencies, done, split }: Measured,
): Promise<BenchResult> {
  const { seconds, nodeMicros, databaseMicros, walBytes } = meter.reading();
  const node = round(nodeMicros / done, 1);
  const database = meter.seesDatabase ? round(databaseMicros / done, 1) : -1;
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
    perTenSeconds: rates(latencies, 10),
    cpuMicrosPerDeclaration: { node, database },
    budget: { node: spread(split.node, node), database: spread(split.database, database) },
    walBytesPerDeclaration: Math.round(walBytes / done),
    preloaded: Object.values(before.outcomes).reduce((sum, one) => sum + one, 0),
    server: open.server,
    machine: describeMachine(),
  };
}
