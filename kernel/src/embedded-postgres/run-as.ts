import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { PilotError } from '../errors.ts';

/**
 * The operating-system user that PostgreSQL runs as; `undefined` is our own user, where we are not
 * root.
 */
export type RunAs =
  { readonly uid: number; readonly gid: number; readonly name: string } | undefined;

/** What a short program printed (both streams) and whether it ended with 0. */
export type Run = { readonly ok: boolean; readonly output: string };

/**
 * Chooses the user. PostgreSQL refuses root, so root switches to the owner of an existing `cluster`
 * folder, else to `wanted`, else to `postgres`, else to `nobody`. Only names of /etc/passwd:
 * PostgreSQL looks its user up there. Throws DB_NO_OS_USER.
 */
export function chooseRunAs(cluster: string, wanted: string | undefined): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  const users = readUsers();
  const owner = ownerOf(cluster);
  if (owner !== undefined && owner !== 0) {
    const known = users.find((user) => user.uid === owner);
    if (known) return known;
  }
  const names = wanted ? [wanted] : ['postgres', 'nobody'];
  const chosen =
    users.find((user) => user.name === names[0]) ?? users.find((user) => user.name === names[1]);
  if (chosen && chosen.uid !== 0) return chosen;
  throw new PilotError(
    'DB_NO_OS_USER',
    `PostgreSQL does not run as root, and no user ${names.join(' or ')} exists; ` +
      'create one, name one in PG_OS_USER, or start pilotzone as an ordinary user',
  );
}

/**
 * Runs a program to its end as `runAs`, with an environment that holds nothing of ours (no PG*
 * variables).
 */
export function runAsUser(
  program: string,
  args: readonly string[],
  how: { runAs: RunAs; cwd: string },
): Run {
  const result = spawnSync(program, args.slice(), {
    ...identity(how.runAs),
    cwd: how.cwd,
    env: bareEnvironment(),
    encoding: 'utf8',
    windowsHide: true,
    timeout: 120_000,
  });
  if (result.error) return { ok: false, output: result.error.message };
  return { ok: result.status === 0, output: (result.stdout + result.stderr).trim() };
}

/** `uid` and `gid` for `child_process`, where a switch is wanted. */
export function identity(runAs: RunAs): { uid: number; gid: number } | object {
  return runAs ? { uid: runAs.uid, gid: runAs.gid } : {};
}

/** A fixed locale keeps the server's log in English, which `explainStart` reads. */
export function bareEnvironment(): Record<string, string> {
  const path = process.platform === 'win32' ? process.env.PATH : '/usr/local/bin:/usr/bin:/bin';
  const system = process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {};
  return { PATH: path ?? '', LC_ALL: 'C', TZ: 'UTC', ...system };
}

function ownerOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid;
  } catch (error) {
    // The data folder is a file; who creates it says so.
    if ((error as { code?: string }).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readUsers(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
