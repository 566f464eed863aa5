import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PilotError } from '../errors.ts';
import { runAsUser, type RunAs } from './run-as.ts';

/** Where one cluster lives. `home` belongs to the server's user; everything else is inside it. */
export type Place = {
  readonly home: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly portFile: string;
  readonly logFile: string;
  /** Set when the data could not live below the wanted folder; says why, for the user. */
  readonly moved: string | undefined;
};

/** PostgreSQL's data files fit one major version only, so the folder carries it. */
export const MAJOR = '18';

/** The paths below `home`; nothing is created. */
export function placeAt(home: string, moved?: string): Place {
  return {
    home,
    cluster: join(home, MAJOR),
    passwordFile: join(home, 'password'),
    portFile: join(home, 'port'),
    logFile: join(home, 'server.log'),
    moved,
  };
}

/**
 * The place a data folder points to, without creating anything: its own, or the one it was moved
 * to.
 */
export function readPlace(dataDir: string): Place {
  const pointer = join(dataDir, POINTER);
  if (!existsSync(pointer)) return placeAt(join(dataDir, 'postgres'));
  return placeAt(
    readFileSync(pointer, 'utf8').trim(),
    'as the file postgres-is-at in the data folder says',
  );
}

const POINTER = 'postgres-is-at';

/**
 * Creates the place's folder for `runAs`. When that user cannot reach the data folder (a clone
 * below root's 0700 home), the data goes to `/var/lib/pilotzone/data-…`, and the data folder keeps
 * a file that says where. Throws DATA_DIR_DENIED when nothing works, DATA_DIR_INVALID
 * when it is no folder.
 */
export function preparePlace(dataDir: string, runAs: RunAs): Place {
  createDataDir(dataDir);
  const known = readPlace(dataDir);
  if (claim(known.home, runAs)) return known;
  if (!runAs) throw denied(known.home, 'this user');
  const name = createHash('sha256')
    .update(realpathSync(resolve(dataDir)))
    .digest('hex')
    .slice(0, 12);
  const home = `/var/lib/pilotzone/data-${name}`;
  mkdirSync(dirname(home), { recursive: true });
  chmodSync(dirname(home), 0o755);
  if (!claim(home, runAs)) throw denied(home, runAs.name);
  writeFileSync(join(dataDir, POINTER), home + '\n');
  return placeAt(home, `user ${runAs.name} cannot reach ${dataDir}`);
}

function createDataDir(dataDir: string): void {
  try {
    // Where the folder above is there already, nothing more is tried: below /proc, a recursive
    // mkdir of Node never ends.
    mkdirSync(dataDir, { recursive: existsSync(dataDir) || !existsSync(dirname(dataDir)) });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'ENOSPC') throw error;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw denied(dataDir, 'this user');
    throw new PilotError('DATA_DIR_INVALID', `${dataDir} cannot be the data folder: ${message}`);
  }
}

function denied(home: string, user: string): PilotError {
  return new PilotError(
    'DATA_DIR_DENIED',
    `${user} may not use ${home}: it belongs to another user or a folder above it is closed; ` +
      'start pilotzone as the user who created it, or choose another folder with --data',
  );
}

/**
 * Makes `home` (0700, owned by the server's user); false when that user cannot enter or write it.
 */
function claim(home: string, runAs: RunAs): boolean {
  try {
    mkdirSync(dirname(home), { recursive: true });
    if (!existsSync(home)) mkdirSync(home, { mode: 0o700 });
    if (runAs) chownSync(home, runAs.uid, runAs.gid);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
  if (process.platform === 'win32') return true;
  const script = 'test -x "$1" && test -w "$1" && cd "$1"';
  return runAsUser('/bin/sh', ['-c', script, 'sh', home], { runAs, cwd: '/' }).ok;
}
