import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PilotError } from '../errors.ts';
import { isAlive, startTicks } from './processes.ts';

/** Held while this process uses a data folder; release it when the database has stopped. */
export type AppLock = { release(): void };

const LOCK = 'in-use-by';

type Holder = { pid: number; ticks: string };

/**
 * Claims a data folder for this process, so that a second `npm start` says that the first is
 * running instead of stopping its database. A lock whose process has ended (kill -9, reboot) is
 * taken over. Throws DATA_DIR_IN_USE.
 */
export function takeAppLock(dataDir: string): AppLock {
  const path = join(dataDir, LOCK);
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${startTicks(process.pid)}\n`);
  try {
    // Two rounds are enough: the second one only follows the removal of a dead holder's lock.
    for (let round = 0; round < 2; round += 1) {
      if (tryLink(own, path)) return { release: () => releaseLock(path) };
      const holder = readHolder(path);
      if (holder && isHeld(holder)) throw inUse(dataDir, holder.pid);
      rmSync(path, { force: true });
    }
    throw inUse(dataDir, readHolder(path)?.pid);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whether a living process holds the data folder. */
export function isInUse(dataDir: string): boolean {
  const holder = readHolder(join(dataDir, LOCK));
  return holder !== undefined && isHeld(holder);
}

function inUse(dataDir: string, pid: number | undefined): PilotError {
  const who = pid === undefined ? 'another pilotzone' : `pilotzone (process ${pid})`;
  return new PilotError(
    'DATA_DIR_IN_USE',
    `${who} is already running on ${dataDir}; use that one, stop it first, or choose another ` +
      `folder with --data`,
  );
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

function releaseLock(path: string): void {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid = '', ticks = ''] = readFileSync(path, 'utf8').trim().split(' ');
    return { pid: Number(pid), ticks };
  } catch {
    return undefined;
  }
}

/**
 * A process number may be given again after a reboot; its start time tells the two apart where it
 * is known.
 */
function isHeld(holder: Holder): boolean {
  return isAlive(holder.pid) && startTicks(holder.pid) === holder.ticks;
}
