import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PilotError } from '../errors.ts';
import { programPath, type Binaries } from './binaries.ts';
import { askServer, urlOf } from './connection.ts';
import type { Place } from './place.ts';
import { commandOf, isAlive } from './processes.ts';
import { runAsUser, type RunAs } from './run-as.ts';

/** What a server writes about itself into `postmaster.pid`. */
export type ServerNote = { readonly pid: number; readonly port: number; readonly ready: boolean };

/** Reads `postmaster.pid`; `undefined` when there is none or it is only half written. */
export function readServerNote(cluster: string): ServerNote | undefined {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops a server that an earlier run left behind on this cluster (kill -9 of Node leaves PostgreSQL
 * alive), so that the new one has current settings. Call it only while holding the app lock.
 * Returns whether one was stopped. A pid file whose process is gone, or is another program, is no
 * server. Throws DATA_DIR_IN_USE when unsure.
 */
export async function stopOrphan(
  place: Place,
  how: { binaries: Binaries; runAs: RunAs; password: string },
): Promise<boolean> {
  const note = readServerNote(place.cluster);
  if (!note) return false;
  const verdict = isAlive(note.pid) ? await whoseServer(place, note, how.password) : 'gone';
  if (verdict === 'gone' || verdict === 'other') {
    disownNote(place.cluster);
    return false;
  }
  const args = ['stop', '-D', place.cluster, '-m', 'fast', '-w', '-t', '60'];
  const run =
    verdict === 'ours'
      ? runAsUser(programPath(how.binaries, 'pg_ctl'), args, { runAs: how.runAs, cwd: place.home })
      : { ok: false, output: 'it does not answer' };
  if (run.ok || !isAlive(note.pid)) return true;
  throw new PilotError(
    'DATA_DIR_IN_USE',
    `a database server (process ${note.pid}) that an earlier run left behind uses ` +
      `${place.cluster} ` +
      `and could not be stopped: ${run.output}; stop that process, then start again`,
  );
}

/**
 * PostgreSQL refuses to start while any process of its user, also a zombie, has the number in its
 * pid file. Our own number (its parent's) it passes over. The file stays, because its other lines
 * let the new server see whether children of the old one still use the shared memory.
 */
function disownNote(cluster: string): void {
  const path = join(cluster, 'postmaster.pid');
  const [, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [String(process.pid), ...rest].join('\n'));
}

async function whoseServer(place: Place, note: ServerNote, password: string) {
  const command = commandOf(note.pid);
  if (command?.includes(place.cluster)) return 'ours';
  if (command !== undefined && !command.includes('postgres')) return 'other';
  try {
    const url = urlOf({ port: note.port, password, database: 'postgres' });
    const [row] = await askServer(url, `select current_setting('data_directory') as at`);
    return realpathSync(String(row?.at)) === realpathSync(place.cluster) ? 'ours' : 'other';
  } catch {
    return 'unknown';
  }
}
