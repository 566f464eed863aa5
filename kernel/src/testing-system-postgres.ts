import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from './embedded-postgres/binaries.ts';
import { urlOf, DATABASE_USER } from './embedded-postgres/connection.ts';
import { placeAt } from './embedded-postgres/place.ts';
import { chooseRunAs, runAsUser } from './embedded-postgres/run-as.ts';
import { startServer } from './embedded-postgres/server.ts';
import { findFreePort } from './embedded-postgres/free-port.ts';
import { assert } from './errors.ts';

const DEBIAN = '/usr/lib/postgresql';

/**
 * The newest PostgreSQL server that the system has installed (Debian's folders); `undefined` where
 * there is none: such a test is skipped there. `.ci/run` installs one.
 */
export function findSystemPostgres(): { folder: string; version: string } | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const version = versions.find((name) => existsSync(join(DEBIAN, name, 'bin', 'initdb')));
  return version === undefined ? undefined : { folder: join(DEBIAN, version), version };
}

/** A server of a test's own. */
export type SystemPostgres = { readonly url: string; stop(): Promise<void> };

/**
 * Starts the system's own PostgreSQL on a throw-away cluster: for tests that the same migrations
 * and code work on a server that is not the embedded one. Only in tests.
 */
export function startSystemPostgres(): Promise<SystemPostgres> {
  const make = ['-U', DATABASE_USER, '-E', 'UTF8', '--locale=C', '-A', 'trust'];
  return startOn((cluster) => ['initdb', ['-D', cluster, ...make]]);
}

/** Starts a streaming replica of such a server. Only in tests. */
export function startSystemStandby(primaryUrl: string): Promise<SystemPostgres> {
  const make = ['-d', primaryUrl, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'];
  return startOn((cluster) => ['pg_basebackup', ['-D', cluster, ...make]]);
}

type Making = readonly [program: 'initdb' | 'pg_basebackup', args: readonly string[]];

async function startOn(makingOf: (cluster: string) => Making): Promise<SystemPostgres> {
  const binaries = findSystemPostgres();
  assert(binaries, 'ask findSystemPostgres first');
  // Not the prefix of temporary servers, which are swept away when their owner is not known.
  const dataDir = mkdtempSync(join(tmpdir(), 'pilotzone-system-'));
  chmodSync(dataDir, 0o711);
  const place = placeAt(join(dataDir, 'postgres'));
  const runAs = chooseRunAs(place.cluster, undefined);
  mkdirSync(place.home, { mode: 0o700 });
  if (runAs) chownSync(place.home, runAs.uid, runAs.gid);
  const [program, args] = makingOf(place.cluster);
  const made = runAsUser(programPath(binaries, program), args, { runAs, cwd: place.home });
  assert(made.ok, made.output);
  const port = (await findFreePort(0)) ?? 0;
  const settings = { fsync: 'off' };
  const server = await startServer({ place, binaries, runAs, password: 'none', port, settings });
  assert(server, 'the system server found no port');
  return {
    url: urlOf({ port, password: 'none', database: 'postgres' }),
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
