import { cpus, totalmem } from 'node:os';
import {
  formatParticipants,
  generateDeclarations,
} from '@pilotzone/generator/generate-declarations';
import { PARTICIPANTS } from '@pilotzone/generator/companies';
import { cny } from '@pilotzone/kernel/money';
import type { Log } from '@pilotzone/kernel/log';
import { dayOf, systemClock } from '@pilotzone/kernel/time';
import { watchDatabaseCpu } from '../bench/cpu.ts';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { settle } from '../settle.ts';

export type BenchOptions = {
  readonly declarations: number;
  /** Declarations in one transaction. */
  readonly batch: number;
  readonly seed: number;
  readonly dataDir: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly log: Log;
};

/** One line of `bench clearance --json`; see design of the outer contracts. CPU in microseconds. */
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
  progress(phase: 'generating' | 'clearing', done: number, total: number): void;
};

type Batch = { readonly messages: readonly Buffer[]; readonly declarations: number };

// Two writer transactions at once: one per core is the knee, more only wait (docs/performance.md).
const LANES = 2;
const GUARANTEE = cny(1_000_000_000_000n * 100_000n);
const WARM_UP_DECLARATIONS = 2_000;

/**
 * Measures the clearing path: from raw XML bytes of the four documents to the release committed
 * with its receipts, everything on, durable. Messages are generated before the clock starts; a
 * warm-up of 2,000 declarations is not counted. CPU of the database is read from /proc and covers
 * all its processes.
 */
export async function benchClearance(
  options: BenchOptions,
  handlers: BenchHandlers,
): Promise<BenchResult> {
  const open = await openPlatform({
    place: options,
    config: {
      zoneCode: DEMO_ZONE_CODE,
      holdRed: false,
      judge: true,
      seed: options.seed,
      inspectShare: 0,
    },
    log: options.log,
  });
  try {
    await prepare(open);
    const all = generate(options, (done) =>
      handlers.progress('generating', done, options.declarations),
    );
    // One run of the generator, because numbers are unique within a run only.
    const warmUp = Math.ceil(WARM_UP_DECLARATIONS / options.batch);
    await run(open, all.slice(0, warmUp), () => undefined);
    return await measure(open, all.slice(warmUp), handlers);
  } finally {
    await open.close();
  }
}

async function prepare({ platform }: OpenPlatform): Promise<void> {
  const request = { file: formatParticipants(), dryRun: false, complete: false, actor: 'bench' };
  await platform.informationSharing.importParticipants(request);
  await platform.runtime.db.transaction(async (tx) => {
    for (const { code } of PARTICIPANTS) {
      await platform.finance.setGuarantee(tx, {
        guarantorCode: code,
        limit: GUARANTEE,
        reason: 'bench',
        changedBy: 'bench',
      });
    }
  });
}

/**
 * Messages in batches: each holds whole declarations, their orders, payments and waybills before
 * their lists.
 */
function generate(
  { declarations, batch, seed }: Pick<BenchOptions, 'declarations' | 'batch' | 'seed'>,
  progress: (done: number) => void = () => undefined,
): Batch[] {
  const day = dayOf(systemClock.now());
  const batches: Batch[] = [];
  let messages: Buffer[] = [];
  let size = 0;
  const total = declarations + Math.ceil(WARM_UP_DECLARATIONS / batch) * batch;
  for (const item of generateDeclarations({
    declarations: total,
    seed,
    faults: 0,
    day,
    block: batch,
  })) {
    if (item.kind === 'message') {
      messages.push(item.bytes);
      continue;
    }
    // A block tells its expectations first, then its messages: a new expectation ends the block
    // before.
    if (messages.length > 0) flush();
    size += 1;
  }
  flush();
  return batches;

  function flush(): void {
    batches.push({ messages, declarations: size });
    progress(batches.length * batch);
    messages = [];
    size = 0;
  }
}

/**
 * Clears batches in lanes; `onBatch` hears the milliseconds from its first byte to its last
 * receipt.
 */
async function run(
  { platform }: OpenPlatform,
  batches: readonly Batch[],
  onBatch: (ms: number, size: number) => void,
) {
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
      onBatch(performance.now() - started, batch.declarations);
      platform.dispatcher.kick();
    }
  }
}

async function measure(
  open: OpenPlatform,
  batches: readonly Batch[],
  handlers: BenchHandlers,
): Promise<BenchResult> {
  const { db } = open.platform.runtime;
  const total = batches.reduce((sum, batch) => sum + batch.declarations, 0);
  const before = await open.platform.singleWindow.countAll();
  const databaseCpu = await watchDatabaseCpu(db);
  const latencies: { ms: number; size: number }[] = [];
  let done = 0;
  const start = {
    wal: await walPosition(open),
    node: process.cpuUsage(),
    database: databaseCpu.micros(),
    at: performance.now(),
  };
  await run(open, batches, (ms, size) => {
    latencies.push({ ms, size });
    done += size;
    handlers.progress('clearing', done, total);
  });
  const seconds = (performance.now() - start.at) / 1000;
  const node = process.cpuUsage(start.node);
  const database = databaseCpu.micros() - start.database;
  const wal = (await walPosition(open)) - start.wal;
  const after = await open.platform.singleWindow.countAll();
  const count = (outcome: string) =>
    (after.outcomes[outcome] ?? 0) - (before.outcomes[outcome] ?? 0);
  return {
    declarations: total,
    seconds: round(seconds, 2),
    declarationsPerSecond: Math.round(total / seconds),
    p50Ms: Math.round(percentile(latencies, 0.5)),
    p99Ms: Math.round(percentile(latencies, 0.99)),
    ...(await durability(open)),
    released: count('released'),
    rejected: count('rejected'),
    held: count('held'),
    cpuMicrosPerDeclaration: {
      node: round((node.user + node.system) / total, 1),
      database: databaseCpu.known ? round(database / total, 1) : -1,
    },
    walBytesPerDeclaration: Math.round(wal / total),
    preloaded: Object.values(before.outcomes).reduce((sum, one) => sum + one, 0),
    server: open.server,
    machine: describeMachine(),
  };
}

async function walPosition(open: OpenPlatform): Promise<number> {
  const rows = await open.platform.runtime.db.query<{ bytes: string }>(
    `select pg_current_wal_lsn() - '0/0'::pg_lsn as bytes`,
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function durability(open: OpenPlatform): Promise<{ durable: boolean; fsync: string }> {
  const rows = await open.platform.runtime.db.query<{ name: string; setting: string }>(
    `select name, setting
       from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  const setting = (name: string) => rows.find((row) => row.name === name)?.setting ?? '';
  const durable =
    setting('fsync') === 'on' &&
    setting('synchronous_commit') === 'on' &&
    setting('full_page_writes') === 'on';
  return { durable, fsync: setting('fsync') };
}

/** The latency that a share of the declarations had at most. */
function percentile(latencies: readonly { ms: number; size: number }[], share: number): number {
  const sorted = [...latencies].sort((a, b) => a.ms - b.ms);
  const total = sorted.reduce((sum, { size }) => sum + size, 0);
  let seen = 0;
  for (const { ms, size } of sorted) {
    seen += size;
    if (seen >= total * share) return ms;
  }
  return 0;
}

function round(value: number, places: number): number {
  const factor = 10 ** places;
  return Math.round(value * factor) / factor;
}

function describeMachine(): string {
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${gibibytes} GiB, node ${process.version}`;
}
