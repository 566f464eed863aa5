import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { findRunningServer } from './embedded-postgres/attach.ts';
import { takeAppLock } from './embedded-postgres/app-lock.ts';
import { findBinaries } from './embedded-postgres/binaries.ts';
import { diskFull, ensureCluster } from './embedded-postgres/cluster.ts';
import { askServer, urlOf } from './embedded-postgres/connection.ts';
import { findFreePort } from './embedded-postgres/free-port.ts';
import { stopOrphan } from './embedded-postgres/orphan.ts';
import { keepRunning } from './embedded-postgres/keep-running.ts';
import { preparePlace, readPlace } from './embedded-postgres/place.ts';
import { chooseRunAs } from './embedded-postgres/run-as.ts';
import { startServer, type Server, type ServerPlan } from './embedded-postgres/server.ts';
import { PilotError } from './errors.ts';

export type EmbeddedOptions = {
  /** Created when missing; holds everything, unless the server's user cannot reach it. */
  readonly dataDir: string;
  /** PostgreSQL settings that replace the ones chosen here. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * The user to run the server as when we are root (PG_OS_USER); `postgres` or `nobody` otherwise.
   */
  readonly osUser?: string | undefined;
};

/**
 * A PostgreSQL server of our own. `stop` ends it in order and may be called twice; end the pools
 * first.
 */
export type EmbeddedPostgres = {
  /** Connection string of the database `pilotzone`, password included. */
  readonly url: string;
  /** "18.4" */
  readonly version: string;
  /** Where the data really is. */
  readonly location: string;
  /**
   * What the user should know: that the data lives elsewhere, that an orphan was stopped.
   * Sentences.
   */
  readonly notices: readonly string[];
  /** Why it went away, as far as its log says something that a person can act on. */
  explainEnd(): PilotError | undefined;
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL that npm installed, on the data in `dataDir`, as root or as an ordinary
 * user; creates the cluster on first use. A server that an earlier run left behind is stopped
 * first; one that is killed while it runs is started again. Only loopback, scram, a random password
 * in a 0600 file, a free port.
 *
 * Throws PilotError: DATA_DIR_IN_USE (a second start), DATA_DIR_DENIED, DATA_DIR_INVALID,
 * DISK_FULL, DB_UNSUPPORTED_PLATFORM, DB_BINARIES_UNUSABLE, DB_NO_OS_USER, DB_VERSION_MISMATCH,
 * DB_PASSWORD_MISSING, DB_INIT_FAILED, DB_START_FAILED.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  try {
    return await start(dataDir, options);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOSPC') throw diskFull(dataDir);
    throw error;
  }
}

/**
 * Uses the server that a running pilotzone keeps on the data folder, beside it, or starts one where
 * none runs. `stop` then leaves the other's server alone. Throws what `startEmbeddedPostgres` does.
 */
export async function joinEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const running = findRunningServer(resolve(options.dataDir));
  if (!running) return startEmbeddedPostgres(options);
  const [row] = await askServer(running.url, `select current_setting('server_version') as version`);
  const version = String(row?.['version']);
  const notOurs = { explainEnd: () => undefined, stop: () => Promise.resolve() };
  return { ...running, version, notices: [], ...notOurs };
}

/** The folder of a data folder's cluster, whether it is there or not. */
export function locateCluster(dataDir: string): string {
  return readPlace(resolve(dataDir)).cluster;
}

async function start(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const runAs = chooseRunAs(readPlace(dataDir).cluster, options.osUser);
  const place = preparePlace(dataDir, runAs);
  const lock = takeAppLock(dataDir);
  try {
    const binaries = findBinaries(runAs, join(dataDir, 'postgres-binaries'));
    const password = ensureCluster(place, binaries, runAs);
    const stopped = await stopOrphan(place, { binaries, runAs, password });
    const settings = { ...chooseSettings(), ...options.settings };
    const plan = { place, binaries, runAs, password, settings };
    const first = await startOnFreePort(plan);
    const { port } = first;
    const server = keepRunning(first, async () => {
      await stopOrphan(place, { binaries, runAs, password });
      return startServer({ ...plan, port });
    });
    const database = 'pilotzone';
    const admin = urlOf({ port, password, database: 'postgres' });
    await createDatabase(admin, database).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return {
      url: urlOf({ port, password, database }),
      version: binaries.version,
      location: place.home,
      notices: [
        ...(place.moved ? [`The database is in ${place.home} (${place.moved}).`] : []),
        ...(stopped ? ['A database server that an earlier run left behind was stopped.'] : []),
      ],
      explainEnd: server.explainEnd,
      stop: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * For one zone on one machine: durable, few connections, room for long batches between checkpoints.
 */
function chooseSettings(): Record<string, string> {
  const limit = process.constrainedMemory() || Infinity;
  const memoryMb = Math.min(totalmem(), limit) / (1024 * 1024);
  return {
    shared_buffers: `${Math.round(Math.min(2048, Math.max(64, memoryMb / 4)))}MB`,
    // Every page that is touched is written whole once after each checkpoint: few checkpoints.
    max_wal_size: '8GB',
    checkpoint_timeout: '15min',
    // The npm build has neither lz4 nor zstd and would not start with them.
    wal_compression: 'pglz',
    jit: 'off',
    max_connections: '50',
    timezone: 'UTC',
  };
}

async function startOnFreePort(plan: Omit<ServerPlan, 'port'>): Promise<Server> {
  const known = readPort(plan.place.portFile);
  const candidates = [known, 0, 0, 0].filter((port) => port !== undefined);
  for (const candidate of candidates) {
    const port = await findFreePort(candidate);
    if (port === undefined) continue;
    const server = await startServer({ ...plan, port });
    if (!server) continue;
    rmSync(plan.place.portFile, { force: true });
    writeFileSync(plan.place.portFile, `${port}\n`);
    return server;
  }
  throw new PilotError(
    'DB_START_FAILED',
    'no free port was found on 127.0.0.1 for the database; try again',
  );
}

function readPort(path: string): number | undefined {
  const port = existsSync(path) ? Number(readFileSync(path, 'utf8')) : NaN;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const known = await askServer(url, `select 1 from pg_database where datname = '${name}'`);
  if (known.length === 0) await askServer(url, `create database ${name}`);
}
