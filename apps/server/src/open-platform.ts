import { createIdSource } from '@pilotzone/kernel/ids';
import { openDatabase } from '@pilotzone/kernel/db';
import type { Log } from '@pilotzone/kernel/log';
import { openReplica, type Replica } from '@pilotzone/kernel/replica';
import type { Runtime } from '@pilotzone/kernel/runtime';
import { migrate } from '@pilotzone/kernel/migrate';
import { createPartitions } from '@pilotzone/kernel/partitions';
import { requireMasterKey } from '@pilotzone/kernel/sealing/keyring';
import type { Clock } from '@pilotzone/kernel/time';
import { systemClock } from '@pilotzone/kernel/time';
import { COUNTER } from './citizens/citizen-counter.ts';
import { compose } from './compose.ts';
import type { Platform } from './compose.ts';
import type { PlatformConfig } from './config.ts';
import type { FilingFilter } from './filing-filter.ts';
import { allMigrations } from './migrations.ts';
import { openServer } from './open-server.ts';
import type { OpenServer, Place } from './open-server.ts';
import { withReports } from './reports.ts';
import { takePlace, type Apart, type ApartNeeds } from './roles/apart.ts';
import { NO_CUSTOMS } from './roles/no-customs.ts';
import { startBackTestThread } from './threads/back-test-thread.ts';
import { startReportThread, type ReportThread } from './threads/report-thread.ts';
import { startCustomsThread } from './threads/customs-thread.ts';
import { mayStartThreads } from './threads/start-thread.ts';

export type OpenOptions = {
  readonly place: Place;
  readonly config: PlatformConfig;
  readonly log: Log;
  readonly clock?: Clock;
  readonly filter?: FilingFilter;
  /** The customs simulator in a thread of its own; by the system's clock only. */
  readonly threads?: boolean;
  /** Reports in a thread of their own, for whoever serves them; by the system's clock only. */
  readonly reports?: boolean;
  /** A streaming replica that answers reports. */
  readonly replicaUrl?: string | undefined;
  /** Roles of this process, where it is one of several on a database; absent: all. */
  readonly apart?: Pick<ApartNeeds, 'roles' | 'nats'>;
  /** Told to the person at the terminal while this goes on. */
  readonly notice?: (text: string) => void;
};

/** A platform that runs; `close` ends it in order, database last. */
export type OpenPlatform = {
  readonly platform: Platform;
  /** "embedded 18.4" or "server 15.13". */
  readonly server: string;
  readonly location: string;
  /** With them a thread joins in. */
  readonly databaseUrl: string;
  readonly masterKey: Uint8Array | undefined;
  /** Where questions of a compartment are answered, by its name; absent: here. */
  readonly pages: ReadonlyMap<string, string> | undefined;
  close(): Promise<void>;
};

// Some fifteen subscribers; a batch from outside never waits behind them for a connection.
const EVENTS_POOL = { batch: 3, query: 1 };

/**
 * Opens the database, brings its schema up to date and composes the platform. Nothing is sent or
 * delivered before `platform.gateway.start()` and `platform.dispatcher.start()`.
 */
export async function openPlatform(options: OpenOptions): Promise<OpenPlatform> {
  const given = options.config.masterKey ?? options.place.masterKey;
  const place = { ...options.place, masterKey: given };
  const server = await openServer(place, options.notice ?? (() => undefined));
  const { masterKey } = server;
  const db = withReports(server);
  const counterDb = openDatabase(server.url, COUNTER.pool, server.keyring);
  const eventsDb = openDatabase(server.url, EVENTS_POOL, server.keyring);
  let replica: Replica | undefined;
  const closeAll = async () => {
    await replica?.close();
    for (const pool of [counterDb, eventsDb, db, server]) await pool.close();
  };
  let threads: ReturnType<typeof startThreads>;
  let apart: Apart | undefined;
  let reports: ReportThread | undefined;
  try {
    await migrate(db, allMigrations());
    await createPartitions(db, systemClock.now());
    await requireMasterKey(db, masterKey);
    const clock = options.clock ?? systemClock;
    const { zoneCode } = options.config;
    const runtime = { zoneCode, db, clock, ids: createIdSource(systemClock.now), log: options.log };
    const config = { ...options.config, masterKey };
    const { url } = server;
    apart = options.apart && takePlace({ ...options.apart, url, zoneCode, log: options.log });
    const { replicaUrl, log } = options;
    replica =
      replicaUrl === undefined ? undefined : openReplica({ url: replicaUrl, primary: db, log });
    const isCustomsHere = apart?.roles.has('gateway') ?? true;
    threads = options.threads && isCustomsHere ? startThreads(runtime, server, config) : undefined;
    const platform = await compose(runtime, config, {
      filter: options.filter,
      ...{ counterDb, eventsDb, apart, replica },
      ...(isCustomsHere ? threads : { customs: NO_CUSTOMS }),
    });
    const isShown = options.reports === true && (apart?.roles.has('portal') ?? true);
    // After the platform here: what a new database lacks is made by one.
    if (isShown) reports = startReports({ ...runtime, replicaUrl }, server, config);
    return {
      platform,
      server: server.name,
      location: server.location,
      databaseUrl: server.url,
      masterKey: masterKey.bytes?.(),
      pages: reports?.sockets,
      close: async () => {
        await apart?.close();
        await platform.gateway.stop();
        await platform.dispatcher.stop();
        await platform.webhooks.stop();
        await reports?.close();
        await closeThreads(threads);
        await closeAll();
      },
    };
  } catch (error) {
    await apart?.close();
    await reports?.close();
    await closeThreads(threads);
    await closeAll();
    throw error;
  }
}

/** None where the program is not built: everything then runs in this thread. */
function startThreads(
  runtime: Runtime,
  { url: databaseUrl, isOurs }: OpenServer,
  config: PlatformConfig,
) {
  if (!mayStartThreads()) return undefined;
  const { zoneCode, log } = runtime;
  const needs = { zoneCode, databaseUrl, log, masterKey: config.masterKey?.bytes?.() };
  // Real customs is reached by a channel, from this thread.
  const customs = config.customs ? undefined : startCustomsThread(needs, config);
  return { customs, backTests: startBackTestThread({ ...needs, isOurs }) };
}

/** None where the program is not built, or another service holds the master key. */
function startReports(
  { zoneCode, log, replicaUrl }: Runtime & { replicaUrl: string | undefined },
  { url: databaseUrl, isOurs, masterKey }: OpenServer,
  config: PlatformConfig,
): ReportThread | undefined {
  const key = masterKey.bytes?.();
  if (!mayStartThreads() || !key) return undefined;
  return startReportThread(
    { zoneCode, databaseUrl, log, masterKey: key, isOurs, replicaUrl },
    config,
  );
}

async function closeThreads(threads: ReturnType<typeof startThreads>): Promise<void> {
  await Promise.all([threads?.customs?.close(), threads?.backTests.close()]);
}
