import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateCluster } from '@pilotzone/kernel/embedded-postgres';
import { findFreePort } from '@pilotzone/kernel/embedded-postgres/free-port';
import { readServerNote } from '@pilotzone/kernel/embedded-postgres/orphan';
import { findRepository } from '@pilotzone/kernel/migrate';

/** A program of ours in a process of its own, with an embedded database on a data folder. */
export type Program = {
  readonly dataDir: string;
  /** Where it serves, the same after every start. */
  readonly address: string;
  /** Starts it and waits until it serves; fails with what it complained about. */
  start(): Promise<void>;
  /** Ends it and waits until it has ended; its database outlives a SIGKILL. */
  end(how: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  signal(how: NodeJS.Signals): void;
  /** Kills its database server without warning; the program itself starts another one. */
  killDatabase(): void;
  isRunning(): boolean;
  /** The end of what it wrote, for a failure that somebody has to understand. */
  tail(): string;
};

const LAUNCHER = join(findRepository(), 'bin', 'pilotzone.mjs');
const TAIL_CHARACTERS = 20_000;
const START_MS_MAX = 120_000;

/** A program that is not started yet. */
export async function prepareProgram(
  dataDir: string,
  argumentsAt: (port: string) => readonly string[],
): Promise<Program> {
  const port = await freePort();
  const args = [...argumentsAt(String(port)), '--data', dataDir];
  let child: ChildProcess | undefined;
  let told = '';
  const isRunning = () => child?.exitCode === null && child.signalCode === null;
  return { dataDir, address: `http://127.0.0.1:${String(port)}`, start, end, ...ways() };

  function ways() {
    return {
      isRunning,
      tail: () => told,
      signal: (how: NodeJS.Signals) => {
        if (isRunning()) child?.kill(how);
      },
      killDatabase: () => {
        killServer(dataDir);
      },
    };
  }

  async function start(): Promise<void> {
    const own = spawn('env', ['-u', 'DATABASE_URL', process.execPath, LAUNCHER, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = own;
    let began = '';
    const hear = (chunk: Buffer) => {
      began += chunk.toString().slice(0, TAIL_CHARACTERS);
      told = (told + chunk.toString()).slice(-TAIL_CHARACTERS);
    };
    own.stdout.on('data', hear);
    own.stderr.on('data', hear);
    for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 20) {
      if (/serves at |customs simulator at /.test(began)) return;
      // Killed while it starts is what a crash test does; anything else is a fault.
      if (own.signalCode !== null) return;
      if (own.exitCode !== null) throw new Error(`it ended: ${began}`);
      await sleep(20);
    }
    throw new Error(`it does not serve: ${began}`);
  }

  async function end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!child || !isRunning()) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(how);
    await ended;
  }
}

/** Kills the database server on a data folder, if one runs there. */
export function killServer(dataDir: string): void {
  const pid = readServerNote(locateCluster(dataDir))?.pid;
  if (pid === undefined || pid === process.pid) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended by itself meanwhile.
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const port = await findFreePort(0);
  if (port === undefined) throw new Error('no port is free');
  return port;
}
