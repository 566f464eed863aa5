import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { PilotError } from '../errors.ts';
import { programPath, type Binaries } from './binaries.ts';
import { DATABASE_USER } from './connection.ts';
import { MAJOR, type Place } from './place.ts';
import { runAsUser, type RunAs } from './run-as.ts';

/**
 * Creates the cluster when there is none, and returns the password of `DATABASE_USER`. The work is
 * done in `….new` and renamed, so that a killed first start leaves nothing that looks like a
 * cluster. Throws DB_VERSION_MISMATCH, DB_PASSWORD_MISSING, DISK_FULL or DB_INIT_FAILED.
 */
export function ensureCluster(place: Place, binaries: Binaries, runAs: RunAs): string {
  if (existsSync(`${place.cluster}/PG_VERSION`)) {
    checkVersion(place, binaries);
    return readPassword(place);
  }
  const password = randomBytes(24).toString('base64url');
  initialise({ place, binaries, runAs, password });
  writeFileSync(place.passwordFile, password + '\n', { mode: 0o600 });
  renameSync(place.cluster + '.new', place.cluster);
  return password;
}

function initialise(the: {
  place: Place;
  binaries: Binaries;
  runAs: RunAs;
  password: string;
}): void {
  const { place, binaries, runAs } = the;
  const half = place.cluster + '.new';
  rmSync(half, { recursive: true, force: true });
  const handover = place.passwordFile + '.new';
  rmSync(handover, { force: true });
  writeFileSync(handover, the.password + '\n', { mode: 0o600, flag: 'wx' });
  try {
    if (runAs) chownSync(handover, runAs.uid, runAs.gid);
    const args = [
      '-D',
      half,
      '-U',
      DATABASE_USER,
      '-E',
      'UTF8',
      `--pwfile=${handover}`,
      // Code point order on every machine, and correct classes and case for Chinese, whatever the
      // system's locales.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--auth-local=scram-sha-256',
      '--auth-host=scram-sha-256',
    ];
    const run = runAsUser(programPath(binaries, 'initdb'), args, { runAs, cwd: place.home });
    if (!run.ok) throw explainInit(place, run.output);
  } finally {
    rmSync(handover, { force: true });
  }
}

function explainInit(place: Place, output: string): PilotError {
  if (/No space left on device/i.test(output)) return diskFull(place.home);
  return new PilotError(
    'DB_INIT_FAILED',
    `cannot create a database in ${place.home}: ${lastLines(output)}`,
  );
}

/** The error for a full disk at `path`. */
export function diskFull(path: string): PilotError {
  return new PilotError(
    'DISK_FULL',
    `the disk that holds ${path} is full; free some space there, or choose another folder with ` +
      `--data`,
  );
}

/** The last lines of a log or an output, enough for a message. */
export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-6).join('\n');
}

function checkVersion(place: Place, binaries: Binaries): void {
  const found = readFileSync(`${place.cluster}/PG_VERSION`, 'utf8').trim();
  if (found === binaries.version.split('.')[0] && found === MAJOR) return;
  throw new PilotError(
    'DB_VERSION_MISMATCH',
    `${place.cluster} was made by PostgreSQL ${found}, but ${binaries.version} is installed; ` +
      'save it with `pilotzone backup` of the older release and load it with `pilotzone restore`',
  );
}

function readPassword(place: Place): string {
  try {
    return readFileSync(place.passwordFile, 'utf8').trim();
  } catch (cause) {
    throw new PilotError(
      'DB_PASSWORD_MISSING',
      `cannot read ${place.passwordFile}, which holds the database's password; restore it from ` +
        `a backup of the folder`,
      { cause },
    );
  }
}
