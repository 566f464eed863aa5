import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a process with this number exists and runs, whoever it belongs to. A zombie does not run:
 * in a container nobody may ever collect it.
 */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false;
  }
  return statusFields(pid)[0] !== 'Z';
}

/**
 * When a process started, in clock ticks since boot; '-' where the system does not tell. Linux
 * only.
 */
export function startTicks(pid: number): string {
  return statusFields(pid)[19] ?? '-';
}

/**
 * `/proc/…/stat` from the third field (the state) on: the command in brackets before it may hold
 * spaces.
 */
function statusFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** The command line of a process, or `undefined` where the system does not tell. */
export function commandOf(pid: number): string | undefined {
  if (process.platform === 'linux') return readCommand(pid);
  if (process.platform === 'win32') return undefined;
  const result = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

function readCommand(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}
