import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { explainLosses } from '@pilotzone/kernel/database-failure';
import { openDatabase, POOL_SIZES } from '@pilotzone/kernel/db';
import type { Database } from '@pilotzone/kernel/db';
import {
  joinEmbeddedPostgres,
  locateCluster,
  startEmbeddedPostgres,
} from '@pilotzone/kernel/embedded-postgres';
import { PilotError } from '@pilotzone/kernel/errors';
import { startTemporaryPostgres } from '@pilotzone/kernel/temporary-postgres';
import { createKeyring, type Keyring } from '@pilotzone/kernel/sealing/keyring';
import { masterKeyOf, readMasterKey, type MasterKey } from '@pilotzone/kernel/vault';

/**
 * Where the database is: a server's URL, a folder for the embedded one, or neither for a temporary
 * one.
 */
export type Place = {
  readonly databaseUrl?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Beside a pilotzone that runs on the data folder, on its server. */
  readonly shared?: boolean;
  /** The file of the master key; without it `master.key` in the folder. */
  readonly masterKeyFile?: string | undefined;
  /** The key itself, instead of a file. */
  readonly masterKey?: MasterKey | undefined;
};

/** A database server that answers. */
export type OpenServer = {
  readonly db: Database;
  /** Connection string, password included. */
  readonly url: string;
  /** "embedded 18.4" or "server 15.13". */
  readonly name: string;
  readonly location: string;
  /** Whether this program started it, on this machine. */
  readonly isOurs: boolean;
  /** What opens and seals the personal data in it. */
  readonly masterKey: MasterKey;
  readonly keyring: Keyring;
  /** Closes the pools, then stops the server if it is ours. */
  close(): Promise<void>;
};

/**
 * Opens the server at `place`, starting the embedded one where it is ours to start. Throws what
 * that throws, DATABASE_URL_INVALID, DATABASE_UNREACHABLE or DATABASE_TOO_OLD.
 */
export async function openServer(
  place: Place,
  notice: (text: string) => void,
): Promise<OpenServer> {
  const masterKey = masterKeyAt(place);
  const keys = { masterKey, keyring: createKeyring(masterKey) };
  if (place.databaseUrl) return openForeign(place.databaseUrl, keys);
  const { dataDir, shared } = place;
  const start = shared ? joinEmbeddedPostgres : startEmbeddedPostgres;
  const postgres = await (dataDir ? start({ dataDir }) : startTemporaryPostgres());
  for (const text of postgres.notices) notice(text);
  const { keyring } = keys;
  const own = openDatabase(postgres.url, POOL_SIZES, keyring);
  const db = explainLosses(own, postgres.explainEnd);
  return {
    ...keys,
    db,
    url: postgres.url,
    name: `embedded ${postgres.version}`,
    location: postgres.location,
    isOurs: true,
    close: async () => {
      await db.close();
      await postgres.stop();
    },
  };
}

/** The folder of a database where none is named: that of `pilotzone up`. */
const DATA_DIR = 'data';

/**
 * The key that opens what is sealed in the database at `place`; drawn anew for a temporary one.
 * Throws MASTER_KEY_INVALID.
 */
function masterKeyAt(place: Place): MasterKey {
  if (place.masterKey) return place.masterKey;
  const path = masterKeyPathOf(place);
  return path === undefined ? masterKeyOf(randomBytes(32)) : readMasterKey(path);
}

/** The file of the master key of a database; a temporary one has none. */
export function masterKeyPathOf(place: Place): string | undefined {
  const { databaseUrl, dataDir, masterKeyFile } = place;
  const folder = dataDir ?? (databaseUrl && DATA_DIR);
  return masterKeyFile ?? (folder && join(folder, 'master.key'));
}

/** Whether a database was ever made at `place`; a server by its URL is taken to have one. */
export function hasDatabase({ databaseUrl, dataDir }: Place): boolean {
  if (databaseUrl) return true;
  return dataDir !== undefined && existsSync(locateCluster(dataDir));
}

// The oldest version that the tests run against.
const VERSION_MIN = 150_000;

async function openForeign(
  databaseUrl: string,
  keys: Pick<OpenServer, 'masterKey' | 'keyring'>,
): Promise<OpenServer> {
  const where = whereOf(databaseUrl);
  const db = openDatabase(databaseUrl, POOL_SIZES, keys.keyring);
  try {
    const [row] = await db.query<{ version: string; number: number }>(
      `select current_setting('server_version') as version,
              current_setting('server_version_num')::int4 as number`,
    );
    if ((row?.number ?? 0) < VERSION_MIN) {
      const found = `the server at ${where} is PostgreSQL ${row?.version ?? 'of unknown version'}`;
      throw new PilotError('DATABASE_TOO_OLD', `${found}; pilotzone needs 15 or newer`);
    }
    const name = `server ${row?.version ?? ''}`;
    const close = () => db.close();
    return { ...keys, db, url: databaseUrl, name, location: where, isOurs: false, close };
  } catch (error) {
    await db.close();
    throw error instanceof PilotError ? error : unreachable(where, error);
  }
}

/** The address in a URL, without user and password. Throws DATABASE_URL_INVALID. */
function whereOf(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return `${url.host}${url.pathname}`;
  throw new PilotError(
    'DATABASE_URL_INVALID',
    'DATABASE_URL is no address of a PostgreSQL server; write postgresql://USER:PASSWORD@HOST/NAME',
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; start the server or correct the address',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  '28P01': 'user or password is wrong',
  '28000': 'the server does not let this user in from here',
  '3D000': 'there is no database of that name; create it',
  '53300': 'the server has no connection left',
  '57P03': 'the server is starting up or shutting down; try again in a moment',
};

function unreachable(where: string, error: unknown): PilotError {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const reason = REASONS[code] ?? message;
  const text = `the database at ${where} (DATABASE_URL) cannot be used: ${reason}`;
  return new PilotError('DATABASE_UNREACHABLE', text, { cause: error });
}
