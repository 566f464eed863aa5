import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openChannel, parseAddress } from '@pilotzone/gateway/channel/open-channel';
import { CUSTOMS_IMPORT_ID } from '@pilotzone/gateway/channel-link';
import { registerExchange } from '@pilotzone/gateway/stand-alone/http-routes';
import { parseScenario } from '@pilotzone/gateway/stand-alone/scenario';
import type { Scenario } from '@pilotzone/gateway/stand-alone/scenario';
import { createStandAlone } from '@pilotzone/gateway/stand-alone/stand-alone';
import { PilotError } from '@pilotzone/kernel/errors';
import { closeGracefully, createHttpServer, listen } from '@pilotzone/kernel/http';
import { createIdSource } from '@pilotzone/kernel/ids';
import type { Log } from '@pilotzone/kernel/log';
import { createMetrics } from '@pilotzone/kernel/metrics';
import {
  findRepository,
  migrate,
  readKernelMigrations,
  readMigrations,
} from '@pilotzone/kernel/migrate';
import { systemClock } from '@pilotzone/kernel/time';
import { createDemoTariff } from '@pilotzone/tariff/demo';
import { positiveListOf } from '@pilotzone/tariff/positive-list';
import { createTariff } from '@pilotzone/tariff/rates';
import type { Tariff } from '@pilotzone/tariff/rates';
import { parseTariffFile } from '@pilotzone/tariff/tariff-file';
import type { Trust } from '@pilotzone/signatures/trust';
import { readCertificateFiles, trustInFiles } from '../certificate-files.ts';
import { openServer } from '../open-server.ts';

/** Options of `pilotzone simulate customs`. */
export type SimulateOptions = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** A file, or the name of a scenario that is shipped. */
  readonly scenario: string;
  /** Folders and queues beside HTTP. */
  readonly channels: readonly string[];
  /** Rates to judge by; without it those of the demo. */
  readonly tariffFile?: string | undefined;
  /** Authorities whose certificates count; without it only the mathematics of signatures. */
  readonly certificates?: string | undefined;
  readonly log: Log;
};

export type Simulation = {
  readonly address: string;
  readonly scenario: Scenario;
  readonly channels: readonly string[];
  readonly location: string;
  close(): Promise<void>;
};

/** The simulator is nobody's zone; its rows stand under this code. */
const COUNTER = 'customs';

/**
 * Runs customs' side of the counter as a program of its own, with its own database. Throws
 * SCENARIO_NOT_FOUND, SCENARIO_INVALID, CHANNEL_ADDRESS_INVALID, and what opening the database and
 * listening throw.
 */
export async function simulateCustoms(
  options: SimulateOptions,
  notice: (text: string) => void,
): Promise<Simulation> {
  const { log } = options;
  const scenario = parseScenario(readScenario(options.scenario));
  const tariff = await readTariff(options.tariffFile);
  const trust = await readTrust(options.certificates);
  const addresses = options.channels.map((text) => parseAddress(text).address);
  const database = await openServer({ dataDir: options.dataDir }, notice);
  const { db } = database;
  try {
    await migrate(db, simulatorMigrations());
    const ids = createIdSource(systemClock.now);
    const runtime = { zoneCode: COUNTER, db, clock: systemClock, ids, log };
    const channels = addresses.map((address) =>
      openChannel(address, { role: 'server', log, dxpId: CUSTOMS_IMPORT_ID }),
    );
    const needs = { ...runtime, trust, tariff: () => tariff };
    const standAlone = createStandAlone(needs, { scenario, channels });
    const server = await createHttpServer({
      ...{ log, metrics: createMetrics(), version: '0.1.0', idempotency: runtime },
      authenticate: () => Promise.resolve(undefined),
      readiness: { database: () => db.query('select 1') },
    });
    registerExchange(server, standAlone, { runtime, config: { public: true } });
    const close = async () => {
      await closeGracefully(server);
      await standAlone.close();
      await database.close();
    };
    const address = await listen(server, options).catch(async (error: unknown) => {
      await standAlone.close();
      throw error;
    });
    const names = channels.map(({ name }) => name);
    return { address, scenario, channels: names, location: database.location, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What the simulator's own database consists of. */
export function simulatorMigrations() {
  const gateway = 'customs/gateway';
  const folder = join(findRepository(), gateway, 'migrations');
  return [...readKernelMigrations(), ...readMigrations(gateway, folder)];
}

async function readTrust(path: string | undefined): Promise<Trust | undefined> {
  return path === undefined ? undefined : trustInFiles(await readCertificateFiles(path));
}

/** Rates as `import tariff` takes them. Throws REFERENCE_FILE_INVALID, INPUT_UNREADABLE. */
async function readTariff(path: string | undefined): Promise<Tariff> {
  if (path === undefined) return createDemoTariff();
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new PilotError('INPUT_UNREADABLE', `cannot read ${path}`, { cause: error });
  });
  const file = parseTariffFile(text);
  if (file.kind === 'parsed') return createTariff(file.rows, positiveListOf(file.rows));
  const problems = file.errors.map(({ line, message }) => `line ${String(line)}: ${message}`);
  throw new PilotError('REFERENCE_FILE_INVALID', `${path} cannot be used: ${problems.join('; ')}`);
}

function readScenario(scenario: string): string {
  const shipped = join(findRepository(), 'customs/gateway/scenarios', `${scenario}.yaml`);
  const isName = /^[a-z][a-z-]*$/.test(scenario);
  const path = isName && existsSync(shipped) ? shipped : scenario;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const text = `there is no scenario ${scenario}: neither shipped, nor a file that can be read`;
    throw new PilotError('SCENARIO_NOT_FOUND', text, { cause: error });
  }
}
