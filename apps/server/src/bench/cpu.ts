import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Queryable } from '@pilotzone/kernel/db';

// Clock ticks per second that Linux reports in /proc, on every supported architecture.
const TICKS_PER_SECOND = 100;

/** CPU used so far by a PostgreSQL server on this machine. */
export type DatabaseCpu = { micros(): number };

/**
 * Watches the CPU of the server behind `q`: its postmaster and everything that it started, also
 * what has ended. Answers 0 where the server is on another machine or there is no /proc; `known`
 * says so.
 */
export async function watchDatabaseCpu(
  q: Queryable,
): Promise<DatabaseCpu & { readonly known: boolean }> {
  const rows = await q.query<{ pid: number }>('select pg_backend_pid() as pid');
  const backend = rows[0]?.pid ?? 0;
  const postmaster = isPostgres(backend) ? parentOf(backend) : 0;
  return { known: postmaster > 0, micros: () => (postmaster > 0 ? treeMicros(postmaster) : 0) };
}

function isPostgres(pid: number): boolean {
  const path = `/proc/${pid}/comm`;
  return existsSync(path) && readFileSync(path, 'utf8').startsWith('postgres');
}

/**
 * The fields of /proc/PID/stat after the name, which may hold spaces: field 3 of the manual is
 * index 0.
 */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0);
}

/** User and system time of the process, and of children it has waited for. */
function treeMicros(postmaster: number): number {
  let ticks = ticksOf(postmaster, true);
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid > 0 && parentOf(pid) === postmaster) ticks += ticksOf(pid, false);
  }
  return (ticks * 1_000_000) / TICKS_PER_SECOND;
}

function ticksOf(pid: number, withEnded: boolean): number {
  const stat = statOf(pid);
  const [user, system, endedUser, endedSystem] = [11, 12, 13, 14].map((index) =>
    Number(stat[index] ?? 0),
  );
  return (user ?? 0) + (system ?? 0) + (withEnded ? (endedUser ?? 0) + (endedSystem ?? 0) : 0);
}
